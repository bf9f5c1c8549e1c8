"""Strangers' texts made fit to keep."""

from __future__ import annotations

import unicodedata

import grapheme
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.tidy import tidy

KEPT_FORMAT = {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\n\t b ", "a b"),
        ("Q&amp;A &#8217;n&#x27; more", "Q&A ’n' more"),
        ("a &lt;b&gt;bold&lt;/b&gt; <br/>word", "a bold word"),
        ("1 < 2 <div> stays", "1 < 2 <div> stays"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("pay\u200cpal pay\u200bpal", "paypal paypal"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👨\u200d👩\u200d👧!", "👨\u200d👩\u200d👧!"),
        ("\u200d\u200d", ""),
        ("a\x00b\x07c\ud800d", "a b cd"),
        ("&#" + "1" * 4_500 + ";", "\ufffd"),
        ("", ""),
    ],
)
def test_tidy(text: str, expected: str) -> None:
    """Entities are read, tags and hidden characters go, and joiners stay where a script spells with them."""
    assert tidy(text, 200) == expected


@pytest.mark.parametrize("unit", ["word ", "слово ", "नमस्ते ", "字", "e\u0301", "👩\u200d🚀", "กำ"])
def test_cut_by_grapheme(unit: str) -> None:
    """What is too long is cut between graphemes and ends in an ellipsis, in any script."""
    cut = tidy(unit * 300, 50)
    assert 30 <= grapheme.length(cut) <= 50
    assert cut.endswith("…")
    assert cut[:-1].strip().endswith(unit.strip())


def test_short_text_is_whole() -> None:
    """What fits is not cut."""
    assert tidy("x" * 200, 200) == "x" * 200
    assert tidy("é" * 200, 200) == "é" * 200


@settings(max_examples=200)
@given(st.text(max_size=80), st.integers(min_value=2, max_value=40))
@example("a&#x202e;b", 10)
@example("<p" * 20, 5)
@example("\u0301" * 80, 3)
def test_always_fit_to_show(text: str, limit: int) -> None:
    """No control, bidi, format or surrogate character comes out, and never more than the limit."""
    out = tidy(text, limit)
    bad = [char for char in out if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} and char not in KEPT_FORMAT]
    assert not bad
    assert grapheme.length(out) <= limit
    assert out == " ".join(out.split())
