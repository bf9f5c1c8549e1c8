"""What keeps two texts that share their words from being one claim. Pure.

A debunk shares all its words with the hoax, and says the opposite; so does the claim with "not" in it, and the same
story with another number, place or name. Each guard only ever lowers SAME_CLAIM to RELATED.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.claims.features import negates

if TYPE_CHECKING:
    from bot.claims.features import Asked, Known

_PHRASES: Final = (
    r"fact[\s-]?check\w*|debunk\w*|hoax\w*|misinformation|disinformation|no evidence|not true|myths?|rumou?rs?",
    r"(?:false|misleading|unproven|baseless|unfounded|incorrect)(?:ly)? (?:claim\w*|rumou?r\w*|post\w*)",
    r"(?:claims?|rumou?rs?|stor(?:y|ies)|posts?|video|photo|image) (?:is|are|was|were) (?:not true|not real|untrue)",
    r"(?:claims?|rumou?rs?|stor(?:y|ies)|posts?|video|photo|image) (?:is|are|was|were) (?:false|fake|wrong|baseless)",
    r"does not show|did not (?:say|happen)|is not real|refut\w+|disprov\w+|denie[sd]|conspiracy theor\w+|no, ",
    r"bulos?|desmient\w+|desmentid\w+|verifica\w*|es falso|falso que|no es cierto|desinformac\w+",
    r"boatos?|desment\w+|e falso que|nao e verdade|checamos|e fake",
    r"infox|intox|c'est faux|desinformation|faktencheck\w*|falschmeldung\w*|falschbehauptung\w*",
    r"bufal[ae]|smentit\w+|nepdossier|factcheck\w*|фейк\w*|опроверг\w+|अफवाह|फर्जी|谣言|辟谣|デマ",
)
_DEBUNKS: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)|[\u4e00-\u9fff](?:谣言|辟谣)")
"""On folded text, in which "n't" is "not" and accents are gone."""
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")
_SHORT: Final = 30
"""Terms; in a longer text a negation is rarely about the claim."""
_RETOLD: Final = 0.6
"""Share of the claim's words, its names and numbers apart, from which a text tells the claim in its own words. Of a
looser one no guard can say what the "not" or the number is about; the judge is left to weigh it."""


def doubts(query: Asked, candidate: Known) -> str:
    """Return which guard doubts that both are one claim; "" where none does."""
    if not _retells(query, candidate):
        return ""
    if _DEBUNKS.search(query.folded):
        return "debunk"
    if _negation_differs(query, candidate):
        return "negation"
    if _numbers_differ(query, candidate):
        return "numbers"
    if _names_differ(query, candidate):
        return "names"
    return ""


def _retells(query: Asked, candidate: Known) -> bool:
    told = candidate.claim - candidate.names - candidate.numbers
    return len(told & query.whole.known) >= _RETOLD * len(told)


def _negation_differs(query: Asked, candidate: Known) -> bool:
    """In a short text about the same thing, "not" on one side only is the opposite."""
    if len(query.whole.terms) > _SHORT:
        return False
    return negates(query, candidate.claim | candidate.headline) != candidate.negated


def _numbers_differ(query: Asked, candidate: Known) -> bool:
    """A short text with other numbers than the claim's, and none of its own; years only date a story."""
    told, asked = (_counts(numbers) for numbers in (candidate.numbers, query.numbers))
    return bool(told and asked) and told.isdisjoint(asked) and len(query.whole.terms) <= _SHORT


def _counts(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset(number for number in numbers if not _YEAR.fullmatch(number))


def _names_differ(query: Asked, candidate: Known) -> bool:
    """The claim is about somebody or some place that the text does not name, and names others instead."""
    missing = candidate.names - query.whole.known
    if not missing or not query.names:
        return False
    return missing == candidate.names and not query.names & (candidate.claim | candidate.headline)
