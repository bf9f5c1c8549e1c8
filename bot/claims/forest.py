"""Many small decision trees asked at once. Pure.

Walking a hundred trees step by step was most of what judging cost. Here each leaf is a bit: per figure, the
thresholds below its value say at once which leaves of all trees can no longer be reached. What remains of each tree
begins with the leaf in which walking it would have ended (C. Lucchese and others, "QuickScorer", SIGIR 2015).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import getitem
from typing import Final, TypeAlias

Tree: TypeAlias = "tuple[int, float, Tree, Tree] | float"
"""Figure's number, threshold, tree where it is at most that, tree where it is more; or a score."""

_LEAVES: Final = 8
"""Of one tree, so that it has a byte; three questions deep."""
_LOWEST: Final = bytes((byte & -byte).bit_length() - 1 if byte else 0 for byte in range(256))
"""Byte -> its lowest bit that is set."""


class Forest:
    """Trees over the same figures; what they say is added up."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        """Lay out the trees.

        Raises:
            ValueError: one has more than eight leaves.
        """
        self._leaves = [tuple(_leaves(tree)) for tree in trees]
        if any(len(leaves) > _LEAVES for leaves in self._leaves):
            raise ValueError("a tree of the weights has more than eight leaves")
        self._all = (1 << _LEAVES * len(trees)) - 1
        cuts: dict[int, list[tuple[float, int]]] = {}
        for number, tree in enumerate(trees):
            for figure, threshold, passed in _cuts(tree, _LEAVES * number):
                cuts.setdefault(figure, []).append((threshold, passed))
        self._cuts = [(figure, *self._laid_out(cuts[figure])) for figure in sorted(cuts)]

    def _laid_out(self, cuts: list[tuple[float, int]]) -> tuple[list[float], list[int]]:
        """The thresholds, rising; the leaves that are left where none, the first, the first two ... lie below."""
        cuts.sort()
        left = [self._all]
        for _, passed in cuts:
            left.append(left[-1] & ~passed)
        return [threshold for threshold, _ in cuts], left

    def score(self, figures: Sequence[float], start: float) -> float:
        """Return ``start`` and what each tree makes of the figures, added up in the trees' order."""
        left = self._all
        for figure, thresholds, remaining in self._cuts:
            left &= remaining[bisect_left(thresholds, figures[figure])]
        ends = left.to_bytes(len(self._leaves), "little").translate(_LOWEST)
        return sum(map(getitem, self._leaves, ends), start)


def _leaves(tree: Tree) -> Iterator[float]:
    """From left to right."""
    if isinstance(tree, tuple):
        yield from _leaves(tree[2])
        yield from _leaves(tree[3])
    else:
        yield tree


def _cuts(tree: Tree, first: int) -> Iterator[tuple[int, float, int]]:
    """Each question's figure and threshold, and the leaves, as bits, that are passed by where the figure is more."""
    if isinstance(tree, tuple):
        figure, threshold, low, high = tree
        count = sum(1 for _ in _leaves(low))
        yield figure, threshold, ((1 << count) - 1) << first
        yield from _cuts(low, first)
        yield from _cuts(high, first + count)
