"""Whether a link's host poses as a well-known outlet, and how.

A likeness alone proves nothing: there are many papers called "Star". So each kind of likeness has its own
conditions on the name and on the suffix (likeness.py). What was measured, and the
hosts it was measured on, stand in docs/sources.md. Nothing here looks anything up beyond the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from bot.catalogue.brand_words import (
    ADDED,
    BAIT,
    CHEAP,
    PSEUDO_COUNTRY,
    own_letters,
)
from bot.catalogue.brands import EDIT_FROM, Brand, Brands, brands_of
from bot.catalogue.likeness import (
    NAME_FROM,
    edit_counts,
    has_room,
    has_suffix,
    is_addition,
    is_misspelling,
    is_own_spelling,
    suffix_is_odd,
    words_beside,
)
from bot.catalogue.rows import Platform, Source
from bot.model import Link, LookAlike

_REMEMBERED: Final = 4_096
_MAX_LABEL: Final = 63
"""Octets of a label by RFC 1035; a longer one is no host that resolves."""


class LookAlikes:
    """Finds look-alikes of the brands it was built with. Immutable once built."""

    def __init__(self, sources: Iterable[Source], platforms: Iterable[Platform]) -> None:
        self._brands = Brands(brands_of(sources, platforms))
        # One check asks three times, and most links are of the same few hundred sites.
        self._by_label_once = lru_cache(_REMEMBERED)(lambda label, suffix: next(self._by_label(label, suffix), None))

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
            if found := self._by_label_once(label[:_MAX_LABEL], suffix):
                yield found
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
        yield from self._hyphens_for_dots(shown)
        yield from self._added(shown, ADDED)
        if (read := _read(shown)) != shown:
            yield from self._added(read, BAIT)
        yield from self._one_edit(joined, suffix)

    def _disguised(self, shown: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        """Letters of other alphabets, full width, mathematical letters, accents."""
        from disarm import skeleton_key  # noqa: PLC0415 - 60 ms, and few links have such a host

        if suffix.startswith("xn--") or ".xn--" in suffix:
            return
        skeleton = skeleton_key(shown).replace("-", "")
        bare = "".join(char for char in unicodedata.normalize("NFKD", skeleton) if char.isascii())
        for brand in self._brands.named(skeleton):
            if len(skeleton) >= NAME_FROM:
                yield brand, "HOMOGLYPH"
        if skeleton != bare and len(bare) >= EDIT_FROM:
            for brand in self._brands.named(bare):
                if brand.own and not is_own_spelling(shown, suffix, brand):
                    yield brand, "HOMOGLYPH"

    def _other_suffix(self, shown: str, joined: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        for brand in self._brands.named(joined):
            if not has_suffix(brand, suffix):
                if suffix_is_odd(brand, suffix):
                    yield brand, "OTHER_SUFFIX"
            elif "-" in shown and brand.own and not brand.spelled:
                yield brand, "ONE_EDIT"

    def _look_like_letters(self, joined: str) -> Iterator[tuple[Brand, str]]:
        """``rnicrosoft``, ``g00gle``: pairs and digits that read as a letter."""
        read = _read(joined)
        if read != joined and len(read) >= EDIT_FROM - 1:
            yield from ((brand, "HOMOGLYPH") for brand in self._brands.named(read) if not brand.spelled)

    def _hyphens_for_dots(self, shown: str) -> Iterator[tuple[Brand, str]]:
        """``who-int.org``, ``bbc-co-uk.com``: a whole address of an outlet, written as one label."""
        brand = self._brands.owner(shown.replace("-", ".")) if "-" in shown else None
        if brand and shown.rpartition("-")[2] not in CHEAP:  # metro-news.ru is no pose of metro.news
            yield brand, "ADDED_WORD"

    def _one_edit(self, joined: str, suffix: str) -> Iterator[tuple[Brand, str]]:
        for name in dict.fromkeys((joined, joined.removeprefix("the"))):
            for label in self._brands.near(name) if own_letters(name) else ():
                if is_misspelling(name, label):
                    brands = self._brands.named(label)
                    yield from ((brand, "ONE_EDIT") for brand in brands if edit_counts(brand, name, suffix))

    def _added(self, shown: str, words: frozenset[str]) -> Iterator[tuple[Brand, str]]:
        """A brand with words before or after it, and nothing else; the longest brand where there are two."""
        same = {brand.outlet for brand in self._brands.named(shown.replace("-", ""))}
        fits = [
            brand
            for part, rest, is_apart in _splits(shown, self._brands)
            for brand in self._brands.named(part)
            if brand.outlet not in same
            and has_room(brand, rest, is_apart)
            and is_addition(rest, words_beside(brand) & words)
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
        """``/www.cnn.com/2024/story``: on another's host a real address and, below it, what looks like a page of it.

        A real address alone is what pages about websites have in theirs.
        """
        parts = _path(link.url)
        asks = any(word in _CREDENTIALS for part in parts[1:] for word in _WORD.split(part))
        if asks or len(parts) >= (2 if parts[:1] and parts[0].startswith("www.") else 3):
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


def _splits(shown: str, brands: Brands) -> Iterator[tuple[str, str, bool]]:
    """Every way to take a beginning or an end of a label for a brand: (brand, the rest, were they apart)."""
    for at in range(1, len(shown)):
        head, tail = shown[:at], shown[at:]
        first, last = head.replace("-", ""), tail.replace("-", "")
        is_first, is_last = first in brands, last in brands
        if not (is_first or is_last) or (head[-1].isdigit() and tail[0].isdigit()):
            continue
        apart = head[-1] == "-" or tail[0] == "-"
        if is_first:
            yield first, tail.strip("-"), apart
        if is_last:
            yield last, head.strip("-"), apart


def _path(url: str) -> list[str]:
    """The first parts of a URL's path, in small letters."""
    rest = url[:_MAX_ADDRESS].partition("://")[2]
    path = re.split(r"[?#]", rest)[0].split("/")[1:6]
    return [unquote(part).casefold() for part in path if part]
