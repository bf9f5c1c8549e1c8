"""Trees asked all at once say what walking them says."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.claims.forest import Forest, Tree

FIGURES = 4
VALUES = st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0]) | st.floats(-2, 2)
LEAVES = st.integers(-8, 8).map(lambda eighths: eighths / 8)
"""Scores whose sums are exact."""


def _question(below: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.tuples(st.integers(0, FIGURES - 1), VALUES, below, below)


SMALL = st.one_of(LEAVES, _question(LEAVES))
DEEPEST = _question(st.one_of(SMALL, _question(SMALL)))


def _walked(tree: Tree, figures: list[float]) -> float:
    while isinstance(tree, tuple):
        tree = tree[2] if figures[tree[0]] <= tree[1] else tree[3]
    return tree


@given(st.lists(DEEPEST, max_size=12), st.lists(VALUES, min_size=FIGURES, max_size=FIGURES))
@example([(0, 0.5, 1.0, 2.0)], [0.5] * FIGURES)
@example([3.0, (1, 0.0, (1, 0.0, 1.0, 2.0), 4.0)], [0.0] * FIGURES)
@settings(max_examples=150, deadline=None)
def test_a_forest_says_what_its_trees_say(trees: list[Tree], figures: list[float]) -> None:
    """Whatever the trees and the figures, those on a threshold included, the score is that of each walk."""
    assert Forest(trees).score(figures, 0.5) == 0.5 + sum(_walked(tree, figures) for tree in trees)


def test_trees_that_are_too_large_are_refused() -> None:
    """Weights of larger trees than the program has room for are an error, not a wrong answer."""
    large: Tree = 0.0
    for at in range(8):
        large = (0, float(at), large, 1.0)
    with pytest.raises(ValueError, match="eight leaves"):
        Forest([large])
