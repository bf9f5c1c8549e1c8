"""Trains bot/clickbait.py's weights on headlines with click-bait scores, measures them by cross-validation.

    python tools/train_clickbait.py DATA [--dry]

DATA is a folder with ``clickbait_dev.csv`` (text, truth_mean, clickbait) and ``neutral_headlines_dev.txt``. Needs
numpy, scipy and scikit-learn. A headline counts as both classes, by the share of annotators on either side; plain
headlines count a little, as news. The threshold flags at most ``NEUTRAL_FLAGGED`` of held-out plain headlines.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

if TYPE_CHECKING:
    from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.clickbait import features

NEUTRAL_FLAGGED: Final = 0.015
SMALLEST_COUNT: Final = 5
"""Headlines that a word or pair must stand in."""
KEPT: Final = 1_500
"""Words and pairs that get a weight; more gained nothing (docs/claims.md)."""
NEUTRAL_WEIGHT: Final = 0.3
WEIGHTS: Final = Path(__file__).parent.parent / "bot" / "clickbait.json"


def vocabulary(texts: Sequence[str]) -> dict[str, int]:
    """Return every feature that stands in enough of the texts, with its column."""
    counts = Counter(name for text in texts for name in features(text))
    return {name: at for at, name in enumerate(sorted(name for name in counts if counts[name] >= SMALLEST_COUNT))}


def table(texts: Sequence[str], columns: dict[str, int]) -> Any:  # noqa: ANN401 - scipy's matrices have no types here
    """Return the texts' features, a row each."""
    rows, places, values = [], [], []
    for row, text in enumerate(texts):
        for name, value in features(text).items():
            if name in columns:
                rows.append(row)
                places.append(columns[name])
                values.append(value)
    return csr_matrix((values, (rows, places)), shape=(len(texts), len(columns)))


def fit(texts: Sequence[str], means: NDArray[np.float64], plain: Sequence[str]) -> tuple[dict[str, float], float]:
    """Return the weight of each kept feature, and the bias."""
    columns = vocabulary(texts)
    for _ in range(2):
        both = table([*texts, *texts, *plain], columns)
        yes = np.r_[np.ones(len(texts)), np.zeros(len(texts) + len(plain))]
        counting = np.r_[means, 1 - means, np.full(len(plain), NEUTRAL_WEIGHT)]
        model = LogisticRegression(C=0.1, max_iter=500).fit(both, yes, sample_weight=counting)
        factors = dict(zip(columns, model.coef_[0].tolist(), strict=True))
        heaviest = sorted(factors, key=lambda name: (not name.startswith("="), -abs(factors[name])))[:KEPT]
        columns = {name: at for at, name in enumerate(sorted(heaviest))}
    return factors, float(model.intercept_[0])


def scores(texts: Sequence[str], factors: dict[str, float], bias: float) -> NDArray[np.float64]:
    """Return the log-odds of each text."""
    found = map(features, texts)
    return np.array([bias + sum(factors.get(name, 0.0) * value for name, value in each.items()) for each in found])


def main() -> None:
    """Measure by cross-validation, then train on all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--dry", action="store_true", help="write no weights")
    given = parser.parse_args()
    with (given.data / "clickbait_dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"] for row in rows]
    means = np.array([float(row["truth_mean"]) for row in rows])
    flags = np.array([int(row["clickbait"]) for row in rows])
    plain = (given.data / "neutral_headlines_dev.txt").read_text("utf-8").splitlines()
    fold_of_plain = np.arange(len(plain)) % 5
    found, found_plain = np.zeros(len(texts)), np.zeros(len(plain))
    for fold, (train, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=0).split(texts, flags)):
        factors, bias = fit(
            [texts[at] for at in train], means[train], [plain[at] for at in np.flatnonzero(fold_of_plain != fold)]
        )
        found[test] = scores([texts[at] for at in test], factors, bias)
        held = np.flatnonzero(fold_of_plain == fold)
        found_plain[held] = scores([plain[at] for at in held], factors, bias)
    cut = float(np.quantile(found_plain, 1 - NEUTRAL_FLAGGED))
    said = found >= cut
    print(
        f"AUC {roc_auc_score(flags, found):.4f}  F1 {f1_score(flags, said):.4f}  precision {flags[said].mean():.3f}  "
        f"recall {said[flags == 1].mean():.3f}  plain headlines flagged {np.mean(found_plain >= cut):.4f}"
    )
    factors, bias = fit(texts, means, plain)
    if not given.dry:
        kept = {name: round(factor, 3) for name, factor in sorted(factors.items()) if abs(factor) >= 0.005}
        row = {"bias": round(bias, 4), "threshold": round(cut, 4), "weights": kept}
        WEIGHTS.write_text(json.dumps(row, ensure_ascii=False, indent=0) + "\n", "utf-8")
        print(f"{len(kept)} weights")


if __name__ == "__main__":
    main()
