"""Whether a link's host poses as a well-known outlet, and how.

A likeness alone proves nothing: there are many papers called "Star". So each kind of likeness has its own
conditions on the name (common words need more) and on the suffix (where clones live). What was measured, and the
hosts it was measured on, stand in docs/sources.md. Nothing here looks anything up beyond the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote

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
from bot.catalogue.brands import EDIT_FROM, Brand, Brands, brands_of
from bot.catalogue.rows import Platform, Source
from bot.model import Link, LookAlike

_MAX_LABEL: Final = 63
"""Octets of a label by RFC 1035; a longer one is no host that resolves."""


class LookAlikes:
    """Finds look-alikes of the brands it was built with. Immutable once built."""

    def __init__(self, sources: Iterable[Source], platforms: Iterable[Platform]) -> None:
        self._brands = Brands(brands_of(sources, platforms))

    def find(self, link: Link, *, hosted: bool = False) -> LookAlike | None:
        """The outlet that this link's address poses as, and how; None where nothing is alike enough.

        The caller leaves out hosts that it knows for something else.

        Args:
            link: the link.
            hosted: whether anybody can have a name under the link's registrable domain.
        """
        if hosted:
            found = next(self._by_subdomain(link.host, link.registrable_domain), None)
        elif self._brands.owner(link.registrable_domain):
            found = None
        else:
            found = next(self._all(link), None)
        return LookAlike(link.host, found[0].outlet, found[0].real_url, found[1]) if found else None

    def in_userinfo(self, link: Link) -> LookAlike | None:
        """The outlet named before an ``@``: ``https://bbc.co.uk@example.net/`` opens example.net."""
        for brand in self._userinfo(link):
            if link.registrable_domain not in brand.domains:
                return LookAlike(link.host, brand.outlet, brand.real_url, "BRAND_IN_USERINFO")
        return None

    def _all(self, link: Link) -> Iterator[tuple[Brand, str]]:
        domain = link.registrable_domain
        if domain:
            label, _, suffix = domain.partition(".")
            yield from self._by_label(label[:_MAX_LABEL], suffix)
            if link.host != domain:
                yield from self._by_subdomain(link.host, domain)
        yield from self._by_path(link)

    # --- the registrable name --------------------------------------------------------------------------

    def _by_label(self, label: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        shown = _decoded(label)
        if not shown.isascii():
            yield from self._disguised(shown, suffix)
            return
        joined = shown.replace("-", "")
        if _is_hosting(suffix):
            # bbc.github.io is the BBC's: under a host of pages a bare name is no pose, one that asks for trust is.
            yield from self._added(shown, BAIT)
            return
        yield from self._other_suffix(shown, joined, suffix)
        yield from self._look_like_letters(joined)
        yield from self._added(shown, ADDED)
        yield from self._one_edit(joined, suffix)

    def _disguised(self, shown: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        """Letters of other alphabets, full width, mathematical letters, accents."""
        from disarm import skeleton_key  # noqa: PLC0415 - 60 ms, and few links have such a host

        if suffix.startswith("xn--") or ".xn--" in suffix:
            return
        skeleton = skeleton_key(shown).replace("-", "")
        bare = "".join(char for char in unicodedata.normalize("NFKD", skeleton) if char.isascii())
        for brand in self._brands.named(skeleton):
            if len(skeleton) >= _NAME_FROM:
                yield brand, "HOMOGLYPH"
        if skeleton != bare and len(bare) >= EDIT_FROM:
            for brand in self._brands.named(bare):
                if brand.own and not _is_own_spelling(shown, suffix, brand):
                    yield brand, "HOMOGLYPH"

    def _other_suffix(self, shown: str, joined: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        for brand in self._brands.named(joined):
            if not _has_suffix(brand, suffix):
                if _suffix_is_odd(brand, suffix):
                    yield brand, "OTHER_SUFFIX"
            elif "-" in shown and brand.own and not brand.spelled:
                yield brand, "ONE_EDIT"

    def _look_like_letters(self, joined: str) -> Iterator[tuple[Brand, str]]:
        """``rnicrosoft``, ``g00gle``: pairs and digits that read as a letter."""
        read = _read(joined)
        if read != joined and len(read) >= EDIT_FROM - 1:
            yield from ((brand, "HOMOGLYPH") for brand in self._brands.named(read) if not brand.spelled)

    def _one_edit(self, joined: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        for name in dict.fromkeys((joined, joined.removeprefix("the"))):
            for label in self._brands.near(name) if own_letters(name) else ():
                if _is_misspelling(name, label):
                    brands = self._brands.named(label)
                    yield from ((brand, "ONE_EDIT") for brand in brands if _edit_counts(brand, name, suffix))

    def _added(self, shown: str, words: frozenset[str]) -> Iterator[tuple[Brand, str]]:
        """A brand with words before or after it, and nothing else; the longest brand where there are two."""
        same = {brand.outlet for brand in self._brands.named(shown.replace("-", ""))}
        fits = [
            brand
            for part, rest, is_apart in _splits(shown)
            for brand in self._brands.named(part)
            if brand.outlet not in same
            and _room_for(brand, rest, is_apart)
            and _is_addition(rest, _words_beside(brand) & words)
        ]
        if fits:
            yield max(fits, key=lambda brand: len(brand.label)), "ADDED_WORD"

    # --- the rest of the address -----------------------------------------------------------------------

    def _by_subdomain(self, host: str, domain: str) -> Iterator[tuple[Brand, str]]:
        """``www.bbc.co.uk.example.net``; libraries' proxies, which rewrite hosts so, are left alone."""
        if _PROXY.search(host):
            return
        labels = host.split(".")[-_MAX_SUBDOMAINS:]
        for brand in self._owners_in(labels[:-1], before=len(labels) - domain.count(".") - 1):
            if domain not in brand.domains:
                yield brand, "BRAND_AS_SUBDOMAIN"
        tokens = _WORD.split(host.removesuffix(domain))
        if any(token in _CREDENTIALS for token in tokens):
            for token in tokens:
                for brand in self._brands.named(token):
                    if brand.own and len(token) >= EDIT_FROM - 1:
                        yield brand, "BRAND_AS_SUBDOMAIN"

    def _by_path(self, link: Link) -> Iterator[tuple[Brand, str]]:
        """``/www.paypal.com/login``: a real address and a word that asks for a password, on another's host."""
        parts = _path(link.url)
        if len(parts) >= 2 and any(word in _CREDENTIALS for part in parts[1:] for word in _WORD.split(part)):
            for brand in self._owners_in(parts[0].split(".")[:_MAX_SUBDOMAINS]):
                yield brand, "BRAND_IN_PATH"

    def _userinfo(self, link: Link) -> Iterator[Brand]:
        for address in (link.forwarded, link.url):
            found = _USERINFO.match(address[:_MAX_ADDRESS])
            if found:
                text = unquote(found[1]).casefold()
                yield from self._owners_in(_NAME_END.split(text)[0].split(".")[:_MAX_SUBDOMAINS])
                for token in _WORD.split(text):
                    yield from (b for b in self._brands.named(token) if b.own and len(token) >= EDIT_FROM - 1)

    def _owners_in(self, labels: list[str], before: int = 99) -> Iterator[Brand]:
        """Brands whose own domain stands among these labels, whole and in order, beginning before a place."""
        for start in range(min(before, len(labels))):
            for end in range(start + 2, min(start + 3, len(labels)) + 1):
                brand = self._brands.owner(".".join(labels[start:end]))
                if brand:
                    yield brand


_NAME_FROM: Final = 3
"""Letters of a name's own below which it is anybody's."""
_COMMON_FROM: Final = 7
"""Letters from which common words together, such as ``dailymail``, are not come by twice under a clone's suffix."""
_OWN_FROM: Final = 5
"""Letters of a name's own from which one edit is a likeness wherever it falls."""
_BROKEN_FROM: Final = 3
"""Letters that stop being a common word's when one is misspelt."""
_MAX_SUBDOMAINS: Final = 12
_MAX_ADDRESS: Final = 2048
_CREDENTIALS: Final = frozenset(
    {"login", "signin", "sign-in", "verify", "verification", "secure", "account", "accounts", "password", "wallet"}
    | {"billing", "confirm", "auth", "refund", "giveaway", "unlock", "webscr"}
)
_PROXY: Final = re.compile(r"proxy|\.edu(\.|$)|\.ac\.[a-z]{2}$|\.idm\.oclc\.org$")
_USERINFO: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.\-]*:)?//([^/?#\\\s]+)@", re.I)
_NAME_END: Final = re.compile(r"[^a-z0-9.\-]")
_WORD: Final = re.compile(r"[^a-z0-9]+")
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"), ("3", "e"), ("5", "s"))
_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "net", "ne", "or", "org"})


def _decoded(label: str) -> str:
    """``xn--80ak6aa92e`` -> the letters that a browser may show; the label itself where that is no punycode."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _read(label: str) -> str:
    """A label as a hurried eye reads it."""
    for looks, reads in _PAIRS:
        label = label.replace(looks, reads)
    return label


def _is_hosting(suffix: str) -> bool:
    """Whether names under this suffix are pages at a host, such as ``github.io``, not domains of their own."""
    first, _, last = suffix.partition(".")
    return bool(last) and suffix not in PSEUDO_COUNTRY and not (first in _SECOND_LEVEL or len(first) <= 3)


def _suffix_is_odd(brand: Brand, suffix: str) -> bool:
    """Whether this name under this suffix, not its own, is a pose rather than another's good name."""
    size = len(brand.label)
    is_long = size >= _COMMON_FROM and brand.label not in COMMON
    if suffix in PSEUDO_COUNTRY:
        return brand.own >= _NAME_FROM or is_long
    if suffix in CHEAP:
        return (brand.own >= _NAME_FROM and size > _NAME_FROM) or (is_long and suffix not in HOMELY)
    return suffix in ORDINARY and brand.own > 1 and size > EDIT_FROM


def _has_suffix(brand: Brand, suffix: str) -> bool:
    return any(domain.partition(".")[2] == suffix for domain in brand.domains)


def _edit_counts(brand: Brand, name: str, suffix: str) -> bool:
    """Whether a name one edit away is that name misspelt rather than another one.

    Where the name's own letters are few, the slip must be in a common word (``theguardain``, ``t-onlinl``);
    in the letters that are its own it makes another name (``foxnews``, ``voxnews``).
    """
    at_home = _has_suffix(brand, suffix)
    cheap = suffix in PSEUDO_COUNTRY or (suffix in CHEAP and suffix not in HOMELY)
    if brand.own >= _OWN_FROM:
        return at_home or suffix in CHEAP or cheap or suffix in ORDINARY
    broken_word = own_letters(name) - brand.own >= _BROKEN_FROM and len(brand.label) > EDIT_FROM + (not brand.own)
    return broken_word and (cheap or at_home or (brand.own > 0 and suffix in ORDINARY))


def _is_misspelling(name: str, label: str) -> bool:
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


def _words_beside(brand: Brand) -> frozenset[str]:
    """The words that make a pose when they stand beside a name."""
    if not brand.own:
        return BAIT
    return ADDED if brand.is_press else OFFICIAL


def _is_addition(rest: str, words: frozenset[str]) -> bool:
    return made_of(rest, words) and (words == ADDED or not rest.isdigit())


def _splits(shown: str) -> Iterator[tuple[str, str, bool]]:
    """Every way to take a beginning or an end of a label for a brand: (brand, the rest, were they apart)."""
    for at in range(1, len(shown)):
        head, tail = shown[:at], shown[at:]
        if head[-1].isdigit() and tail[0].isdigit():
            continue
        apart = head[-1] == "-" or tail[0] == "-"
        yield head.replace("-", ""), tail.strip("-"), apart
        yield tail.replace("-", ""), head.strip("-"), apart


def _room_for(brand: Brand, rest: str, is_apart: bool) -> bool:
    """Whether a name inside a longer one is more than chance.

    A short one must stand apart, or be a paper's with a plain word after it.
    """
    if not rest or (brand.label in STATION_LETTERS and rest[0].isdigit()):
        return False
    if len(rest) <= 2 and rest.isalpha() and not is_apart:
        return False
    if len(brand.label) >= EDIT_FROM - 1:
        return True
    return brand.own >= _NAME_FROM and brand.is_press and (is_apart or len(rest) > _NAME_FROM + 1)


def _is_own_spelling(shown: str, suffix: str, brand: Brand) -> bool:
    """An outlet may well own its name with its own language's accents, under its own suffix."""
    natural = all(ord(char) < 0x180 for char in shown) and len(suffix.rpartition(".")[2]) == 2
    return natural and _has_suffix(brand, suffix)


def _path(url: str) -> list[str]:
    """The first parts of a URL's path, in small letters."""
    rest = url[:_MAX_ADDRESS].partition("://")[2]
    path = re.split(r"[?#]", rest)[0].split("/")[1:6]
    return [unquote(part).casefold() for part in path if part]
