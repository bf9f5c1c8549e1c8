"""When a likeness between two names is a pose, and when it is chance: the conditions, one function each. Pure."""

from __future__ import annotations

from typing import Final

from rapidfuzz.distance import OSA

from bot.catalogue.brand_words import (
    ADDED,
    BAIT,
    CHEAP,
    COMMON,
    HOMELY,
    OFFICIAL,
    ORDINARY,
    PSEUDO_COUNTRY,
    STATION_LETTERS,
    made_of,
    own_letters,
)
from bot.catalogue.brands import EDIT_FROM, Brand

NAME_FROM: Final = 3
"""Letters of a name's own below which it is anybody's."""
_COMMON_FROM: Final = 7
"""Letters from which common words together, such as ``dailymail``, are not come by twice under a clone's suffix."""
_OWN_FROM: Final = 5
"""Letters of a name's own from which one edit is a likeness wherever it falls."""
_BROKEN_FROM: Final = 3
"""Letters that stop being a common word's when one is misspelt."""


def suffix_is_odd(brand: Brand, suffix: str) -> bool:
    """Whether this name under this suffix, not its own, is a pose rather than another's good name."""
    size = len(brand.label)
    is_long = size >= _COMMON_FROM and brand.label not in COMMON
    if suffix in PSEUDO_COUNTRY:
        return brand.own >= NAME_FROM or is_long
    if suffix in CHEAP:
        return (brand.own >= NAME_FROM and size > NAME_FROM) or (is_long and suffix not in HOMELY)
    return suffix in ORDINARY and brand.own > 1 and size > EDIT_FROM


def has_suffix(brand: Brand, suffix: str) -> bool:
    """Whether the outlet has a host of its own under this suffix."""
    return any(domain.partition(".")[2] == suffix for domain in brand.domains)


def edit_counts(brand: Brand, name: str, suffix: str) -> bool:
    """Whether a name one edit away is that name misspelt rather than another one.

    Where the name's own letters are few, the slip must be in a common word (``theguardain``, ``t-onlinl``);
    in the letters that are its own it makes another name (``foxnews``, ``voxnews``).
    """
    at_home = has_suffix(brand, suffix)
    cheap = suffix in PSEUDO_COUNTRY or (suffix in CHEAP and suffix not in HOMELY)
    if brand.own >= _OWN_FROM:
        return at_home or suffix in CHEAP or cheap or suffix in ORDINARY
    broken_word = own_letters(name) - brand.own >= _BROKEN_FROM and len(brand.label) > EDIT_FROM + (not brand.own)
    return broken_word and (cheap or at_home or (brand.own > 0 and suffix in ORDINARY))


def is_misspelling(name: str, label: str) -> bool:
    """Whether ``name`` is ``label`` with one slip of the finger.

    Not another number (``channel4``, ``channel5``), and in a short name no new letter (``twitchy``).
    """
    if OSA.distance(label, name, score_cutoff=1) != 1:
        return False
    if [char for char in name if char.isdigit()] != [char for char in label if char.isdigit()]:
        return False
    doubled = _once(name) == _once(label)
    return doubled or len(name) <= len(label) or len(label) > EDIT_FROM


def _once(name: str) -> str:
    """``gooogle`` -> ``gogle``: each run of a letter as one."""
    return "".join(char for at, char in enumerate(name) if char != name[at - 1 : at])


def words_beside(brand: Brand) -> frozenset[str]:
    """The words that make a pose when they stand beside a name."""
    if not brand.own:
        return BAIT
    return ADDED if brand.is_press else OFFICIAL


def is_addition(rest: str, words: frozenset[str]) -> bool:
    """Whether what stands beside a name is made of these words; digits alone only beside a paper's."""
    return made_of(rest, words) and (words == ADDED or not rest.isdigit())


def has_room(brand: Brand, rest: str, is_apart: bool) -> bool:
    """Whether a name inside a longer one is more than chance.

    A short one must stand apart, or be a paper's with a plain word after it.
    """
    if not rest or (brand.label in STATION_LETTERS and rest[0].isdigit()):
        return False
    if len(rest) <= 2 and rest.isalpha() and not is_apart:
        return False
    if len(brand.label) >= EDIT_FROM - 1:
        return True
    return brand.own >= NAME_FROM and brand.is_press and (is_apart or len(rest) > NAME_FROM + 1)


def is_own_spelling(shown: str, suffix: str, brand: Brand) -> bool:
    """An outlet may well own its name with its own language's accents, under its own suffix."""
    natural = all(ord(char) < 0x180 for char in shown) and len(suffix.rpartition(".")[2]) == 2
    return natural and has_suffix(brand, suffix)
