"""One subscription, as the ``lists:`` section of sources.yaml describes it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Format(enum.Enum):
    """How a list is written."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    HOSTS = "hosts"
    LINES = "lines"
    RSP_WIKITEXT = "rsp-wikitext"
    CLEARURLS = "clearurls"
    SERVICE = "service"
    """No list at all: a service asked link by link, described so that nobody looks for it in vain."""


class Use(enum.Enum):
    """What a list is for."""

    RATINGS = "ratings"
    SHORTENERS = "shorteners"
    """Its hosts are rated as shorteners, and their links are followed as such."""
    TRACKING = "tracking"
    """Parameters to be taken off links; it rates nothing."""


class Paths(enum.Enum):
    """What becomes of the path where a list gives whole addresses."""

    STRANGERS = "strangers"
    """Kept where strangers publish, so that ``facebook.com/SomePage`` speaks of the page; elsewhere dropped."""
    KEEP = "keep"
    DROP = "drop"


LEAVE_OUT = "-"
"""Written for a rater's word where rows with that value are not to be taken over."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One list that Mop subscribes to, or describes as one that it could."""

    id: str
    rater: str
    """A rater's id; that rater's words and ``derived_from`` hold. "" for a list that rates nothing."""
    title: str
    urls: tuple[str, ...]
    """Where it is had; several addresses are parts of one list. Empty for a service."""
    format: Format
    use: Use = Use.RATINGS
    is_on: bool = True
    why_off: str = ""
    """What it would need, such as a key or a licence; "" for a list that is on."""
    rows: str = ""
    """Path to the collection in JSON; "" for the whole."""
    host: str = ""
    """Column or path of the host or address; "" where the format knows."""
    rating: str = ""
    """Column or path of the rating; "" where ``says`` is given."""
    says: str = ""
    """The rater's word for every row."""
    words: Mapping[str, str] = field(default_factory=dict)
    """The list's own value -> the rater's word; values not named here are words as they stand."""
    as_of: str = ""
    """Column of the date of a row's rating; "" dates it by the list's own date."""
    name: str = ""
    """Column of the outlet's name."""
    page: str = ""
    """Page that says so, with columns in braces: ``https://.../{shortcut}``; "" cites the rater's page."""
    paths: Paths = Paths.STRANGERS
    licence: str = ""
    attribution: str = ""
    every_hours: int = 24 * 7
    at_least: int = 1
    """Rows below which a download is taken for a cut-off or an empty one."""
    may_shrink_percent: int = 30
    """Share of its hosts that a list may lose in one update."""
    leave_out: frozenset[str] = frozenset()
    """Hosts that this list is wrong about: its rows for them are not taken over."""
    may_rate: frozenset[str] = frozenset()
    """Well-known hosts that this list may call bad."""


def hours(written: str) -> int:
    """``12 hours`` -> 12, ``7 days`` -> 168."""
    count, _, unit = written.partition(" ")
    return int(count) * (24 if unit.startswith("day") else 1)
