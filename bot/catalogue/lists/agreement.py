"""How far raters agree, and how much of one list the others would have warned about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from bot.catalogue.lists.record import Row
from bot.catalogue.rows import Rater, Source
from bot.model import Reliability

Readings = Mapping[str, Mapping[str, Reliability]]
"""Rater or list -> host or path -> how its word is read."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two raters on what both rate."""

    one: str
    other: str
    both: int
    same: int
    """How many are read alike."""
    near: int
    """How many are one step apart."""
    far: int
    """How many are two steps or more apart: what readers are told as a disagreement."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the other lists say of one that is left out."""

    name: str
    bad: int
    """Hosts that it calls unreliable or fabricated."""
    warned: int
    """How many of those another list warns about."""
    sound: int
    """Hosts that it calls reliable."""
    alarmed: int
    """How many of those another list warns about: false alarms, by this list's word."""


def readings(rows: Iterable[Row], rater: Rater) -> dict[str, Reliability]:
    """How each host and path of a list is read; the worst word where there are several."""
    found: dict[str, Reliability] = {}
    for row in rows:
        reading = rater.words.get(row.word)
        if reading and reading.reliability:
            found[row.subject] = max(found.get(row.subject, reading.reliability), reading.reliability)
    return found


def stated(sources: Iterable[Source], raters: Mapping[str, Rater]) -> dict[str, dict[str, Reliability]]:
    """How each rater's words in the rows of sources.yaml are read, by the rater's name and by host or path."""
    found: dict[str, dict[str, Reliability]] = {}
    for source in sources:
        for rating in source.ratings:
            rater = raters[rating.rater]
            if reliability := rater.words[rating.rating].reliability:
                found.setdefault(rater.name, {}).update(dict.fromkeys(source.subjects, reliability))
    return found


def agreement(all_readings: Readings) -> tuple[Agreement, ...]:
    """Every two raters that rate something in common, those with most in common first."""
    table = []
    for one, other in combinations(sorted(all_readings), 2):
        first, second = all_readings[one], all_readings[other]
        steps = [abs(first[subject] - second[subject]) for subject in first.keys() & second.keys()]
        if steps:
            far = sum(step >= 2 for step in steps)
            table.append(Agreement(one, other, len(steps), steps.count(0), steps.count(1), far))
    return tuple(sorted(table, key=lambda row: -row.both))


def left_out(all_readings: Readings) -> tuple[LeftOut, ...]:
    """Each list left out in turn: what the others would have warned about without it."""
    table = []
    for name, its_own in sorted(all_readings.items()):
        others = [found for other, found in all_readings.items() if other != name]
        warned_about = {subject for found in others for subject, step in found.items() if _is_warning(step)}
        bad = {subject for subject, step in its_own.items() if _is_warning(step)}
        sound = {subject for subject, step in its_own.items() if step is Reliability.RELIABLE}
        table.append(LeftOut(name, len(bad), len(bad & warned_about), len(sound), len(sound & warned_about)))
    return tuple(table)


def _is_warning(step: Reliability) -> bool:
    return step >= Reliability.UNRELIABLE
