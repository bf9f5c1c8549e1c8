"""What tells one claim from another: figures on a pair of texts, which the judge weighs. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
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
_NEGATIONS: Final = "not never cannot nobody nunca jamas jamais nicht kein niet geen нет не no nao non ne nie"
_NEGATING: Final = frozenset(map(stem, _NEGATIONS.split(" ")))
"""One of these is in whatever ``_NEGATED`` fits: without any of them it need not be tried."""
_STRETCH: Final = 90
"""Words of one stretch of a long text; of shorter ones none tells enough (docs/claims.md)."""
_MOST_STRETCHES: Final = 6
"""In a very long text they are longer instead: each costs a vector."""
_TELLING: Final = 3
"""A sentence that shares a third of its terms with the claim tells of it."""
_ALIKE: Final = 0.6
"""Share of their terms that two claims have in common which are one."""
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w’'-]+")
_TWO_CAPITALS: Final = re.compile(r"\W*\w+\s+[A-Z]")

RANKED_BY: Final = (
    "lexical",
    "claim_covered",
    "headline_covered",
    "query_covered",
    "rarest_shared",
    "second_rarest_shared",
)
"""Figures that order all candidates, as the weights file calls them."""
JUDGED_BY: Final = (
    *RANKED_BY,
    "lexical_share",
    "lexical_margin",
    "better_covered",
    "pairs_covered",
    "evidence",
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
    "rank",
    "rank_margin",
)
"""Figures that judge the first few."""
RANKED_BY_MEANING: Final = (*RANKED_BY, "cosine")
JUDGED_BY_MEANING: Final = (*JUDGED_BY, "cosine", "cosine_margin")
"""The same where there are vectors."""
RANKED_BY_BOTH: Final = (*RANKED_BY_MEANING, "english_cosine")
JUDGED_BY_BOTH: Final = (*JUDGED_BY_MEANING, "english_cosine", "english_cosine_margin")
"""The same where there are those of the second model too."""


@dataclass(frozen=True)
class Passage:
    """A text, or a stretch of one that is searched for by itself."""

    text: str
    terms: tuple[str, ...]
    """In order, repeats included."""
    known: frozenset[str]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring terms."""
        return frozenset(pairwise(self.terms))


@dataclass(frozen=True)
class Asked:
    """A text that somebody passed on, made ready once for all its candidates."""

    whole: Passage
    """Cleaned."""
    stretches: tuple[Passage, ...]
    """Of a long text, each as long as a claim with its surroundings; of a short one, none."""
    parts: tuple[Passage, ...]
    """Its sentences."""

    @cached_property
    def folded(self) -> str:
        """The whole text, folded."""
        return folded(self.whole.text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it."""
        return _numbers(self.whole.terms)

    @cached_property
    def names(self) -> frozenset[str]:
        """Terms written with a capital inside its sentences."""
        return _names(part.text for part in self.parts)

    @cached_property
    def negated(self) -> tuple[frozenset[str], ...]:
        """Terms of each sentence that has a negation in it."""
        return tuple(part.known for part in self.parts if _denies(part))


def asked(text: str) -> Asked:
    """Return a text made ready."""
    text = cleaned(text)
    parts = tuple(map(_passage, sentences(text)))
    whole = _joined(parts, text)
    return Asked(whole, _stretches(parts) if len(whole.terms) > _STRETCH * 1.5 else (), parts)


def _passage(text: str) -> Passage:
    found = tuple(map(stem, words(folded(text))))
    return Passage(text, found, frozenset(found))


def _joined(parts: Sequence[Passage], text: str = "") -> Passage:
    found = tuple(term for part in parts for term in part.terms)
    return Passage(text or " ".join(part.text for part in parts), found, frozenset(found))


def _stretches(parts: Iterable[Passage]) -> tuple[Passage, ...]:
    """Sentences put together until a stretch is full."""
    parts = tuple(parts)
    longest = max(_STRETCH, math.ceil(sum(len(part.terms) for part in parts) / (_MOST_STRETCHES - 1)))
    found: list[list[Passage]] = [[]]
    for part in parts:
        if found[-1] and sum(len(each.terms) for each in found[-1]) + len(part.terms) > longest:
            found.append([])
        found[-1].append(part)
    return tuple(map(_joined, found[:_MOST_STRETCHES]))


def _numbers(found: Iterable[str]) -> frozenset[str]:
    return frozenset(term.replace(",", ".") for term in found if term[0].isdigit())


def _denies(passage: Passage) -> bool:
    return not _NEGATING.isdisjoint(passage.known) and bool(_NEGATED.search(folded(passage.text)))


@dataclass(frozen=True)
class Known:
    """A fact-check's words, made ready."""

    terms: tuple[str, ...]
    """The claim's, in order, repeats included."""
    headline_terms: tuple[str, ...]
    """Empty where there is no headline."""
    names: frozenset[str]
    """Terms written with a capital inside the claim's sentences: who and where."""
    negated: bool
    """Whether the claim has a negation in it."""
    wording: bytes
    """A digest, the same for claims that differ in capitals and in the signs round them alone."""
    mass: float
    """``mass`` of the claim's terms."""
    headline_mass: float

    @cached_property
    def claim(self) -> frozenset[str]:
        """The claim's terms."""
        return frozenset(self.terms)

    @cached_property
    def headline(self) -> frozenset[str]:
        """The headline's terms."""
        return frozenset(self.headline_terms)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring terms of the claim."""
        return frozenset(pairwise(self.terms))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the claim."""
        return _numbers(self.terms)


def known(entry: Entry, rarity: Rarity) -> Known:
    """Return an entry's words made ready."""
    # Halves of characters that nobody can write down are lost in the index's files.
    text, headline_text = (
        each.encode("utf-8", "replace").decode() for each in (entry.review.claim_reviewed, entry.headline)
    )
    claim, headline = _passage(text), _passage(headline_text)
    return Known(
        claim.terms,
        headline.terms,
        _names([text]),
        _denies(claim),
        blake2b(text.strip(" .?!\"'").casefold().encode(), digest_size=8).digest(),
        mass(claim.known, rarity),
        mass(headline.known, rarity),
    )


def alike(one: Known, other: Known) -> bool:
    """Whether two fact-checks are of one claim, told in nearly the same words."""
    shared = len(one.claim & other.claim)
    return shared >= _ALIKE * (len(one.claim) + len(other.claim) - shared)


def _names(parts: Iterable[str]) -> frozenset[str]:
    """Terms written with a capital, but for a sentence's first word where only that has one."""
    found: set[str] = set()
    for part in parts:
        capital = _CAPITAL.findall(part)
        first = 1 if part[:1].isupper() and not _TWO_CAPITALS.match(part) else 0
        if len(capital) > first:
            found.update(_passage(" ".join(capital[first:])).terms)
    return frozenset(found)


def ranking(query: Asked, whole_mass: float, candidate: Known, lexical: float, rarity: Rarity) -> tuple[float, ...]:
    """Return the figures of ``RANKED_BY``.

    Args:
        query: what was passed on.
        whole_mass: ``mass`` of all its terms.
        candidate: the fact-check it is compared with.
        lexical: the candidate's BM25 score.
        rarity: how rare a term is.
    """
    whole = query.whole.known
    either = shared = whole.intersection(candidate.terms)
    covered = headline_covered = mass(shared, rarity) / (candidate.mass or 1.0)
    if candidate.headline_terms:
        shared_headline = whole.intersection(candidate.headline_terms)
        headline_covered = mass(shared_headline, rarity) / candidate.headline_mass
        either = shared | shared_headline
    rarest = sorted(map(rarity, either), reverse=True)
    first, second = (*rarest[:2], 0.0, 0.0)[:2]
    return (lexical / 100, covered, headline_covered, sum(rarest) / (whole_mass or 1.0), first / 10, second / 10)


def judging(query: Asked, candidate: Known, ranked: Ranked, rarity: Rarity) -> list[float]:
    """Return the figures of ``JUDGED_BY`` that are not of ``RANKED_BY``."""
    whole, claim, names = query.whole.known, candidate.claim, candidate.names
    passage = query.whole
    if query.stretches:
        passage = max(query.stretches, key=lambda part: mass(part.known & claim, rarity))
    names_mass, names_missing = mass(names, rarity), mass(names - whole, rarity)
    rest = claim - names
    rest_mass, rest_shared = mass(rest, rarity), mass(rest & whole, rarity)
    shared = mass(claim & whole, rarity)
    told = shared if passage is query.whole else mass(claim & passage.known, rarity)
    covered = told / candidate.mass if candidate.mass else 0.5
    headline = candidate.headline
    told_headline = mass(headline & passage.known, rarity) / candidate.headline_mass if headline else 0.5
    return [
        ranked.lexical / (mass(passage.known, rarity) or 1.0),
        (ranked.lexical - ranked.lexical_of_other) / 30,
        max(covered, told_headline),
        len(candidate.pairs & passage.pairs) / max(1, len(candidate.pairs)),
        shared / 30,
        covered,
        len(candidate.numbers & query.numbers) / len(candidate.numbers) if candidate.numbers else 0.5,
        1.0 if candidate.numbers - query.numbers and query.numbers - candidate.numbers else 0.0,
        1 - names_missing / names_mass if names_mass else 0.5,
        names_missing / 10,
        rest_shared / rest_mass if rest_mass else 0.5,
        _share(headline - names, whole, rarity) if headline else 0.5,
        rest_shared / 15,
        max(map(rarity, rest - whole), default=0.0) / 10,
        1.0 if candidate.negated != negates(query, claim) else 0.0,
        math.log1p(len(query.whole.terms)) / 5,
        math.log1p(len(candidate.terms)) / 5,
        ranked.rank,
        ranked.rank - ranked.rank_of_other,
    ]


@dataclass(frozen=True, slots=True)
class Ranked:
    """How a candidate stands among the others; "other" is the best that is not of the same claim."""

    lexical: float
    lexical_of_other: float
    rank: float
    rank_of_other: float


def _share(found: frozenset[str], among: frozenset[str], rarity: Rarity) -> float:
    """How much of ``found`` is among others, by rarity; one half where there is nothing to find."""
    whole = mass(found, rarity)
    return mass(found & among, rarity) / whole if whole else 0.5


def mass(found: Iterable[str], rarity: Rarity) -> float:
    """Return how much terms tell, taken together."""
    return sum(map(rarity, found))


def negates(query: Asked, claim: frozenset[str]) -> bool:
    """Return whether a sentence that tells of the claim has a negation in it."""
    return any(len(part & claim) * _TELLING >= min(len(part), len(claim)) for part in query.negated)
