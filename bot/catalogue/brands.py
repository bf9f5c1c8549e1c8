"""The well-known names that others pose as, and how each may be found from a name that is like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.catalogue.brand_words import is_generic
from bot.catalogue.rows import Platform, Source
from bot.catalogue.subject import split
from bot.links import registrable_domain
from bot.model import Kind

POSED_AS = frozenset(
    {
        Kind.NEWS,
        Kind.LOCAL_NEWS,
        Kind.TABLOID,
        Kind.PARTISAN,
        Kind.PUBLIC_BROADCASTER,
        Kind.FACT_CHECKER,
        Kind.PRIMARY,
        Kind.REFERENCE,
        Kind.SCIENCE,
        Kind.CHARITY,
        Kind.COMPANY,
        Kind.USER_GENERATED,
        Kind.PETITION,
        Kind.FUNDRAISING,
    }
)
"""Kinds whose name is worth borrowing."""

EDIT_FROM = 6
"""Letters from which one edit is a likeness: of shorter names, too many others are one letter away."""


@dataclass(frozen=True, slots=True)
class Brand:
    """One name of one outlet."""

    label: str
    """As in a host, without hyphens: ``bbc``, ``newyorktimes``."""
    outlet: str
    """The outlet's name as shown."""
    real_url: str
    domains: frozenset[str]
    """Registrable domains that are the outlet's own."""
    generic: bool
    """Made of common words: only strong evidence counts."""
    spelled: bool
    """Taken from the outlet's name, not from a host of its own."""


class Brands:
    """All brands by label, and by the label with any one letter left out."""

    def __init__(self, brands: Iterable[Brand]) -> None:
        self._by_label: dict[str, tuple[Brand, ...]] = {}
        self._one_less: dict[str, tuple[str, ...]] = {}
        self._by_domain: dict[str, Brand] = {}
        for brand in brands:
            self._add(brand)

    def named(self, label: str) -> tuple[Brand, ...]:
        """Brands of exactly this label."""
        return self._by_label.get(label, ())

    def owner(self, domain: str) -> Brand | None:
        """The brand whose own registrable domain this is."""
        return self._by_domain.get(domain)

    def near(self, label: str) -> set[str]:
        """Labels of brands that one edit may turn into this one; each still to be measured."""
        found = set(self._one_less.get(label, ()))
        for shorter in one_less(label):
            found.update(self._one_less.get(shorter, ()))
            if shorter in self._by_label:
                found.add(shorter)
        found.discard(label)
        return found

    def _add(self, brand: Brand) -> None:
        known = self._by_label.get(brand.label)
        self._by_label[brand.label] = (*(known or ()), brand)
        if not brand.spelled:
            for domain in brand.domains:
                self._by_domain.setdefault(domain, brand)
        if known is None and len(brand.label) >= EDIT_FROM and not brand.generic:
            for shorter in one_less(brand.label):
                self._one_less[shorter] = (*self._one_less.get(shorter, ()), brand.label)


def one_less(label: str) -> set[str]:
    """The label with each one of its letters left out."""
    return {label[:at] + label[at + 1 :] for at in range(len(label))}


def brands_of(sources: Iterable[Source], platforms: Iterable[Platform]) -> Iterator[Brand]:
    """Every brand of the sources and platforms that somebody would pose as."""
    for source in sources:
        if _is_posed_as(source):
            yield from _brands(source.name, source.subjects, source.languages)
    for platform in platforms:
        yield from _brands(platform.name, platform.hosts, ())


def _is_posed_as(source: Source) -> bool:
    return source.kind in POSED_AS


def _brands(name: str, subjects: Iterable[str], languages: tuple[str, ...]) -> Iterator[Brand]:
    hosts = [host for host, path in map(split, subjects) if host and not path]
    domains = frozenset(filter(None, map(registrable_domain, hosts)))
    if not hosts:
        return
    url = f"https://{hosts[0]}/"
    labels = {label: False for host in hosts if (label := _label(host))}
    spelled = spelled_out(name)
    if spelled not in labels and len(spelled) >= EDIT_FROM + 2:
        labels[spelled] = True
    for label, is_spelled in labels.items():
        yield Brand(label, name, url, domains, is_generic(label), is_spelled)


def _label(host: str) -> str:
    """``abcnews.go.com`` -> ``abcnews`` only where that is no common word; ``bbc.co.uk`` -> ``bbc``."""
    domain = registrable_domain(host)
    if host == domain:
        return domain.partition(".")[0].replace("-", "")
    first = host.partition(".")[0]
    return first if len(first) >= EDIT_FROM and not is_generic(first) else ""


def spelled_out(name: str) -> str:
    """``The New York Times (US)`` -> ``thenewyorktimes``."""
    bare = re.sub(r"\(.*?\)|[:,–—/].*", "", name)
    plain = unicodedata.normalize("NFKD", bare.casefold())
    return "".join(char for char in plain if char.isalnum() and char.isascii())
