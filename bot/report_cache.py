"""What was found behind a link a short while ago: the same link in a thousand groups is looked into once.

Kept is one link's evidence, without anything of whoever sent it: no word of a message, no chat's own ratings, not the
way it was written. Each caller's own things are put back afterwards (``Inquiry.as_asked``). In memory only.

An update of the lists, of sources.yaml or of the fact-checks makes every entry stale at once, by its generation. What
is stale is worked out anew from the page in it, so that nothing is fetched again.
"""

from __future__ import annotations

import asyncio
import enum
import sys
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cachetools import TLRUCache

from bot.errors import FetchError
from bot.model import GapReason, GapStep, Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable
    from datetime import datetime

    from bot.inquiry import Inquiry
    from bot.model import Evidence, Gap, Link, Page, Verdict

MOST_ENTRIES: Final = 8_192
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of memory, for all that is kept."""

READ_SECONDS: Final = 600.0
"""A page that was read stands for ten minutes: enough for one wave of forwards, soon over for a correction."""

FAILED_SECONDS: Final = 60.0
"""A page that could not be read is tried again after a minute. Refused, closed and filtered share this lifetime: one
of their own would tell a prober which addresses of a private network answer."""

_LASTING: Final = frozenset({GapReason.NOT_A_PAGE, GapReason.TOO_LARGE, GapReason.ROBOTS})
"""The site answered, and will say the same in a minute."""

STANDS: Final = timedelta(hours=1)
"""Most outcomes rest on lists, whose updates end them at once; the page's own words seldom change within the hour."""

NOTHING_STANDS: Final = timedelta(minutes=30)
"""Half as long: whoever wants to get a page past Mop shows a harmless one first and changes it then."""

FRESH_STANDS: Final = timedelta(minutes=10)
"""A story of today is still being corrected, and so is a page that is no article yet (consent form, no text)."""

UNASKED_STANDS: Final = timedelta(minutes=1)
"""Where the fact-checks could not be asked, they can be soon."""

FRESH: Final = timedelta(days=1)

_FIELDS: Final[dict[type, tuple[str, ...]]] = {}
"""The names of a dataclass's fields, none of anything else: asking for them takes longer than adding them up."""

Key = tuple[str, tuple[str, ...], str, str]


class ReportUse(enum.Enum):
    """How the evidence on a link was come by."""

    KEPT = "kept"
    AGAIN = "again"
    """Worked out anew from the page at hand, since what is known had changed."""
    JOINED = "joined"
    """Another caller was already at it."""
    MADE = "made"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found behind one link."""

    evidence: Evidence
    generation: Hashable
    """Of what was known when it was worked out."""
    read_at: datetime
    """When its page was read, or could not be."""
    until: datetime

    def page(self, asked: Link) -> Page:
        """Return the page again, for whoever asked by their own way of writing the link.

        Raises:
            FetchError: it could not be read, as it was then.
        """
        reached = replace(self.evidence.link or asked, forwarded=asked.forwarded)
        if self.evidence.page is None:
            raise FetchError(reached.url, self.evidence.gaps[0], reached)
        return replace(self.evidence.page, link=reached)


def lifetime(verdict: Verdict, now: datetime) -> timedelta:
    """Return for how long a verdict on a page stands, from when its page was read; never more than an hour.

    What could not be looked at may be there a minute later.
    """
    evidence = verdict.evidence
    page = evidence.page
    terms = [term for gap in evidence.gaps if (term := _until_mended(gap))]
    if page is not None and _is_fresh(page, now):
        terms.append(FRESH_STANDS)
    return min(terms, default=NOTHING_STANDS if verdict.outcome is Outcome.NOTHING_FOUND else STANDS)


def key_of(inquiry: Inquiry, link: Link) -> Key:
    """Return what evidence depends on besides the state of knowledge: the link, its unwrapping, the languages."""
    steps = tuple(f"{step.kind.value} {step.url}" for step in link.steps)
    return (link.url, steps, inquiry.language, inquiry.message.language)


def is_personal(inquiry: Inquiry, link: Link, reached: Link | None) -> bool:
    """Tell whether an answer is this chat's alone: its admins rated the source, or its words are recalled."""
    return bool(inquiry.recalled or inquiry.local(link) or (reached and inquiry.local(reached)))


def without_way(found: Page | FetchError, plain: Link) -> Page | FetchError:
    """Return a page, or why it was not read, without how its link was written."""
    if isinstance(found, FetchError):
        return FetchError(found.url, found.gap, found.link and replace(found.link, forwarded=plain.forwarded))
    return replace(found, link=replace(found.link, forwarded=plain.forwarded))


class Reports:
    """Evidence on links, each worked out once for all who ask until it is stale.

    Args:
        clock: aware time now.
        most_entries: links kept at most.
        most_bytes: memory that they may take together.
        stamp: changes whenever something does that a checker is not told of: the fact-checks at hand.
        told: hears of each link how its evidence was come by.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        most_entries: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        stamp: Callable[[], Hashable] = lambda: 0,
        told: Callable[[ReportUse], None] = lambda use: None,
    ) -> None:
        self.stamp = stamp
        self.told = told
        share = max(1, most_bytes // max(1, most_entries))
        self._kept: TLRUCache[Key, Kept] = TLRUCache(
            most_bytes,
            ttu=lambda key, kept, now: kept.until.timestamp(),
            timer=lambda: clock().timestamp(),
            getsizeof=lambda kept: max(share, bytes_of(kept.evidence)),
        )
        self._in_hand: dict[tuple[Key, Hashable], asyncio.Task[Kept]] = {}

    @property
    def entries(self) -> int:
        """How many links are kept now."""
        self._kept.expire()
        return len(self._kept)

    @property
    def bytes(self) -> int:
        """How much memory they count for, at most ``most_bytes``."""
        return int(self._kept.currsize)

    def get(self, key: Key) -> Kept | None:
        """Return what is kept of a link, of whichever generation; None where nothing is, or it is too old."""
        return self._kept.get(key)

    async def made(self, key: Key, generation: Hashable, make: Callable[[], Awaitable[Kept]]) -> Kept:
        """Return what ``make`` makes, made once for all who ask meanwhile, and keep it.

        Raises:
            Exception: what ``make`` raises, to each who waits; nothing is kept then.
        """
        task = self._in_hand.get((key, generation))
        if task is None:
            task = self._in_hand[key, generation] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda _: self._in_hand.pop((key, generation)))
        else:
            self.told(ReportUse.JOINED)
        # Shielded: a caller that is cancelled leaves it to the others.
        return await asyncio.shield(task)

    async def _make(self, key: Key, make: Callable[[], Awaitable[Kept]]) -> Kept:
        kept = await make()
        with suppress(ValueError):  # larger than the whole cache, which is told before anything is pushed out
            self._kept[key] = kept
        return kept


def seconds_of_gap(gap: Gap) -> float:
    """Return for how long a failure to read a page stands."""
    return READ_SECONDS if gap.reason in _LASTING else FAILED_SECONDS


def bytes_of(value: object) -> int:
    """Return roughly what a value takes in memory, its texts exactly."""
    if isinstance(value, str):
        return sys.getsizeof(value)
    if isinstance(value, tuple):
        return 64 + sum(map(bytes_of, value))
    kind = type(value)
    names = _FIELDS.get(kind)
    if names is None:
        names = _FIELDS[kind] = tuple(each.name for each in fields(value)) if is_dataclass(value) else ()
    return 64 + sum(bytes_of(getattr(value, name)) for name in names)


def _until_mended(gap: Gap) -> timedelta | None:
    """Return when something that could not be looked at may be there; None for what changes nothing here."""
    if gap.step is GapStep.FETCH:
        return timedelta(seconds=seconds_of_gap(gap))
    if gap.step is GapStep.PAGE:
        return FRESH_STANDS
    # Old fact-checks are as old a minute later; new ones end all that is kept.
    asked = gap.step is not GapStep.CLAIMS or gap.reason is GapReason.OUT_OF_DATE
    return None if asked else UNASKED_STANDS


def _is_fresh(page: Page, now: datetime) -> bool:
    last = page.modified or page.published
    return last is not None and now - last < FRESH
