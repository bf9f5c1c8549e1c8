"""Bringing lists up to date: downloaded to the side, read, checked, then taken over as a whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from bot.catalogue.lists import sanity
from bot.catalogue.lists.held import Held, State, moment
from bot.catalogue.lists.parsed import parse
from bot.catalogue.lists.shelf import Shelf
from bot.catalogue.lists.subscription import Subscription
from bot.catalogue.lists.terms import Terms
from bot.catalogue.load import place_of_list
from bot.errors import FetchError, ListError, StoreError

MAX_BYTES: Final = 96 * 1024 * 1024
"""Most that is downloaded of one list: three million hosts of thirty letters."""
_FIRST_RETRY_HOURS: Final = 1
_MOST_DOUBLINGS: Final = 6
_INCOMING: Final = "incoming"


@runtime_checkable
class Saved(Protocol):
    """A download that was written; what has no ``etag`` is taken for "not modified"."""

    @property
    def etag(self) -> str:
        """For the next conditional request; "" for none."""
        ...

    @property
    def last_modified(self) -> str:
        """HTTP date; "" for none."""
        ...


class Downloads(Protocol):
    """The guarded client, as lists need it."""

    async def download(
        self, url: str, path: Path, *, max_bytes: int, etag: str = "", last_modified: str = ""
    ) -> object:
        """Writes ``url`` to ``path``, and returns ``Saved``, or something else where it has not changed.

        Raises:
            FetchError: it could not be had.
            StoreError: it could not be written.
        """
        ...


class Outcome(enum.Enum):
    """How an update went."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The list was had and not taken over; the old one stands."""
    UNREACHABLE = "unreachable"
    """The list could not be had; the old one stands."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Updated:
    """How the update of one list went."""

    list_id: str
    outcome: Outcome
    held: Held = field(default_factory=Held)
    """The list at hand afterwards."""
    problem: str = ""
    """Why, for REFUSED and UNREACHABLE; what it would need, for OFF."""


async def update(spec: Subscription, shelf: Shelf, downloads: Downloads, terms: Terms, now: datetime) -> Updated:
    """Brings one list up to date. Never raises for what a list or its server does.

    Args:
        spec: the subscription.
        shelf: where lists are kept.
        downloads: the guarded client.
        terms: how lists are read.
        now: the time, aware.
    """
    if not spec.is_on:
        return Updated(spec.id, Outcome.OFF, problem=spec.why_off)
    before = shelf.state().of(spec.id)
    tried = replace(before, tried_at=now.isoformat())
    try:
        await asyncio.to_thread(shelf.mend)
        before = shelf.state().of(spec.id)
        tried = replace(before, tried_at=now.isoformat())
        parts, seen = await _downloaded(spec, shelf, downloads, before)
        if parts is None:
            held = replace(tried, fault="", failures=0)
            await asyncio.to_thread(shelf.note, spec.id, held)
            return Updated(spec.id, Outcome.UNCHANGED, held)
        fresh = replace(tried, etag=seen[0], last_modified=seen[1], as_of=_as_of(seen[1], now))
        held = await asyncio.to_thread(take_over, spec, shelf, terms, parts, fresh)
    except (FetchError, StoreError) as error:
        return await _failed(spec, shelf, tried, Outcome.UNREACHABLE, str(error))
    except ListError as error:
        return await _failed(spec, shelf, tried, Outcome.REFUSED, f"{error}{_described_at(spec, terms)}")
    return Updated(spec.id, Outcome.UPDATED, held)


def take_over(spec: Subscription, shelf: Shelf, terms: Terms, parts: Iterable[bytes], fresh: Held) -> Held:
    """Reads, checks and takes over what was downloaded, or a file that the operator has.

    Args:
        spec: the subscription.
        shelf: where lists are kept.
        terms: how lists are read.
        parts: the list, or its parts in order.
        fresh: when it was had and how it may be asked for again.

    Raises:
        ListError: it was refused, with the reason; the old one stands.
    """
    rater = terms.raters.get(spec.rater)
    parsed = parse(parts, spec, rater, terms.strangers)
    at_hand = shelf.state().of(spec.id)
    before = sanity.Before(at_hand.hosts, lambda: shelf.rows_of(at_hand))
    problem = sanity.problem(parsed, spec, terms, before)
    if problem:
        raise ListError(spec.id, problem)
    held = replace(
        fresh,
        rows=parsed.records,
        hosts=sanity.hosts_of(parsed),
        taken_at=fresh.tried_at,
        described_as=fingerprint(spec),
        passed_over=dict(parsed.passed_over),
        fault="",
        failures=0,
    )
    return shelf.take_over(spec.id, spec.use, parsed, held)


def imported(spec: Subscription, shelf: Shelf, terms: Terms, path: Path, now: datetime) -> Held:
    """Takes over a list from a file, for machines without a way out (``mop lists import``).

    Raises:
        ListError: it cannot be read, or was refused.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ListError(spec.id, f"{path} cannot be read: {error.strerror or error}") from error
    fresh = Held(as_of=now.date().isoformat(), tried_at=now.isoformat())
    return take_over(spec, shelf, terms, [raw], fresh)


def due(specs: Iterable[Subscription], state: State, now: datetime) -> tuple[Subscription, ...]:
    """The lists whose time has come, longest overdue first."""
    waiting = [(next_update(spec, state.of(spec.id)), spec) for spec in specs if spec.is_on]
    ready = [(when, spec) for when, spec in waiting if when is None or when <= now]
    ready.sort(key=lambda pair: pair[0].timestamp() if pair[0] else 0.0)
    return tuple(spec for _, spec in ready)


def next_update(spec: Subscription, held: Held) -> datetime | None:
    """When a list is to be tried again; None for at once.

    Each list is shifted by up to a tenth of its interval, by its id, so that lists of one interval do not come
    all together, nor all installations to one server; a list that failed is tried after 1, 2, 4 ... hours.
    """
    tried = moment(held.tried_at)
    if tried is None or (held.taken_at and not held.fault and held.described_as != fingerprint(spec)):
        return None
    if held.failures:
        wait = float(min(_FIRST_RETRY_HOURS * 2 ** min(held.failures - 1, _MOST_DOUBLINGS), spec.every_hours))
    else:
        wait = float(spec.every_hours)
    share = int.from_bytes(hashlib.blake2b(spec.id.encode(), digest_size=2).digest(), "big") / 65535
    return tried + timedelta(hours=wait * (1 + share / 10))


def fingerprint(spec: Subscription) -> str:
    """Changes when a list must be read anew although its file has not changed."""
    described = [sorted(part) if isinstance(part, frozenset) else part for part in astuple(spec)]
    return hashlib.blake2b(repr(described).encode(), digest_size=8).hexdigest()


async def _downloaded(
    spec: Subscription, shelf: Shelf, downloads: Downloads, before: Held
) -> tuple[list[bytes] | None, tuple[str, str]]:
    """The list's parts, None where it has not changed; and what to ask with next time."""
    folder = shelf.folder / _INCOMING
    known = before.described_as == fingerprint(spec) and len(spec.urls) == 1
    etag, modified = (before.etag, before.last_modified) if known else ("", "")
    parts: list[bytes] = []
    seen = ("", "")
    for at, url in enumerate(spec.urls):
        path = folder / f"{spec.id}.{at}"
        try:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
            answer = await downloads.download(url, path, max_bytes=MAX_BYTES, etag=etag, last_modified=modified)
            if not isinstance(answer, Saved):
                return None, seen
            parts.append(await asyncio.to_thread(path.read_bytes))
        except OSError as error:
            raise ListError(spec.id, f"could not be kept: {error.strerror or error}") from error
        finally:
            await asyncio.to_thread(_remove, path)
        seen = (answer.etag, answer.last_modified)
    return parts, seen if len(spec.urls) == 1 else ("", seen[1])


def _described_at(spec: Subscription, terms: Terms) -> str:
    place = place_of_list(terms.sources, spec.id) if terms.sources else ""
    return f" (described at {place})" if place else ""


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


async def _failed(spec: Subscription, shelf: Shelf, tried: Held, outcome: Outcome, problem: str) -> Updated:
    held = replace(tried, fault=problem, failures=tried.failures + 1)
    try:
        await asyncio.to_thread(shelf.note, spec.id, held)
    except ListError as error:
        problem = f"{problem}; nor could this be noted ({error})"
    return Updated(spec.id, outcome, held, problem)


def _as_of(last_modified: str, now: datetime) -> str:
    """The date of the list by its server, or today."""
    try:
        written = parsedate_to_datetime(last_modified)
    except (TypeError, ValueError):
        return now.date().isoformat()
    return min(written.date(), now.date()).isoformat()
