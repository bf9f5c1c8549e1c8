"""The ``links:`` section of sources.yaml, made ready for fast look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.links.domain import brand, parents

_ANY_SUFFIX = ".*"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of query parameters; those written ``utm_*`` stand for everything that begins so."""

    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.exact or name.startswith(self.prefixes)

    @classmethod
    def of(cls, patterns: Iterable[object]) -> Names:
        """Build from names as the file has them; capitals do not count."""
        names = [str(pattern).lower() for pattern in patterns]
        return cls(
            frozenset(name for name in names if not name.endswith("*")),
            tuple(name[:-1] for name in names if name.endswith("*")),
        )


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A link that holds its target in a parameter."""

    path: str
    """Path without a slash at its end; "" for the root; ``/away*`` for all that begin so, ``*`` for any."""
    parameters: tuple[str, ...]
    """Where the target may stand, first one first."""

    def fits(self, path: str) -> bool:
        """Whether a link with this path is such a wrapper."""
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path.rstrip("/") == self.path


_NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class Rules:
    """Shorteners, archives, wrappers and tracking parameters. ``Rules()`` knows none."""

    shorteners: frozenset[str] = frozenset()
    archives: frozenset[str] = frozenset()
    wrappers: Mapping[str, tuple[Wrapper, ...]] = field(default_factory=dict)
    """By host; ``google.*`` is that name under any suffix a company holds (see ``domain.brand``)."""
    tracking_everywhere: Names = _NO_NAMES
    tracking_hosts: Mapping[str, tuple[tuple[str, Names], ...]] = field(default_factory=dict)
    """By host, ``google.*`` as above: the start of the paths it holds for ("" for all), and the names."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Rules:
        """Build from the plain ``links:`` section, already checked against docs/sources.md."""
        tracking = mapping.get("tracking") or {}
        return cls(
            frozenset(str(host).lower() for host in mapping.get("shorteners") or ()),
            frozenset(str(host).lower() for host in mapping.get("archives") or ()),
            _wrappers_by_host(mapping.get("wrappers") or ()),
            Names.of(tracking.get("everywhere") or ()),
            _tracking_by_host(tracking.get("hosts") or {}),
        )

    def is_shortener(self, host: str) -> bool:
        """Whether links of this host stand for another; ``www.`` before a listed host counts too."""
        return host in self.shorteners or host.removeprefix("www.") in self.shorteners

    def is_archive(self, host: str) -> bool:
        """Whether this host keeps copies of other people's pages."""
        return not self.archives.isdisjoint(parents(host))

    def tracking(self, host: str, path: str) -> tuple[Names, ...]:
        """Give every set of tracking parameters that holds for this host and path."""
        found = [self.tracking_everywhere]
        for key in _keys(host):
            rows = self.tracking_hosts.get(key, ())
            found += [names for start, names in rows if not start or path == start or path.startswith(start + "/")]
        return tuple(found)

    def wrappers_of(self, host: str) -> tuple[Wrapper, ...]:
        """Give the wrappers that live on this host or a parent of it."""
        wrappers = self.wrappers
        return tuple(wrapper for key in _keys(host) if key in wrappers for wrapper in wrappers[key])


def _keys(host: str) -> tuple[str, ...]:
    name = brand(host)
    return (*parents(host), name + _ANY_SUFFIX) if name else parents(host)


def _wrappers_by_host(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Wrapper, ...]]:
    table: dict[str, tuple[Wrapper, ...]] = {}
    for row in rows:
        host, parameter = str(row["host"]).lower(), row["parameter"]
        names = (parameter,) if isinstance(parameter, str) else tuple(parameter)
        wrapper = Wrapper(str(row.get("path", "")).rstrip("/"), names)
        table[host] = (*table.get(host, ()), wrapper)
    return table


def _tracking_by_host(rows: Mapping[str, Iterable[object]]) -> dict[str, tuple[tuple[str, Names], ...]]:
    table: dict[str, tuple[tuple[str, Names], ...]] = {}
    for subject, names in rows.items():
        host, slash, path = str(subject).partition("/")
        host = host.lower()
        table[host] = (*table.get(host, ()), (f"{slash}{path}".rstrip("/"), Names.of(names)))
    return table
