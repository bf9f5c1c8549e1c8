"""Whether a list that was read may take the place of the one at hand. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.catalogue.lists.parsed import NO_HOST, UNKNOWN_WORD, Parsed
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.subscription import Subscription, Use
from bot.catalogue.lists.terms import Terms
from bot.catalogue.rows import Reading
from bot.model import Kind, Reliability

_MOST_SPOILT: Final = 0.2
"""Share of rows that may lack a host or bear an unknown word before the mapping must be wrong."""
_BAD_KINDS: Final = frozenset(
    {
        Kind.PHISHING,
        Kind.INFLUENCE_OPERATION,
        Kind.FABRICATED_NEWS,
        Kind.CONSPIRACY,
        Kind.PSEUDOSCIENCE,
        Kind.PINK_SLIME,
        Kind.CONTENT_FARM,
        Kind.SATIRE,
    }
)


@dataclass(frozen=True, slots=True)
class Before:
    """The list at hand, that a new one is held against."""

    hosts: int = 0
    """0 for none."""
    rows: Callable[[], Iterable[Row]] = tuple
    """Its rows; only asked for where it matters what they were."""


def problem(parsed: Parsed, spec: Subscription, terms: Terms, before: Before) -> str:
    """Why a list must not be taken over; "" where it may.

    Args:
        parsed: the list, read.
        spec: its subscription.
        terms: the raters' words, and the hosts that are guarded.
        before: the list at hand.
    """
    checks = (_size(parsed, spec), _suffix(parsed), _spoilt(parsed), _shrunk(parsed, spec, before.hosts))
    return next(filter(None, checks), "") or _poisoned(parsed, spec, terms, before)


def hosts_of(parsed: Parsed) -> int:
    """How many different hosts and paths a list speaks of; for tracking rules, how many names."""
    if parsed.tracking.hosts or parsed.tracking.everywhere:
        return len(parsed.tracking.everywhere) + sum(map(len, parsed.tracking.hosts.values()))
    return len({row.subject for row in parsed.rows})


def _size(parsed: Parsed, spec: Subscription) -> str:
    if parsed.records < spec.at_least:
        return f"has {parsed.records} rows where {spec.at_least} or more are expected: empty, or cut off"
    return "" if hosts_of(parsed) else "has rows, but none could be taken over: " + _told(parsed.passed_over)


def _suffix(parsed: Parsed) -> str:
    return f"speaks of whole public suffixes: {', '.join(parsed.suffixes[:5])}" if parsed.suffixes else ""


def _spoilt(parsed: Parsed) -> str:
    """A column that holds no hosts, or words that nobody mapped: the file has changed its columns."""
    for reason in (NO_HOST, UNKNOWN_WORD):
        found = {key: count for key, count in parsed.passed_over.items() if key.startswith(reason)}
        if sum(found.values()) > parsed.records * _MOST_SPOILT:
            return f"does not fit its description ({_told(found)} of {parsed.records} rows)"
    return ""


def _shrunk(parsed: Parsed, spec: Subscription, hosts_before: int) -> str:
    now = hosts_of(parsed)
    if now < hosts_before * (1 - spec.may_shrink_percent / 100):
        return f"has shrunk from {hosts_before} to {now} hosts, by more than {spec.may_shrink_percent} per cent"
    return ""


def _poisoned(parsed: Parsed, spec: Subscription, terms: Terms, before: Before) -> str:
    """Well-known hosts that the list at hand does not call bad, and this one does."""
    rater = terms.raters.get(spec.rater)
    words = rater.words if rater else {}
    bad = {word for word, reading in words.items() if _is_bad(reading) or spec.use is Use.SHORTENERS}
    phishing = {word for word, reading in words.items() if reading.kind is Kind.PHISHING}

    def called_bad(rows: Iterable[Row]) -> set[str]:
        return {
            row.subject
            for row in rows
            if (row.word in bad and row.subject in terms.guarded)
            or (row.word in phishing and row.subject in terms.strangers)
        }

    named = called_bad(parsed.rows) - spec.may_rate
    named -= called_bad(before.rows()) if named else set()
    shown = ", ".join(sorted(named)[:30])
    return f"suddenly calls {len(named)} well-known hosts bad ({shown}); see `may_rate`" if named else ""


def _is_bad(reading: Reading) -> bool:
    graded = reading.reliability in (Reliability.UNRELIABLE, Reliability.FABRICATED)
    return graded or reading.kind in _BAD_KINDS


def _told(reasons: Mapping[str, int]) -> str:
    ordered = sorted(reasons.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{reason}: {count}" for reason, count in ordered[:4]) or "none"
