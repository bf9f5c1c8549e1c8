"""What tells one claim from another: figures on a pair of texts, which the judge weighs. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.claims.entry import Entry
from bot.claims.words import cleaned, folded, sentences, stem, words

Rarity = Callable[[str], float]
"""Term -> inverse document frequency."""

_NEGATED: Final = re.compile(
    r"""(?x)
    (?<!\bi\ )(?<!\byou\ )(?<!\bwe\ )(?<!\bwho\ )(?<!\w\w\W\ )(?<!\A)
    \b(?:is|are|was|were|will|would|did|does|do|has|have|had|ca|can|could|should)\ not\b(?!\ only)
    | \b(?:never|cannot|nobody|nunca|jamas|jamais|nicht|kein\w?|niet|geen|нет|не)\b
    | (?<=\w\ )(?:no|nao|non|ne|nie)\ (?=[^\W\d]{2,}\b)(?!one\b|reason|matter|wonder|idea|doubt|more\b|longer\b)
    """
)
"""On folded text. "I don't know why", "you can't make this up" and "don't forget" deny nothing of the claim."""
_WINDOW: Final = 45
"""Words of one passage: about as long as a claim with its surroundings."""
_MOST_PASSAGES: Final = 12
_TELLING: Final = 3
"""A sentence that shares a third of its terms with the claim tells of it."""
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w’'-]+")
_TWO_CAPITALS: Final = re.compile(r"\W*\w+\s+[A-Z]")

NAMES: Final = (
    "lexical_share",
    "lexical_of_best",
    "lexical_margin",
    "claim_covered",
    "headline_covered",
    "better_covered",
    "query_covered",
    "pairs_covered",
    "evidence",
    "rarest_shared",
    "second_rarest_shared",
    "sentence_covered",
    "numbers_covered",
    "numbers_clash",
    "names_covered",
    "names_missing",
    "rest_covered",
    "headline_rest_covered",
    "rest_mass",
    "rarest_missing",
    "negation_differs",
    "query_length",
    "claim_length",
)
"""What each figure is called in the weights file, in order."""
MEANING_NAMES: Final = ("cosine", "cosine_margin", "cosine_of_best")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text that is searched for by itself."""

    terms: tuple[str, ...]
    """In order, repeats included."""
    known: frozenset[str]
    pairs: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that somebody passed on, made ready once for all its candidates."""

    text: str
    """Cleaned."""
    whole: Passage
    passages: tuple[Passage, ...]
    """The whole where it is short; else stretches of it."""
    numbers: frozenset[str]
    names: frozenset[str]
    """Terms written with a capital inside its sentences."""
    negated: tuple[frozenset[str], ...]
    """Terms of each sentence that has a negation in it."""


def asked(text: str) -> Asked:
    """Return a text made ready."""
    text = cleaned(text)
    parts = sentences(text)
    ready = [_terms(part) for part in parts]
    whole = _passage([term for part in ready for term in part])
    passages = (whole,) if len(whole.terms) <= _WINDOW * 1.5 else _windows(ready)
    negated = tuple(frozenset(each) for part, each in zip(parts, ready, strict=True) if _NEGATED.search(folded(part)))
    return Asked(text, whole, passages, _numbers(whole.terms), _names(parts), negated)


def _terms(text: str) -> list[str]:
    return [stem(word) for word in words(folded(text))]


def _passage(found: Sequence[str]) -> Passage:
    return Passage(tuple(found), frozenset(found), frozenset(pairwise(found)))


def _windows(parts: Iterable[Sequence[str]]) -> tuple[Passage, ...]:
    """Sentences put together until a passage is full."""
    found: list[Passage] = []
    waiting: list[str] = []
    for part in parts:
        if waiting and len(waiting) + len(part) > _WINDOW:
            found.append(_passage(waiting))
            waiting = []
        waiting.extend(part)
    if waiting:
        found.append(_passage(waiting))
    return tuple(found[:_MOST_PASSAGES])


def _numbers(found: Iterable[str]) -> frozenset[str]:
    return frozenset(term.replace(",", ".") for term in found if term[0].isdigit())


@dataclass(frozen=True, slots=True)
class Known:
    """A fact-check's words, made ready."""

    claim: Passage
    headline: frozenset[str]
    names: frozenset[str]
    """Terms written with a capital inside the claim's sentences: who and where."""
    numbers: frozenset[str]
    negated: bool


def known(entry: Entry) -> Known:
    """Return an entry's words made ready."""
    claim = entry.review.claim_reviewed
    found = _terms(claim)
    return Known(
        _passage(found),
        frozenset(_terms(entry.headline)),
        _names([claim]),
        _numbers(found),
        bool(_NEGATED.search(folded(claim))),
    )


def _names(parts: Iterable[str]) -> frozenset[str]:
    """Terms written with a capital, but for a sentence's first word where only that has one."""
    found: set[str] = set()
    for part in parts:
        capital = _CAPITAL.findall(part)
        first = 1 if part[:1].isupper() and not _TWO_CAPITALS.match(part) else 0
        found.update(term for name in capital[first:] for term in _terms(name))
    return frozenset(found)


def figures(
    query: Asked, candidate: Known, lexical: float, best: float, best_other: float, rarity: Rarity
) -> list[float]:
    """Return the figures named in ``NAMES``.

    Args:
        query: what was passed on.
        candidate: the fact-check it is compared with.
        lexical: the candidate's BM25 score.
        best: the highest score of all candidates.
        best_other: the highest score of the other candidates.
        rarity: how rare a term is.
    """
    whole, claim = query.whole.known, candidate.claim
    passage = query.whole
    if len(query.passages) > 1:
        passage = max(query.passages, key=lambda part: _mass(part.known & claim.known, rarity))
    shared = claim.known & whole
    claim_mass = _mass(claim.known, rarity) or 1.0
    covered = _mass(claim.known & passage.known, rarity) / claim_mass
    headline_mass = _mass(candidate.headline, rarity)
    headline = _mass(candidate.headline & passage.known, rarity) / headline_mass if headline_mass else covered
    passage_mass = _mass(passage.known, rarity) or 1.0
    both = (claim.known | candidate.headline) & passage.known
    names_mass = _mass(candidate.names, rarity)
    names_missing = _mass(candidate.names - whole, rarity)
    rest_mass = _mass(claim.known - candidate.names, rarity)
    rest = _mass((claim.known - candidate.names) & whole, rarity)
    headline_rest = _share(candidate.headline - candidate.names, whole, rarity)
    return [
        lexical / passage_mass,
        lexical / best if best else 0.0,
        (lexical - best_other) / best if best else 0.0,
        covered,
        headline,
        max(covered, headline),
        _mass(both, rarity) / passage_mass,
        len(claim.pairs & passage.pairs) / max(1, len(claim.pairs)),
        _mass(shared, rarity) / 30,
        *(rarity_of_shared / 10 for rarity_of_shared in _rarest(shared | (candidate.headline & whole), rarity)),
        _mass(shared, rarity) / claim_mass,
        len(candidate.numbers & query.numbers) / len(candidate.numbers) if candidate.numbers else 0.5,
        1.0 if candidate.numbers - query.numbers and query.numbers - candidate.numbers else 0.0,
        1 - names_missing / names_mass if names_mass else 0.5,
        names_missing / 10,
        rest / rest_mass if rest_mass else 0.5,
        headline_rest,
        rest / 15,
        _rarest((claim.known - candidate.names) - whole, rarity)[0] / 10,
        1.0 if candidate.negated != negates(query, claim.known) else 0.0,
        math.log1p(len(query.whole.terms)) / 5,
        math.log1p(len(claim.terms)) / 5,
    ]


def _rarest(found: Iterable[str], rarity: Rarity) -> list[float]:
    """The two highest rarities, 0 where there is none."""
    return sorted([*map(rarity, found), 0.0, 0.0], reverse=True)[:2]


def _share(found: frozenset[str], among: frozenset[str], rarity: Rarity) -> float:
    """How much of ``found`` is among others, by rarity; one half where there is nothing to find."""
    whole = _mass(found, rarity)
    return _mass(found & among, rarity) / whole if whole else 0.5


def _mass(found: Iterable[str], rarity: Rarity) -> float:
    return sum(map(rarity, found))


def negates(query: Asked, claim: frozenset[str]) -> bool:
    """Return whether a sentence that tells of the claim has a negation in it."""
    return any(len(part & claim) * _TELLING >= min(len(part), len(claim)) for part in query.negated)
