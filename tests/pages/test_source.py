"""A page as bytes, decoded piece by piece."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.pages.charset import decode
from bot.pages.source import Source

ENCODINGS = ["utf-8", "windows-1252", "koi8-r", "shift_jis", "gb18030", "utf-16le", "iso-2022-jp", ""]
TEXTS = st.text(alphabet="aé’Привет漢字😀<> \0", max_size=60)


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(ENCODINGS), st.binary(max_size=3))
@example("漢<字", "utf-8", b"\xe6")
@example("\0<", "windows-1252", b"\x81")
def test_pieces_are_the_whole(text: str, encoding: str, stray: bytes) -> None:
    """Cut at any ASCII character, even among bytes that are no text, the pieces read as the whole page does."""
    body = text.encode(encoding or "utf-8", "replace") + stray + b"<end>"
    content_type = f"text/html; charset={encoding}" if encoding else ""
    page = Source.of(body, content_type)
    at = max(0, page.data.rfind(b"<"))
    assert page.piece(0, at) + page.piece(at, len(page.data)) == page.text == decode(body, content_type).text
    assert page.named == decode(body, content_type).encoding
    assert page.read_whole().text == page.text == page.read_whole().data.decode()


@pytest.mark.parametrize(
    ("body", "content_type", "longer"),
    [
        (b"x" * 10, "text/html; charset=utf-8", False),
        (b"x" * 11, "text/html; charset=utf-8", True),
        ("é".encode() * 10, "text/html; charset=utf-8", False),
        ("é".encode() * 11, "text/html; charset=utf-8", True),
        ("é".encode() * 11, "text/html; charset=windows-1252", True),
        ("é".encode("koi8-r", "replace") * 10, "text/html; charset=koi8-r", False),
        ("é".encode() * 30, "text/html; charset=utf-8", True),
        ("漢".encode("gb18030") * 10, "text/html; charset=gb18030", False),
    ],
)
def test_length_is_counted_in_characters(body: bytes, content_type: str, longer: bool) -> None:
    """How short a page is does not depend on its script."""
    assert Source.of(body, content_type).is_longer(10) is longer


def test_words_are_found_in_bytes() -> None:
    """Every place of a word is told, as a position in the bytes."""
    page = Source.of("éab, ab".encode(), "text/html; charset=utf-8")
    assert page.find_all("ab") == [2, 6]
    assert page.find_all("abc") == Source().find_all("ab") == []


def test_what_names_no_encoding_is_decoded_first() -> None:
    """Whether bytes without a name are UTF-8 is known only once all of them have been looked at."""
    assert Source.undecoded(b"x", "") is None
    assert Source.undecoded("漢".encode("gb18030"), "text/html; charset=gb18030") is None
    assert Source.of(b"\xe9 x", "").text == "é x"
