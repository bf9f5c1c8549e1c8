"""Is it the same claim? Figures -> a rank, a score, and a decision with guards. Pure; the weights are a data file.

Two stages, trained and measured by ``tools/train_claims.py``: a line through the figures ranks all candidates; small
decision trees, which see what goes together, score the first few. docs/claims.md says on what they were trained and
how often each decision was wrong. Wrong is worse than silent: whatever a guard doubts is at most RELATED.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.claims.features import MEANING_NAMES, NAMES
from bot.model import MatchHow

SCORED: Final = 5
"""Candidates, by rank, that the trees score; the others are not spoken of."""
_WEIGHTS: Final = Path(__file__).parent / "weights.json"

Tree: TypeAlias = "list[Any] | float"
"""``[figure's number, threshold, tree where it is at most that, tree where it is more]``, or a score."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How candidates are ranked and scored, and where the scores are cut."""

    middles: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    trees: tuple[Tree, ...]
    prior: float
    """Score before any tree."""
    same: float
    """Score from which a fact-check is said to be of the same claim."""
    related: float
    """Score from which it is offered as related."""

    def rank(self, figures: Sequence[float]) -> float:
        """Return what candidates are ordered by, before the first few are scored."""
        parts = zip(figures, self.middles, self.spreads, self.weights, strict=True)
        return self.bias + sum((figure - middle) / spread * weight for figure, middle, spread, weight in parts)

    def score(self, figures: Sequence[float]) -> float:
        """Return the log-odds that both speak of the same claim."""
        return self.prior + sum(_leaf(tree, figures) for tree in self.trees)


def _leaf(tree: Tree, figures: Sequence[float]) -> float:
    while isinstance(tree, list):
        tree = tree[2] if figures[tree[0]] <= tree[1] else tree[3]
    return tree


@cache
def weights(*, by_meaning: bool) -> Weights:
    """Return the weights for figures with or without those of meaning.

    Raises:
        ValueError: the data file does not fit this program.
    """
    return read(json.loads(_WEIGHTS.read_bytes())["meaning" if by_meaning else "words"])


def read(row: dict[str, Any]) -> Weights:
    """Return weights from their JSON form.

    Raises:
        ValueError: they are of other figures than these.
    """
    names = list(row["weights"])
    if names not in ([*NAMES], [*NAMES, *MEANING_NAMES]):
        raise ValueError("the weights are of other figures: train them again (tools/train_claims.py)")
    middles, spreads, factors = (
        tuple(float(row[part][name]) for name in names) for part in ("middles", "spreads", "weights")
    )
    trees, prior = tuple(row["trees"]), float(row["prior"])
    return Weights(
        middles, spreads, factors, float(row["bias"]), trees, prior, float(row["same"]), float(row["related"])
    )


def chance(score: float) -> float:
    """Return log-odds as a share of one."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def decide(score: float, cut: Weights, *, doubted: bool) -> MatchHow | None:
    """Return what a score amounts to; None where nothing should be said.

    Args:
        score: of ``Weights.score``.
        cut: where the line is cut.
        doubted: whether a guard saw what figures cannot (``guards.doubts``).
    """
    if score >= cut.same and not doubted:
        return MatchHow.SAME_CLAIM
    return MatchHow.RELATED if score >= cut.related else None
