"""Is it the same claim? Figures -> a rank, a score, and a decision with guards. Pure; the weights are a data file.

Two stages, trained and measured by ``tools/train_claims.py``: a line through a few figures ranks all candidates;
small decision trees, which see what goes together, score the first few. docs/claims.md says on what they were trained
and how often each decision was wrong. Wrong is worse than silent: whatever a guard doubts is at most RELATED.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import Any, Final

from bot.claims.features import (
    JUDGED_BY,
    JUDGED_BY_BOTH,
    JUDGED_BY_MEANING,
    RANKED_BY,
    RANKED_BY_BOTH,
    RANKED_BY_MEANING,
)
from bot.claims.forest import Forest, Tree
from bot.model import MatchHow

SCORED: Final = 3
"""Candidates, by rank, that the trees score; the others are not spoken of."""
_SURE: Final = 0.001
"""No score says more than that: it was measured on some hundred posts."""
_WEIGHTS: Final = Path(__file__).parent / "weights.json"
FIGURES: Final = {
    "words": (RANKED_BY, JUDGED_BY),
    "meaning": (RANKED_BY_MEANING, JUDGED_BY_MEANING),
    "both": (RANKED_BY_BOTH, JUDGED_BY_BOTH),
}
"""Weights' name -> what they rank and judge by. "both": with the vectors of both models."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How candidates are ranked and scored, and where the scores are cut."""

    line: tuple[float, ...]
    """Factor of each ranking figure."""
    trees: Forest
    prior: float
    """Score before any tree."""
    steps: tuple[tuple[float, float], ...]
    """Score of the trees -> share of those that were right, rising; straight lines in between."""
    same: float
    """Score from which a fact-check is said to be of the same claim."""
    related: float
    """Score from which it is offered as related."""

    def rank(self, figures: Sequence[float]) -> float:
        """Return what candidates are ordered by."""
        return sum(map(mul, figures, self.line), 0.0)

    def score(self, figures: Sequence[float]) -> float:
        """Return what the trees make of it: the higher, the likelier both speak of the same claim."""
        return self.trees.score(figures, self.prior)

    def odds(self, score: float) -> float:
        """Return a score as log-odds, by how often one like it was right."""
        after = bisect_right(self.steps, (score, math.inf))
        (low, below), (high, above) = self.steps[max(0, after - 1)], self.steps[min(after, len(self.steps) - 1)]
        share = below + (above - below) * (score - low) / (high - low) if high > low else above
        share = min(max(share, _SURE), 1 - _SURE)
        return math.log(share / (1 - share))

    def decide(self, score: float, *, doubted: bool) -> MatchHow | None:
        """Return what a score amounts to; None where nothing should be said.

        Args:
            score: of ``score``.
            doubted: whether a guard saw what figures cannot (``guards.doubts``).
        """
        if score >= self.same and not doubted:
            return MatchHow.SAME_CLAIM
        return MatchHow.RELATED if score >= self.related else None


@cache
def weights(name: str = "words") -> Weights:
    """Return the weights of that name in ``FIGURES``.

    Raises:
        ValueError: the data file does not fit this program.
    """
    return read(json.loads(_WEIGHTS.read_bytes())[name])


def read(row: dict[str, Any]) -> Weights:
    """Return weights from their JSON form.

    Raises:
        ValueError: they are of other figures than these, or their trees are too large.
    """
    figures = tuple(row["line"]), tuple(row["judged_by"])
    if figures not in FIGURES.values():
        raise ValueError("the weights are of other figures: train them again (tools/train_claims.py)")
    steps = tuple((float(score), float(chance)) for score, chance in row["steps"])
    numbers = (float(row[name]) for name in ("same", "related"))
    return Weights(
        tuple(row["line"].values()),
        Forest([_tree(tree) for tree in row["trees"]]),
        float(row["prior"]),
        steps,
        *numbers,
    )


def _tree(nested: Any) -> Tree:  # noqa: ANN401 - lists in lists of JSON, to any depth
    if isinstance(nested, list):
        figure, threshold, low, high = nested
        return int(figure), float(threshold), _tree(low), _tree(high)
    return float(nested)


def chance(score: float) -> float:
    """Return log-odds as a share of one."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
