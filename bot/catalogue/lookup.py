"""Which rows of sources.yaml and of the lists speak of a link, how closely, and which of them count."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from bot.catalogue.build import Tables
from bot.catalogue.lists.mapped import Said
from bot.catalogue.lists.shelf import Lists
from bot.catalogue.rows import PLATFORM_KINDS, Platform, Rater, Rating, Reading, Source
from bot.catalogue.subject import Segments, ascii_host, joined, segments_of, split
from bot.links import parents
from bot.model import Kind, Link, Reliability, SourceRating

OWN_LIST: Final = "Mop's own list"
"""Who speaks where a row of sources.yaml only says what kind of source it is."""
_MAX_DEPTH: Final = 8
"""No row names a deeper path; a hostile link may have thousands of slashes."""


_ALWAYS_READ: Final = frozenset({None, Kind.PHISHING, Kind.SHORTENER})
"""Kinds that a list may state of an outlet that sources.yaml knows: a site can be broken into."""


_DECEITFUL: Final = frozenset({Kind.INFLUENCE_OPERATION, Kind.FABRICATED_NEWS, Kind.PHISHING})
_BAD: Final = frozenset({Reliability.UNRELIABLE, Reliability.FABRICATED})
_NOTHING: Final[Said] = ((), False)


class Because(enum.Enum):
    """Why a row counts, or does not."""

    CLOSEST = "closest"
    """It counts: no closer row of this rater speaks of the link."""
    CLOSER_ROW = "closer_row"
    """A closer row of the same rater speaks instead."""
    FRESHER_LIST = "fresher_list"
    """The rater's own list, kept up to date, speaks instead of sources.yaml."""
    SEVERAL_WORDS = "several_words"
    """The list says several things of this host, for parts that its address does not tell apart; sources.yaml's
    own row for the whole speaks instead."""
    PLATFORM = "platform"
    """It is said of the platform, and something is known of who posts there."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One row that speaks of a link, and what became of it."""

    rating: SourceRating
    list_id: str
    """The subscribed list it stands in; "" for sources.yaml."""
    because: Because

    @property
    def counts(self) -> bool:
        """Whether it is part of the answer."""
        return self.because is Because.CLOSEST


@dataclass(frozen=True, slots=True)
class Level:
    """All rows of one host or path that a link is under."""

    subject: str
    is_path: bool
    source: Source | None
    """The row of sources.yaml."""
    facts: tuple[int, ...]
    """Numbers of the lists' facts."""


class LookUp:
    """Rows by host and path. Immutable once built."""

    def __init__(self, tables: Tables, lists: Lists) -> None:
        self._raters = tables.raters
        self._origins = _origins(tables.raters)
        self._index = _index(tables.sources)
        self.platforms: Mapping[str, Platform] = MappingProxyType(
            {ascii_host(host): platform for platform in tables.platforms for host in platform.hosts}
        )
        self.kind_of_host = _kinds_of_hosts(self.platforms, tables.links)
        self._stated = frozenset(self._index) | frozenset(self.kind_of_host)
        self._mapped = lists.mapped
        self._held = lists.state
        self._rater_of_list = {
            spec.id: tables.raters[spec.rater] for spec in tables.lists if spec.is_on and spec.rater in tables.raters
        }

    def knows(self, link: Link) -> bool:
        """Whether anything at all is known of a link's host: a quick no for nearly every link."""
        if not self._stated.isdisjoint(parents(link.host)) or self._mapped.find(link.host):
            return True
        return link.registrable_domain.partition(".")[2] in self._index

    def levels(self, link: Link) -> Iterator[Level]:
        """Rows that speak of a link, closest first: each host's paths, longest first, then the host."""
        path: Segments | None = None
        listed, index = dict(self._mapped.find(link.host)), self._index
        for host in parents(link.host):
            under = index.get(host)
            if under is None and host not in listed:
                continue
            if path is None:
                path = segments_of(link)[:_MAX_DEPTH]
            facts, has_paths = listed.get(host, _NOTHING)
            yield from self._paths(host, under or {}, path, listed=has_paths)
            source = under.get(()) if under else None
            if source or facts:
                yield Level(host, is_path=False, source=source, facts=facts)
        suffix = link.registrable_domain.partition(".")[2]
        source = self.source_at(suffix) if suffix in index else None
        if source:
            # A suffix with a row of its own: ``blogspot.com``, ``gov.uk``.
            yield Level(suffix, is_path=False, source=source, facts=())

    def explained(self, link: Link) -> Iterator[Explained]:
        """Every row that speaks of a link, closest first, with what became of it."""
        spoken: set[str] = set()
        known = False
        for level in self.levels(link):
            writes = self.is_platform(level)
            here = list(self._said(level, writes))
            behind = writes and known
            for rating, list_id in here:
                because = Because.PLATFORM if behind else _because(rating, list_id, spoken, here)
                yield Explained(rating, list_id, because)
            if not behind:
                spoken.update(rating.rater for rating, _ in here)
            known = known or bool(here)
        if not known:
            yield from self._of_platform(link)

    def is_platform(self, level: Level) -> bool:
        """Whether a level is a host on which strangers publish."""
        if level.is_path:
            return False
        return (
            level.source is not None and level.source.kind in PLATFORM_KINDS
        ) or level.subject in self.kind_of_host

    def is_deceit(self, level: Level) -> bool:
        """Whether all that is known of a host is that it deceives, so that it may well pose as somebody."""
        if level.source:
            return level.source.kind in _DECEITFUL
        readings = []
        for number in level.facts:
            fact = self._mapped.facts[number]
            rater = self._rater_of_list.get(fact.list_id)
            readings.append(rater.words.get(fact.word, Reading()) if rater else Reading(Reliability.FABRICATED))
        return all(reading.reliability in _BAD or reading.kind in _DECEITFUL for reading in readings)

    def source_at(self, host: str) -> Source | None:
        """The row of sources.yaml for a whole host."""
        return self._index.get(host, {}).get(())

    # --- how ------------------------------------------------------------------------------------------

    def _paths(self, host: str, under: Mapping[Segments, Source], path: Segments, *, listed: bool) -> Iterator[Level]:
        if not listed and len(under) <= (() in under):
            return
        for length in range(len(path), 0, -1):
            part = path[:length]
            subject = joined(host, part)
            source = under.get(part)
            facts = self._mapped.find_path(subject) if listed else ()
            if source or facts:
                yield Level(subject, is_path=True, source=source, facts=facts)

    def _said(self, level: Level, writes: bool) -> Iterator[tuple[SourceRating, str]]:
        source = level.source
        name = source.name if source else ""
        for number in level.facts:
            yield from self._fact(number, level, name, writes)
        if source is None:
            return
        for rating in source.ratings:
            yield self._rated(rating, level.subject, name, writes), ""
        kind = source.kind or (self.kind_of_host.get(level.subject) if writes else None)
        if kind:
            url = source.url or source.ratings[0].url or self._raters[source.ratings[0].rater].url
            remark = tuple(source.note.items())
            yield SourceRating(level.subject, OWN_LIST, "", None, kind, url, "", name, remark=remark), ""

    def _fact(self, number: int, level: Level, name: str, writes: bool) -> Iterator[tuple[SourceRating, str]]:
        fact = self._mapped.facts[number]
        rater = self._rater_of_list.get(fact.list_id)
        if rater is None:
            return
        as_of = fact.as_of or self._held.of(fact.list_id).as_of
        rated = self._rated(Rating(rater.id, fact.word, as_of, fact.page), level.subject, fact.name or name, writes)
        judged = level.source is not None and level.source.kind is not None and rated.kind not in _ALWAYS_READ
        # What an outlet is was judged by hand for sources.yaml; a list's word on it is shown, and not read.
        yield (replace(rated, kind=None) if judged else rated), fact.list_id

    def _rated(self, rating: Rating, subject: str, name: str, writes: bool) -> SourceRating:
        rater = self._raters[rating.rater]
        reading = rater.words.get(rating.rating, Reading())
        if writes:
            # What is said of a platform is shown, and never read as said of who posts there.
            reading = Reading(None, reading.kind if reading.kind in PLATFORM_KINDS else None)
        url, origin = rating.url or rater.url, self._origins.get(rater.id, "")
        said = SourceRating(subject, rater.name, rating.rating, reading.reliability, reading.kind, url, rating.as_of)
        return replace(said, name=name, origin=origin)

    def _of_platform(self, link: Link) -> Iterator[Explained]:
        for host in parents(link.host):
            kind = self.kind_of_host.get(host)
            if kind:
                platform = self.platforms.get(host)
                url = platform.report_url if platform else f"https://{host}/"
                name = platform.name if platform else ""
                yield Explained(SourceRating(host, OWN_LIST, "", None, kind, url, "", name), "", Because.CLOSEST)
                return


def _because(rating: SourceRating, list_id: str, spoken: set[str], here: list[tuple[SourceRating, str]]) -> Because:
    """Why a row counts among those of its own level, ``here``, and the raters that have spoken closer by."""
    if rating.rater in spoken:
        return Because.CLOSER_ROW
    listed = {each.rating for each, its_list in here if each.rater == rating.rater and its_list}
    stated = any(each.rater == rating.rater and not its_list for each, its_list in here)
    if list_id:
        return Because.SEVERAL_WORDS if stated and len(listed) > 1 else Because.CLOSEST
    return Because.FRESHER_LIST if len(listed) == 1 else Because.CLOSEST


def _index(sources: tuple[Source, ...]) -> Mapping[str, Mapping[Segments, Source]]:
    index: dict[str, dict[Segments, Source]] = {}
    for source in sources:
        for subject in source.subjects:
            host, path = split(subject)
            index.setdefault(host, {})[path] = source
    return MappingProxyType(index)


def _kinds_of_hosts(platforms: Mapping[str, Platform], links: Mapping[str, object]) -> Mapping[str, Kind]:
    """What a host is by the ``links`` and ``platforms`` sections."""
    kinds = dict.fromkeys(platforms, Kind.USER_GENERATED)
    for section, kind in (("archives", Kind.ARCHIVE), ("shorteners", Kind.SHORTENER)):
        hosts = links.get(section, ())
        if isinstance(hosts, list):
            kinds.update((ascii_host(host), kind) for host in hosts)
    return kinds


def _origins(raters: Mapping[str, Rater]) -> Mapping[str, str]:
    """Rater id -> the shown name of the rater that it goes back to; only for raters that copy."""
    origins: dict[str, str] = {}
    for rater in raters.values():
        root = rater
        while root.derived_from:
            root = raters[root.derived_from]
        if root is not rater:
            origins[rater.id] = root.name
    return origins
