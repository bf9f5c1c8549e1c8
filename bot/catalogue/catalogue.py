"""What is known before any link is opened: look-ups without I/O, from rows that were read beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bot.catalogue.build import Tables
from bot.catalogue.lists.shelf import Lists
from bot.catalogue.lists.terms import Terms
from bot.catalogue.lists.well_known import WELL_KNOWN
from bot.catalogue.lookalike import LookAlikes
from bot.catalogue.lookup import Explained, LookUp
from bot.catalogue.rows import PLATFORM_KINDS, Pattern, Platform, Rater, SignalWording, Source, Topic, Wordings
from bot.catalogue.subject import ascii_host, split
from bot.catalogue.topics import Topics
from bot.links import Rules, parents
from bot.model import Authority, Kind, Link, LookAlike, Reliability, SourceRating

_GUARDED_KINDS = frozenset(
    {
        Kind.PUBLIC_BROADCASTER,
        Kind.PRIMARY,
        Kind.REFERENCE,
        Kind.SCIENCE,
        Kind.CHARITY,
        Kind.COMPANY,
        Kind.FACT_CHECKER,
    }
)

_WITHOUT_LISTS = frozenset({"_topics", "_look_alikes"})
"""What is worked out from sources.yaml alone."""


@dataclass(frozen=True)
class Catalogue:
    """Everything that sources.yaml and the lists state. Immutable; what is derived is computed once."""

    tables: Tables
    lists: Lists = field(default_factory=Lists)

    def with_lists(self, lists: Lists) -> Catalogue:
        """The same sources.yaml with other lists, to be put in this one's place; what rests on no list is kept."""
        fresh = replace(self, lists=lists)
        fresh.__dict__.update({name: made for name, made in self.__dict__.items() if name in _WITHOUT_LISTS})
        return fresh

    def warmed(self) -> Catalogue:
        """Works out now what the first message would wait a quarter of a second for, and returns itself."""
        _ = self.rules, self._look_up, self._fact_checkers, self._topics, self._look_alikes
        return self

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
        """How links are unwrapped and cleaned, with what the lists add."""
        on = {each.id for each in self.tables.lists if each.is_on}
        added = (links for list_id, links in self.lists.links.items() if list_id in on)
        return Rules.from_mapping(_with_lists(self.tables.links, added))

    def ratings_for(self, link: Link) -> tuple[SourceRating, ...]:
        """What each rater says of the link's source, the closest word of each.

        A path beats its host, a host its parents, never beyond the registrable domain, but for a suffix with a
        row of its own: ``blogspot.com``, where strangers write, and ``gov.uk``, where only a state does. What
        is said of a platform is shown without a reading: it is not said of who posted.
        """
        look_up = self._look_up
        return tuple(each.rating for each in look_up.explained(link) if each.counts) if look_up.knows(link) else ()

    def explain(self, link: Link) -> tuple[Explained, ...]:
        """Every row that speaks of a link, closest first: which counts, and why the others do not."""
        return tuple(self._look_up.explained(link))

    def source_for(self, link: Link) -> Source | None:
        """The outlet that a link belongs to; None where sources.yaml does not know it."""
        return next((level.source for level in self._look_up.levels(link) if level.source), None)

    def platform_for(self, link: Link) -> Platform | None:
        """The platform that a link is a post on."""
        platforms = self._look_up.platforms
        return next((platforms[host] for host in parents(link.host) if host in platforms), None)

    def look_alike(self, link: Link) -> LookAlike | None:
        """The well-known outlet that a link's address poses as; None for nearly every link.

        A host that is known for something else poses as nobody, unless what it is known for is deceit, or it is
        a name under a service that gives names to anybody.
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

    def terms(self, sources: Path | None = None) -> Terms:
        """What lists are read by: whose words are known, where strangers publish, which hosts are guarded.

        Args:
            sources: the file this was read from, for the line of a subscription that is refused.
        """
        strangers = {host for host in self._look_up.kind_of_host if host}
        guarded = set(WELL_KNOWN)
        for source in self.tables.sources:
            hosts = {host for host, path in map(split, source.subjects) if host and not path}
            if source.kind in PLATFORM_KINDS:
                strangers |= hosts
            elif source.kind in _GUARDED_KINDS or self._is_relied_on(source):
                guarded |= hosts
        return Terms(self.raters, frozenset(strangers), frozenset(guarded - (strangers - WELL_KNOWN)), sources)

    # --- how ------------------------------------------------------------------------------------------

    def _is_relied_on(self, source: Source) -> bool:
        """Whether some rater relies on a source, and none warns of it."""
        readings = [self.raters[each.rater].words.get(each.rating) for each in source.ratings]
        steps = {reading.reliability for reading in readings if reading}
        return Reliability.RELIABLE in steps and steps.isdisjoint({Reliability.UNRELIABLE, Reliability.FABRICATED})

    def _pose(self, link: Link) -> LookAlike | None:
        level = next(self._look_up.levels(link), None)
        if level is None or self._look_up.is_deceit(level):
            return self._look_alikes.find(link)
        below = link.host.removeprefix("www.") != level.subject and not level.is_path
        if not below or not self._look_up.is_platform(level):
            return None
        if level.subject == link.registrable_domain:
            return self._look_alikes.find(link, hosted=True)
        is_suffix = link.registrable_domain.endswith(f".{level.subject}")
        return self._look_alikes.find(link) if is_suffix else None

    @cached_property
    def _look_up(self) -> LookUp:
        return LookUp(self.tables, self.lists)

    @cached_property
    def _fact_checkers(self) -> frozenset[str]:
        checkers = set()
        for source in self.tables.sources:
            if source.kind is Kind.FACT_CHECKER:
                for host, path in map(split, source.subjects):
                    owner = self._look_up.source_at(host)
                    writes = host in self._look_up.kind_of_host or (owner and owner.kind in PLATFORM_KINDS)
                    if not (path and writes):
                        checkers.add(host)
        return frozenset(checkers)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self.topics)

    @cached_property
    def _look_alikes(self) -> LookAlikes:
        return LookAlikes(self.tables.sources, self.platforms)


def _with_lists(links: Mapping[str, object], added: Iterable[object]) -> dict[str, object]:
    """The ``links`` section with the lists' shorteners and tracking parameters; the file's own come first."""
    shorteners: list[object] = [*_listed(links.get("shorteners"))]
    tracking = _mapped(links.get("tracking"))
    everywhere: list[object] = [*_listed(tracking.get("everywhere"))]
    hosts: dict[str, list[object]] = {key: [*_listed(names)] for key, names in _mapped(tracking.get("hosts")).items()}
    for found in added:
        shorteners += _listed(_mapped(found).get("shorteners"))
        more = _mapped(_mapped(found).get("tracking"))
        everywhere += _listed(more.get("everywhere"))
        for key, names in _mapped(more.get("hosts")).items():
            hosts[key] = [*hosts.get(key, ()), *_listed(names)]
    return {**links, "shorteners": shorteners, "tracking": {"everywhere": everywhere, "hosts": hosts}}


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _mapped(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
