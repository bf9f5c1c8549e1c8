"""Names one slip away from a well-known one are found, none of them missed."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.catalogue.brands import EDIT_FROM, Brand, Brands

NAMES = st.text("abc", min_size=1, max_size=9)


def brand(label: str) -> Brand:
    """Return a brand of this label."""
    return Brand(
        label, label.title(), f"https://{label}.example/", frozenset({f"{label}.example"}), True, False, True
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=30, unique=True), NAMES)
@example(["abcabc"], "abacbc")
@example(["abcabca"], "abacbca")
@example(["abcabc"], "abcabca")
@example(["abcabc"], "abcab")
@example(["abc"], "abbc")
def test_every_label_one_edit_away_is_near(labels: list[str], name: str) -> None:
    """A letter more, less or other, or two that changed places, anywhere; of short names only a letter more."""
    near = Brands(map(brand, labels)).near(name)
    expected = {
        label
        for label in labels
        if OSA.distance(label, name) == 1 and (len(label) >= EDIT_FROM or len(label) < len(name))
    }
    assert expected <= set(near)
    assert name not in near
