"""What a stranger wrote, made harmless."""

from __future__ import annotations

import unicodedata

import grapheme
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import display
from bot.display import JOINERS, cut, harmless

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("two\n\nlines\tand  spaces", "two lines and spaces"),
        ("pay\u202elap", "paylap"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("a\u2066b\u2069c", "abc"),
        (f"family {FAMILY}", f"family {FAMILY}"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("Z" + "\u0300" * 40, "Z" + "\u0300" * 3),
        ("nul\x00bell\x07", "nul bell"),
        ("line\u2028sep", "line sep"),
        ("", ""),
    ],
)
def test_harmless(text: str, shown: str) -> None:
    """Characters that hide, reorder or move other text are gone, and every script stays whole."""
    assert harmless(text) == shown


def test_cut_at_a_word_with_an_ellipsis() -> None:
    """A long text is cut where a word ends, and says that it was cut."""
    assert cut("one two three four", 10) == "one two…"
    assert cut("short", 12) == "short"


def test_cut_never_splits_a_grapheme() -> None:
    """A family stays a family."""
    assert cut(FAMILY * 5, 3) == FAMILY * 2 + "…"


@given(st.text(max_size=300), st.integers(2, 60))
@example("\u200d" * 10, 5)
@example("a" * 100, 2)
@settings(max_examples=200)
def test_what_is_shown_is_always_harmless(text: str, limit: int) -> None:
    """Whatever is written: one line, no control or bidi characters, within the limit, and stable."""
    shown = harmless(text, limit)
    assert grapheme.length(shown) <= limit
    assert all(char in JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in shown)
    assert harmless(shown, limit) == shown


def test_latin_words_are_harmless_as_they_are() -> None:
    """What is told to be harmless at first sight holds no character that would go, and only single spaces."""
    taken = [chr(code) for code in range(0x3000) if display._ORDINARY.fullmatch(chr(code))]
    assert {"a", "é", "“", "…"} <= set(taken)
    assert not {unicodedata.category(char)[0] for char in taken} & {"C", "Z", "M"}
    assert not any(display._INVISIBLE.search(char) for char in taken)
    assert [harmless(odd) for odd in (" a", "a ", "a  b")] == ["a", "a", "a b"]
