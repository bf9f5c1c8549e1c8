"""Is it the same claim? Figures -> a score, and a decision with guards. Pure; the weights are a data file.

The weights were trained and the thresholds measured by ``tools/train_claims.py``; docs/claims.md says on what, and
how often each decision was wrong. Wrong is worse than silent, so that whatever a guard doubts is at most RELATED.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from bot.claims.features import MEANING_NAMES, NAMES
from bot.model import MatchHow

_WEIGHTS: Final = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """A line through the figures, and where it is cut."""

    middles: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    same: float
    """Score from which a fact-check is said to be of the same claim."""
    related: float
    """Score from which it is offered as related."""

    def score(self, figures: Sequence[float]) -> float:
        """Return the log-odds that both speak of the same claim."""
        parts = zip(figures, self.middles, self.spreads, self.weights, strict=True)
        return self.bias + sum((figure - middle) / spread * weight for figure, middle, spread, weight in parts)


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
    return Weights(middles, spreads, factors, float(row["bias"]), float(row["same"]), float(row["related"]))


def chance(score: float) -> float:
    """Return log-odds as a share of one."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def decide(score: float, cut: Weights, *, doubted: bool) -> MatchHow | None:
    """Return what a score amounts to; None where nothing should be said.

    Args:
        score: of ``Weights.score``.
        cut: where the line is cut.
        doubted: whether a guard saw what cheap figures cannot (``guards.doubts``).
    """
    if score >= cut.same and not doubted:
        return MatchHow.SAME_CLAIM
    return MatchHow.RELATED if score >= cut.related else None
