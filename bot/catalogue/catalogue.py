"""What is known of a link's source, from rows that were read beforehand: look-ups without I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from bot.catalogue.build import Tables
from bot.catalogue.lookalike import LookAlikes
from bot.catalogue.rows import (
    PLATFORM_KINDS,
    Pattern,
    Platform,
    Rater,
    Rating,
    Reading,
    SignalWording,
    Source,
    Topic,
    Wordings,
)
from bot.catalogue.subject import Segments, ascii_host, joined, segments_of, split
from bot.catalogue.topics import Topics
from bot.links import Rules, parents
from bot.model import Authority, Kind, Link, LookAlike, SourceRating

OWN_LIST = "Mop's own list"
"""Who speaks where a row of sources.yaml only says what kind of source it is."""


_DECEITFUL = frozenset({Kind.INFLUENCE_OPERATION, Kind.FABRICATED_NEWS, Kind.PHISHING})


@dataclass(frozen=True, slots=True)
class _Level:
    """One row that speaks of a link, at one degree of closeness."""

    subject: str
    """The host or host/path of the row that the link is under."""
    source: Source
    is_path: bool


@dataclass(frozen=True)
class Catalogue:
    """Everything that sources.yaml states, ready to be asked. Immutable; what is derived is computed once."""

    tables: Tables

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The hoaxes that come round again."""
        return self.tables.patterns

    @property
    def unless_any(self) -> Wordings:
        """Wordings that silence every pattern."""
        return self.tables.unless_any

    @property
    def signals(self) -> tuple[SignalWording, ...]:
        """Wordings that earn a remark."""
        return self.tables.signals

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Topics with their authorities."""
        return self.tables.topics

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """Places where people post."""
        return self.tables.platforms

    @property
    def raters(self) -> Mapping[str, Rater]:
        """Rater id -> rater."""
        return self.tables.raters

    @cached_property
    def rules(self) -> Rules:
        """How links are unwrapped and cleaned."""
        return Rules.from_mapping(self.tables.links)

    def ratings_for(self, link: Link) -> tuple[SourceRating, ...]:
        """What each rater says of the link's source, the closest word of each.

        A path beats its host, a host its parents, never beyond the registrable domain, but for a suffix with a
        row of its own: ``blogspot.com``, where strangers write, and ``gov.uk``, where only a state does. What
        is said of a platform is shown without a reading: it is not said of who posted.
        """
        found: list[SourceRating] = []
        spoken: set[str] = set()
        for level in self._levels(link):
            writes = self._is_platform(level)
            if writes and found:
                break
            here = list(self._at(level, writes))
            found += [rating for rating in here if rating.rater not in spoken]
            spoken.update(rating.rater for rating in here)
        return tuple(found) or self._of_platform(link)

    def source_for(self, link: Link) -> Source | None:
        """The outlet that a link belongs to; None where sources.yaml does not know it."""
        return next((level.source for level in self._levels(link)), None)

    def platform_for(self, link: Link) -> Platform | None:
        """The platform that a link is a post on."""
        return next((self._platforms[host] for host in parents(link.host) if host in self._platforms), None)

    def look_alike(self, link: Link) -> LookAlike | None:
        """The well-known outlet that a link's address poses as; None for nearly every link.

        A host that sources.yaml knows for something else poses as nobody, unless what it is known for is
        deceit, or it is a name under a service that gives names to anybody.
        """
        return self._look_alikes.in_userinfo(link) or self._pose(link)

    def is_fact_checker(self, host: str) -> bool:
        """Whether fact-checks published on this host are a fact-checker's own.

        A fact-checker whose row is a path (``reuters.com/fact-check``) counts for its host, unless the host is
        a platform, where anybody has a path.
        """
        return any(each in self._fact_checkers for each in parents(ascii_host(host)))

    def authorities_for(self, text: str, language: str, country: str = "") -> tuple[Authority, ...]:
        """Pages to read on what a text is about, at most three, best first.

        Args:
            text: the page's or the message's words.
            language: BCP 47 of the reader; "" when unknown.
            country: ISO 3166 of the reader; "" takes it from the language, where that says (``en-GB``).
        """
        return self._topics.authorities_for(text, language, country)

    # --- how ------------------------------------------------------------------------------------------

    def _levels(self, link: Link) -> Iterator[_Level]:
        """Rows that speak of a link, closest first."""
        path = segments_of(link)
        for host in parents(link.host):
            under = self._index.get(host)
            if under:
                yield from _levels_of(host, under, path)
        suffix = link.registrable_domain.partition(".")[2]
        above = self._index.get(suffix, {}).get(()) if suffix else None
        if above:
            yield _Level(suffix, above, is_path=False)

    def _pose(self, link: Link) -> LookAlike | None:
        level = next(self._levels(link), None)
        if level is None or level.source.kind in _DECEITFUL:
            return self._look_alikes.find(link)
        below = link.host.removeprefix("www.") != level.subject and not level.is_path
        if level.source.kind not in PLATFORM_KINDS or not below:
            return None
        if level.subject == link.registrable_domain:
            return self._look_alikes.find(link, hosted=True)
        is_suffix = link.registrable_domain.endswith(f".{level.subject}")
        return self._look_alikes.find(link) if is_suffix else None

    def _is_platform(self, level: _Level) -> bool:
        if level.is_path:
            return False
        return level.source.kind in PLATFORM_KINDS or level.subject in self._kind_of_host

    def _at(self, level: _Level, writes: bool) -> Iterator[SourceRating]:
        source, subject = level.source, level.subject
        for rating in source.ratings:
            yield self._worded(rating, subject, source.name, writes)
        kind = source.kind or (self._kind_of_host.get(subject) if writes else None)
        if kind:
            url = source.url or source.ratings[0].url or self.raters[source.ratings[0].rater].url
            yield SourceRating(subject, OWN_LIST, "", None, kind, url, "", source.name)

    def _worded(self, rating: Rating, subject: str, name: str, writes: bool) -> SourceRating:
        rater = self.raters[rating.rater]
        reading = rater.words.get(rating.rating, Reading())
        reliability = None if writes else reading.reliability
        url = rating.url or rater.url
        origin = self._origins.get(rater.id, "")
        return SourceRating(
            subject, rater.name, rating.rating, reliability, reading.kind, url, rating.as_of, name, origin=origin
        )

    def _of_platform(self, link: Link) -> tuple[SourceRating, ...]:
        for host in parents(link.host):
            kind = self._kind_of_host.get(host)
            if kind:
                platform = self._platforms.get(host)
                url = platform.report_url if platform else f"https://{host}/"
                name = platform.name if platform else ""
                return (SourceRating(host, OWN_LIST, "", None, kind, url, "", name),)
        return ()

    @cached_property
    def _index(self) -> Mapping[str, Mapping[Segments, Source]]:
        index: dict[str, dict[Segments, Source]] = {}
        for source in self.tables.sources:
            for subject in source.subjects:
                host, path = split(subject)
                index.setdefault(host, {})[path] = source
        return MappingProxyType(index)

    @cached_property
    def _platforms(self) -> Mapping[str, Platform]:
        return {ascii_host(host): platform for platform in self.platforms for host in platform.hosts}

    @cached_property
    def _kind_of_host(self) -> Mapping[str, Kind]:
        """What a host is by the ``links`` and ``platforms`` sections."""
        kinds = dict.fromkeys(self._platforms, Kind.USER_GENERATED)
        for section, kind in (("archives", Kind.ARCHIVE), ("shorteners", Kind.SHORTENER)):
            hosts = self.tables.links.get(section, ())
            if isinstance(hosts, list):
                kinds.update((ascii_host(host), kind) for host in hosts)
        return kinds

    @cached_property
    def _origins(self) -> Mapping[str, str]:
        """Rater id -> the shown name of the rater that it goes back to; only for raters that copy."""
        origins: dict[str, str] = {}
        for rater in self.raters.values():
            root = rater
            while root.derived_from:
                root = self.raters[root.derived_from]
            if root is not rater:
                origins[rater.id] = root.name
        return origins

    @cached_property
    def _fact_checkers(self) -> frozenset[str]:
        checkers = set()
        for source in self.tables.sources:
            if source.kind is Kind.FACT_CHECKER:
                for host, path in map(split, source.subjects):
                    owner = self._index[host].get(())
                    stranger = host in self._kind_of_host or (owner and owner.kind in PLATFORM_KINDS)
                    if not (path and stranger):
                        checkers.add(host)
        return frozenset(checkers)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self.topics)

    @cached_property
    def _look_alikes(self) -> LookAlikes:
        return LookAlikes(self.tables.sources, self.platforms)


def _levels_of(host: str, under: Mapping[Segments, Source], path: Segments) -> Iterator[_Level]:
    """The rows of one host that hold a path: the longest path first, the host itself last."""
    if len(under) > 1 or () not in under:
        for length in range(min(len(path), _MAX_DEPTH), 0, -1):
            source = under.get(path[:length])
            if source:
                yield _Level(joined(host, path[:length]), source, is_path=True)
    if () in under:
        yield _Level(host, under[()], is_path=False)


_MAX_DEPTH = 8
"""No row names a deeper path; a hostile link may have thousands of slashes."""
