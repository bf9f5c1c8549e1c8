"""What of a message and its pages is asked, and what of it may leave this machine."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Gap, GapReason, GapStep
from bot.queries import SENT_CHARACTERS, Of, Query, of_message, of_page, sendable, without_site_name
from tests.samples import page


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Shops have banned poppies", "Shops have banned poppies"),
        (
            "Fwd: 👉 Forwarded many times\nShops have banned poppies #PoppyBan 1,204 likes",
            "Shops have banned poppies Poppy Ban",
        ),
        ("↪ Reenviado muchas veces\nEl ajo cura la gripe", "El ajo cura la gripe"),
        ("Shops have banned poppies\nSent from my iPhone", "Shops have banned poppies"),
        ("Shops have banned poppies\n-- \nBob Smith\nChief of everything", "Shops have banned poppies"),
        ("Shops have banned poppies https://rumours.example/x?y=z", "Shops have banned poppies"),
        ("Forwarded many times", ""),
        ("12K views", ""),
        ("", ""),
    ],
)
def test_what_people_add_is_no_part_of_the_claim(message: str, asked: str) -> None:
    """Marks of forwarding, counters, signatures and addresses are gone; a hashtag is words."""
    assert [query.text for query in of_message(message)] == ([asked] if asked else [])


@pytest.mark.parametrize(
    ("title", "site", "left"),
    [
        ("Poppies banned from shops - Full Fact", "Full Fact", "Poppies banned from shops"),
        ("Poppies banned from shops - The Courier", "the courier", "Poppies banned from shops"),
        ("Poppies have been banned from all shops | Courier", "", "Poppies have been banned from all shops"),
        ("Trump - Biden", "", "Trump - Biden"),
        ("Poppies - banned from all of our shops by law", "", "Poppies - banned from all of our shops by law"),
        (
            "Poppies have been banned from all shops | Courier",
            "Gossip",
            "Poppies have been banned from all shops | Courier",
        ),
        ("A title", "A title", "A title"),
    ],
)
def test_the_sites_name_is_no_part_of_the_claim(title: str, site: str, left: str) -> None:
    """A site's name at the end of a title is taken off where it is known to be one, or looks like one."""
    assert without_site_name(title, site) == left


def test_title_and_description_are_asked_apart_and_once() -> None:
    """Each is a query of its own; a description that repeats the title is none, nor is anything of a login page."""
    assert of_page(page(title="One", description="Two")) == (Query("One", Of.TITLE), Query("Two", Of.DESCRIPTION))
    assert of_page(page(title="One", description="ONE")) == (Query("One", Of.TITLE),)
    assert of_page(page(gaps=(Gap(GapStep.PAGE, GapReason.LOGIN_WALL),))) == ()


def test_nobodys_number_or_address_is_sent() -> None:
    """Of a chain message only its first sentences may be sent, without telephone numbers and e-mail addresses."""
    text = "Call +44 7700 900123 or me@home.example now. In 2019 there were 40 cats! " + "And so on, at length. " * 30
    sent = sendable(Query(text, Of.MESSAGE))
    assert sent.startswith("Call or now. In 2019 there were 40 cats!")
    assert sent.endswith("at length.")
    assert len(sendable(Query("word " * 90, Of.MESSAGE))) <= SENT_CHARACTERS


@given(st.text(max_size=600))
@example("a" * 500)
@example("1234567")
@settings(max_examples=100)
def test_whatever_is_written_a_short_line_is_sent(text: str) -> None:
    """No text makes the cleaning fail, and what may be sent is one short line."""
    for query in of_message(text):
        sent = sendable(query)
        assert len(sent) <= SENT_CHARACTERS
        assert "\n" not in sent
