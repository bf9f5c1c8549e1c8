"""What a chat's admins say of sources."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import LinkError
from bot.links import Rules, canonical
from bot.local_ratings import local_rating, local_ratings, subject_of
from bot.model import Reliability, Voice


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("example.org", "example.org"),
        ("https://www.Example.org/", "example.org"),
        ("example.org/blog/?x=1#top", "example.org/blog"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_subject_of_what_somebody_writes(text: str, subject: str) -> None:
    """A link or a bare host means a host, with its path where it has one."""
    assert subject_of(text) == subject


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1", "com", "x y", "", "http://[::1]/"])
def test_what_is_no_website(text: str) -> None:
    """An address, a bare suffix or a word is no source."""
    with pytest.raises(LinkError):
        subject_of(text)


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_anything_can_be_written(text: str) -> None:
    """Whatever somebody writes after /trust: a subject or a clear error."""
    with suppress(LinkError):
        assert "." in subject_of(text)


def test_the_closest_word_counts() -> None:
    """A path beats its host, a host its parents, and a name that only begins alike is another."""
    host = local_rating("example.org", Voice.CHAT_ADMINS, trust=False, reason="", as_of="2026")
    path = local_rating("example.org/good", Voice.CHAT_ADMINS, trust=True, reason="fine", as_of="2026")
    look_up = local_ratings([host, path], [])
    assert look_up(canonical("https://www.example.org/good/1", Rules())) == (path,)
    assert look_up(canonical("https://example.org/goods", Rules())) == (host,)
    assert look_up(canonical("https://notexample.org/good", Rules())) == ()
    assert (host.rating, path.rating) == ("not trusted", "fine")
    assert path.reliability is Reliability.RELIABLE


def test_admins_and_operator_stand_side_by_side() -> None:
    """Each voice keeps its own closest word."""
    admins = local_rating("example.org", Voice.CHAT_ADMINS, trust=True, reason="", as_of="2026")
    operator = local_rating("example.org", Voice.OPERATOR, trust=False, reason="", as_of="2026")
    assert local_ratings([admins], [operator])(canonical("https://example.org/", Rules())) == (admins, operator)
