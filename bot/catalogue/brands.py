"""The well-known names that others pose as, and how each may be found from a name that is like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from bot.catalogue.brand_words import COMMON, own_letters
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
_COINED_FROM = 8
"""Letters from which a platform's name is a word of its own, though common words are in it: ``facebook``."""
_COINED = frozenset({Kind.USER_GENERATED, Kind.COMPANY, Kind.PETITION, Kind.FUNDRAISING})
"""Kinds whose names are made up, not put together from the words of a trade."""
_PRESS = frozenset(
    {Kind.NEWS, Kind.LOCAL_NEWS, Kind.TABLOID, Kind.PARTISAN, Kind.PUBLIC_BROADCASTER, Kind.FACT_CHECKER}
)


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
    coined: bool
    """Made up: no word of it counts as common."""
    spelled: bool
    """Taken from the outlet's name, not from a host of its own."""
    is_press: bool
    """A paper, a station or a fact-checker: a word for news beside its name makes another paper's."""

    @property
    def own(self) -> int:
        """Letters that are no common word's; a name of 0 needs strong evidence. Counted when it matters."""
        return len(self.label) if self.coined else own_letters(self.label)


class Brands:
    """All brands by label, and by how a label begins and ends: one edit leaves one of the two as it is."""

    def __init__(self, brands: Iterable[Brand]) -> None:
        self._by_label: dict[str, tuple[Brand, ...]] = {}
        self._by_part: dict[str, tuple[str, ...]] = {}
        self._by_domain: dict[str, Brand] = {}
        for brand in brands:
            self._add(brand)

    def __contains__(self, label: str) -> bool:
        return label in self._by_label

    def named(self, label: str) -> tuple[Brand, ...]:
        """Brands of exactly this label."""
        return self._by_label.get(label, ())

    def owner(self, domain: str) -> Brand | None:
        """The brand whose own registrable domain this is."""
        return self._by_domain.get(domain)

    def near(self, label: str) -> Collection[str]:
        """Labels of brands that one edit may turn into this one; each still to be measured.

        Of labels shorter than six letters only those to which a letter was added.
        """
        found = {shorter: None for shorter in one_less(label) if shorter in self._by_label}
        for length in (len(label), len(label) + 1):
            for part in _parts(label, length):
                found.update(dict.fromkeys(self._by_part.get(part, ())))
        found.pop(label, None)
        return found.keys()

    def _add(self, brand: Brand) -> None:
        known = self._by_label.get(brand.label)
        self._by_label[brand.label] = (*(known or ()), brand)
        if not brand.spelled:
            for domain in brand.domains:
                self._by_domain.setdefault(domain, brand)
        if known is None and len(brand.label) >= EDIT_FROM:
            for part in _parts(brand.label, len(brand.label)):
                self._by_part[part] = (*self._by_part.get(part, ()), brand.label)


def one_less(label: str) -> list[str]:
    """The label with each one of its letters left out."""
    return [label[:at] + label[at + 1 :] for at in range(len(label))]


def _parts(label: str, length: int) -> tuple[str, str]:
    """The beginning and the end that a label has in common with any of this length that is one edit away, or either.

    A letter between the two belongs to neither, so that two letters that changed places do not touch both.
    """
    middle = length // 2
    return f"{length}{label[:middle]}-", f"{length}-{label[len(label) - (length - middle - 1) :]}"


def brands_of(sources: Iterable[Source], platforms: Iterable[Platform]) -> Iterator[Brand]:
    """Every brand of the sources and platforms that somebody would pose as."""
    for source in sources:
        if source.kind in POSED_AS:
            yield from _brands(source.name, source.subjects, source.kind)
    for platform in platforms:
        yield from _brands(platform.name, platform.hosts, Kind.USER_GENERATED)


def _brands(name: str, subjects: Iterable[str], kind: Kind | None) -> Iterator[Brand]:
    hosts = [host for host, path in map(split, subjects) if host and not path]
    domains = frozenset(filter(None, map(registrable_domain, hosts)))
    if not domains:
        return
    for label, is_spelled in _labels(hosts, spelled_out(name)).items():
        coined = kind in _COINED and len(label) >= _COINED_FROM and label not in COMMON and not is_spelled
        yield Brand(label, name, f"https://{hosts[0]}/", domains, coined, is_spelled, kind in _PRESS)


def _labels(hosts: list[str], spelled: str) -> dict[str, bool]:
    """The names by which an outlet is known, each with whether it is only its name spelled out.

    Its other hosts count where they are of the plain kind: ``foxbusiness.com``, but not ``politi.co``, which is
    a short address that nobody knows it by.
    """
    suffix = registrable_domain(hosts[0]).partition(".")[2]
    plain = [host for host in hosts[1:] if registrable_domain(host).partition(".")[2] in {suffix, "com", "org"}]
    labels = {label: False for label in (_main_label(hosts[0]), *map(_label, plain)) if label}
    if len(spelled) >= EDIT_FROM + 2:
        labels.setdefault(spelled, True)
    return labels


def _label(host: str) -> str:
    """``bbc.co.uk`` -> ``bbc``; "" for a name under one's own domain."""
    return host.partition(".")[0].replace("-", "") if host == registrable_domain(host) else ""


def _main_label(host: str) -> str:
    """As ``_label``; and ``abcnews.go.com`` -> ``abcnews``, but a common word such as ``news.`` is no name."""
    first = host.partition(".")[0]
    return _label(host) or (first if len(first) >= EDIT_FROM and own_letters(first) else "")


def spelled_out(name: str) -> str:
    """``The New York Times (US)`` -> ``thenewyorktimes``; "" where the name is not in Latin letters."""
    bare = re.sub(r"\(.*?\)|[:,–—/].*", "", name)
    letters = [char for char in unicodedata.normalize("NFKD", bare.casefold()) if char.isalnum()]
    return "".join(letters) if all(map(str.isascii, letters)) else ""
