"""Defanged addresses, read and written."""

from __future__ import annotations

import pytest

from bot.links import canonical, defang
from bot.links.refang import refang
from tests.links.tables import RULES


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example.com/b.c?d=e.f#g.h", "hxxps://a[.]example[.]com/b.c?d=e.f#g.h"),
        ("http://u.v@example.com:8080", "hxxp://u.v@example[.]com:8080"),
        ("http://example.com?a.b", "hxxp://example[.]com?a.b"),
        ("http://[2001:db8::1]/", "hxxp://[2001:db8::1]/"),
        ("example.com/a.b", "example[.]com/a.b"),
    ],
)
def test_defang(url: str, expected: str) -> None:
    """A dangerous address is shown so that no chat program makes it a link and a person can still read it."""
    assert defang(url) == expected


def test_defanged_is_read_back() -> None:
    """What Mop shows of a dangerous link can be asked about again."""
    url = "https://a.example.com/b.c?d=e.f#g.h"
    assert canonical(defang(url), RULES).url == url


def test_places_of_the_original() -> None:
    """Each character of the plain text knows where it stood, so that a link is quoted as it was sent."""
    text = "see hxxp://a[.]b (dot) c"
    plain, places = refang(text)
    assert plain == "see http://a.b.c"
    assert places is not None
    assert [text[place] for place in places[:-1]][-6:] == ["/", "a", "[", "b", " ", "c"]
    assert places[-1] == len(text)


@pytest.mark.parametrize("text", ["plain", "(dotted) [.]", "array[0] {x} expect", r"C:\dir", "a. [b] c.", "(dot)"])
def test_nothing_defanged(text: str) -> None:
    """Brackets of other kinds are left alone."""
    assert refang(text) == (text, None)
