"""What codes hold."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.images.codes import links_in, words_in


@pytest.mark.parametrize(
    ("code", "links", "words"),
    [
        ("https://gossip.example/x", ("https://gossip.example/x",), ""),
        (" www.gossip.com ", ("www.gossip.com",), ""),
        ("URL:https://gossip.example/", ("https://gossip.example/",), ""),
        (r"MEBKM:TITLE:News;URL:http\://gossip.example/a;;", ("http://gossip.example/a",), ""),
        ("BEGIN:VCARD\r\nFN:Ada\r\nURL:https://gossip.example/\r\nEND:VCARD", ("https://gossip.example/",), ""),
        ("Win a car at https://gossip.example/ today", ("https://gossip.example/",), ""),
        ("The moon is made of cheese", (), "The moon is made of cheese"),
        ("4006381333931", (), ""),
        # nobody's business, and never looked up
        ("WIFI:T:WPA;S:home.example;P:secret word;;", (), ""),
        ("otpauth://totp/Bank?secret=ABC&issuer=bank.example", (), ""),
        ("mailto:ada@gossip.example", (), ""),
        ("smsto:+123:win at gossip.example", (), ""),
        ("BCD\n002\n1\nSCT\n\nCharity pay.example", (), ""),
        ("00020101021226bank.example pay here", (), ""),
        ("a b " * 2_000, (), ""),
    ],
)
def test_what_a_code_holds(code: str, links: tuple[str, ...], words: str) -> None:
    """A link is a link, a sentence is words; a password, a payment or a number is nothing."""
    assert links_in([code]) == links
    assert words_in([code]) == words


def test_a_link_in_many_codes_is_one_link() -> None:
    """A wall of codes is read up to a bound, and each address once."""
    assert links_in(["https://a.example/"] * 3) == ("https://a.example/",)
    assert len(links_in([f"https://a{number}.example/" for number in range(40)])) == 8


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=3))
@example(["MEBKM:URL:" + "\\" * 999])
@example(["BEGIN:" + ";" * 4_000])
def test_no_code_breaks_anything(codes: list[str]) -> None:
    """Anybody can write anything into a code."""
    assert all(links_in(codes))
    assert words_in(codes) is not None
