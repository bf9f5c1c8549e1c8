"""Whether a list that was read may take the place of the one at hand. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from bot.catalogue.lists.parsed import NO_HOST, UNKNOWN_WORD, Parsed
from bot.catalogue.lists.subscription import Subscription, Use
from bot.catalogue.rows import Rater, Reading
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


def problem(
    parsed: Parsed, spec: Subscription, rater: Rater | None, hosts_before: int, guarded: Collection[str]
) -> str:
    """Why a list must not be taken over; "" where it may.

    Args:
        parsed: the list, read.
        spec: its subscription.
        rater: whose words it uses; None where it rates nothing.
        hosts_before: how many hosts the list at hand has; 0 for none.
        guarded: hosts too well known for a list to call them bad of a sudden.
    """
    checks = (_size(parsed, spec), _suffix(parsed), _spoilt(parsed), _shrunk(parsed, spec, hosts_before))
    return next(filter(None, checks), "") or _poisoned(parsed, spec, rater.words if rater else {}, guarded)


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


def _poisoned(parsed: Parsed, spec: Subscription, words: Mapping[str, Reading], guarded: Collection[str]) -> str:
    bad = {word for word, reading in words.items() if _is_bad(reading)}
    suspect = {row.subject for row in parsed.rows if row.subject in guarded}
    if spec.use is not Use.SHORTENERS:
        suspect = {row.subject for row in parsed.rows if row.subject in suspect and row.word in bad}
    named = sorted(suspect - spec.may_rate)
    if not named:
        return ""
    shown = ", ".join(named[:5])
    return f"suddenly calls well-known hosts bad: {shown}; if it is right, name them in its `may_rate`"


def _is_bad(reading: Reading) -> bool:
    graded = reading.reliability in (Reliability.UNRELIABLE, Reliability.FABRICATED)
    return graded or reading.kind in _BAD_KINDS


def _told(reasons: Mapping[str, int]) -> str:
    ordered = sorted(reasons.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{reason}: {count}" for reason, count in ordered[:4]) or "none"
