"""A downloaded list -> its rows in the catalogue's terms: subjects, raters' words, dates, pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import can_ada

from bot.catalogue.lists import from_csv, from_hosts, from_json, from_jsonl, from_lines, from_rsp
from bot.catalogue.lists.from_clearurls import Tracking, tracking
from bot.catalogue.lists.record import Record, Row
from bot.catalogue.lists.subscription import LEAVE_OUT, Format, Paths, Subscription, Use
from bot.catalogue.rows import Rater
from bot.catalogue.subject import joined, segments
from bot.errors import ListError
from bot.links import registrable_domain

_RECORDS: Final[Mapping[Format, Callable[[bytes, Subscription, tuple[str, ...]], Iterator[Record]]]] = {
    Format.CSV: from_csv.records,
    Format.JSON: from_json.records,
    Format.JSONL: from_jsonl.records,
    Format.HOSTS: from_hosts.records,
    Format.LINES: from_lines.records,
    Format.RSP_WIKITEXT: from_rsp.records,
}
_COLUMN: Final = re.compile(r"\{([^{}]+)\}")
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*\.)[a-z0-9_.-]*[a-z0-9_]|\[[0-9a-f:.]+\]")
_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_LONGEST_NAME: Final = 120
_MOST_NAMED: Final = 50_000
"""Rows up to which each may carry a name and a page of its own: those are held in memory."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One list, read."""

    rows: tuple[Row, ...] = ()
    tracking: Tracking = field(default_factory=Tracking)
    records: int = 0
    """Rows of the download that have a host, taken over or not."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """Why rows were passed over -> how many."""
    suffixes: tuple[str, ...] = ()
    """Public suffixes among the hosts: never taken over, and a reason to refuse the list."""


NO_HOST: Final = "no host"
UNKNOWN_WORD: Final = "unknown word"
LEFT_OUT: Final = "left out by the subscription"
HOSTS_OF_PAGES: Final = "a host of strangers' pages as a whole"


def parse(parts: Iterable[bytes], spec: Subscription, rater: Rater | None, strangers: Collection[str]) -> Parsed:
    """Reads a list's parts, in the subscription's terms.

    Args:
        parts: the downloads, one for each address.
        spec: the subscription.
        rater: whose words these are; None for a list that rates nothing.
        strangers: hosts on which strangers publish.

    Raises:
        ListError: it cannot be read as the subscription says.
    """
    if spec.use is Use.TRACKING:
        found = tracking(b"".join(parts), spec)
        names = len(found.everywhere) + sum(map(len, found.hosts.values()))
        return Parsed(tracking=found, records=names, passed_over={"too intricate": found.passed_over})
    reader = _Reader(spec, rater, strangers)
    for part in parts:
        for record in _RECORDS[spec.format](part, spec, reader.wanted):
            reader.add(record)
    return reader.parsed()


class _Reader:
    """Collects the rows of one list."""

    def __init__(self, spec: Subscription, rater: Rater | None, strangers: Collection[str]) -> None:
        self._spec = spec
        self._words = rater.words if rater else {}
        self._strangers = strangers
        self._rows: dict[tuple[str, str, str], Row] = {}
        self._passed_over: Counter[str] = Counter()
        self._suffixes: dict[str, None] = {}
        self._records = 0
        page = (name for name in _COLUMN.findall(spec.page) if name != "host")
        self.wanted = tuple(dict.fromkeys(filter(None, (spec.rating, spec.as_of, spec.name, *page))))

    def add(self, record: Record) -> None:
        """Takes one record over, or counts why not."""
        if not record.host:
            return
        self._records += 1
        subject, reason = self._subject(record.host)
        word = self._word(record)
        if not reason and word == LEAVE_OUT:
            reason = LEFT_OUT
        elif not reason and word not in self._words:
            reason = f"{UNKNOWN_WORD} {word[:40]!r}"
        if reason:
            self._passed_over[reason] += 1
            return
        name = " ".join(record.fields.get(self._spec.name, "").split())[:_LONGEST_NAME]
        row = Row(subject, word, self._as_of(record), name, self._page(record, subject))
        self._rows.setdefault((subject, word, name), row)

    def parsed(self) -> Parsed:
        """All rows, in the order of the list."""
        rows = tuple(self._rows.values())
        if len(rows) > _MOST_NAMED:
            rows = tuple(Row(row.subject, row.word, row.as_of) for row in rows)
        if not self._records:
            raise ListError(self._spec.id, "is empty, or has no row with a host")
        return Parsed(rows, Tracking(), self._records, dict(self._passed_over), tuple(self._suffixes))

    def _word(self, record: Record) -> str:
        said = record.fields.get(self._spec.rating, "") if self._spec.rating else self._spec.says
        return self._spec.words.get(said, said)

    def _as_of(self, record: Record) -> str:
        date = _DATE.match(record.fields.get(self._spec.as_of, ""))
        return date[0] if date else ""

    def _page(self, record: Record, subject: str) -> str:
        columns = {"host": subject, **record.fields}
        wanted = _COLUMN.findall(self._spec.page)
        if not wanted or not all(columns.get(name) for name in wanted):
            return ""
        page = _COLUMN.sub(lambda found: columns[found[1]].replace(" ", "_"), self._spec.page)
        return page if page.startswith(("https://", "http://")) and not re.search(r"[\s<>\"]", page) else ""

    def _subject(self, written: str) -> tuple[str, str]:
        host, path = _address(written)
        if not host:
            return "", NO_HOST
        if host in self._spec.leave_out or host.removeprefix("www.") in self._spec.leave_out:
            return "", LEFT_OUT
        domain = registrable_domain(host)
        if not domain and not host[-1].isdigit() and ":" not in host:
            if _is_official_suffix(host):
                self._suffixes[host] = None
            return "", HOSTS_OF_PAGES
        if host.startswith("www.") and host != domain:
            host = host[4:]
        keep = self._spec.paths is Paths.KEEP or (self._spec.paths is Paths.STRANGERS and self._is_strangers(host))
        return (joined(host, segments(path)) if keep else host), ""

    def _is_strangers(self, host: str) -> bool:
        labels = host.split(".")
        return any(".".join(labels[start:]) in self._strangers for start in range(len(labels) - 1))


def _address(written: str) -> tuple[str, str]:
    """Host and path of what a list has; the host "" where it has none."""
    if "." not in written:
        # The URL parser would read the number 7 as the address 0.0.0.7.
        return "", ""
    text = written if "://" in written else f"http://{written.removeprefix('*.').lstrip('.')}"
    try:
        parsed = can_ada.parse(text)
        host = str(parsed.hostname).rstrip(".")
    except ValueError:
        return "", ""
    return (host.strip("[]"), str(parsed.pathname)) if _HOST.fullmatch(host) else ("", "")


def _is_official_suffix(host: str) -> bool:
    """Whether this is a country's or a registry's suffix, not just a host of pages such as ``blogspot.com``."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 60 ms, and hardly any list has one

    return bool(PublicSuffixList(only_icann=True).is_public(host))
