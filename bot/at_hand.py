"""Answers at hand: the same words sent again, in this chat or another, are not looked into again.

A chain message is forwarded word for word. What is kept of one is what came of it: the answer, and what is recorded
with it. Under which message stands only as a digest that nobody can make but this process, with a key that ends with
it: no word of a message is kept, nor can be tried out on what is. In memory only, and for minutes.

An update of the lists, of sources.yaml or of the fact-checks ends all of it at once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from bot import remembered
from bot.model import GapReason, Outcome, SignalKind
from bot.policy import deserves_warning
from bot.report_cache import lifetime
from bot.verdict import OLD_AFTER_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import datetime

    from bot.model import Message, Reply, Report

MOST_KEPT: Final = 2_048
"""Answers; each takes some four kilobytes."""

STANDS: Final = timedelta(minutes=10)
"""One wave of forwards. What an answer rests on may end it sooner (``report_cache.lifetime``)."""

_WHOLE: Final = frozenset({GapReason.NOT_FETCHED, GapReason.OUT_OF_DATE})
"""Gaps that the next look would find again: a page that must not be opened, fact-checks that are old."""

SAYS_NOTHING: Final = frozenset({Outcome.NOTHING_FOUND, Outcome.NOT_CHECKED})


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a message, as far as an answer to it needs it."""

    outcome: Outcome
    urls: tuple[str, ...]
    """Addresses of its links; empty for words alone."""
    pattern_ids: tuple[str, ...]
    """What its words told (``remembered.of_report``)."""
    has_link: bool
    warns: bool
    """Whether it is worth speaking of unasked (``policy.deserves_warning``)."""
    has_substance: bool
    """Whether it is more than talk."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """A whole answer."""

    first: Found
    """Before any page was read."""
    found: Found
    reply: Reply | None
    """None where nothing was said."""
    until: datetime


def found_in(report: Report) -> Found:
    """Return what came of a message."""
    evidences = [verdict.evidence for verdict in report.verdicts]
    links = [evidence.link for evidence in evidences if evidence.link is not None]
    return Found(
        outcome=report.verdicts[0].outcome,
        urls=tuple(dict.fromkeys(link.url for link in links)),
        pattern_ids=remembered.of_report(report),
        has_link=bool(links),
        warns=any(map(deserves_warning, report.verdicts)),
        has_substance=bool(links) or _has_substance(report),
    )


def stands_until(report: Report) -> datetime | None:
    """Return how long an answer may be given again; None where something was not looked at that may be next time."""
    now = report.checked_at
    ends = [now + STANDS]
    for verdict in report.verdicts:
        page = verdict.evidence.page
        if any(gap.reason not in _WHOLE for gap in verdict.evidence.gaps) or (page and page.fetched_at is None):
            return None
        ends.append(((page and page.fetched_at) or now) + lifetime(verdict, now))
        if page and page.published and (grows_old := page.published + timedelta(days=OLD_AFTER_DAYS + 1)) > now:
            ends.append(grows_old)
    return min(ends)


class AnswersAtHand:
    """Answers by what was asked.

    Args:
        clock: aware time now.
        generation: changes whenever something does that answers rest on (``Checker.generation``).
        most: answers kept.
    """

    def __init__(
        self, clock: Callable[[], datetime], generation: Callable[[], Hashable], *, most: int = MOST_KEPT
    ) -> None:
        self._clock = clock
        self._generation = generation
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._of: Hashable = None
        """The generation of all that is kept."""
        self._kept: dict[bytes, AtHand] = {}
        """Oldest first."""

    def key(self, message: Message, language: str) -> bytes:
        """Return the digest of all that an answer depends on besides the state of knowledge.

        Args:
            message: one without pictures, in a chat whose admins and operator say nothing of sources.
            language: of the answer.
        """
        kind = message.conversation.kind.value
        told = (message.text, message.hidden_urls, message.language, language, kind)
        return blake2b(repr(told).encode(), digest_size=16, key=self._secret).digest()

    def get(self, key: bytes) -> AtHand | None:
        """Return the answer that stands; None where there is none."""
        now = self._clock()
        self._drop_stale(now)
        kept = self._kept.get(key)
        return kept if kept is not None and now < kept.until else None

    def generation(self) -> Hashable:
        """Return what an answer that is worked out from now on rests on."""
        return self._generation()

    def keep(self, key: bytes, answer: AtHand, generation: Hashable) -> None:
        """Keep an answer, if what it rests on is still so."""
        self._drop_stale(self._clock())
        if generation != self._of:
            return
        self._kept.pop(key, None)
        if len(self._kept) >= self._most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = answer

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def _drop_stale(self, now: datetime) -> None:
        generation = self._generation()
        if generation != self._of:
            self._kept.clear()
            self._of = generation
        while self._kept and now >= self._kept[oldest := next(iter(self._kept))].until:
            del self._kept[oldest]


def _has_substance(report: Report) -> bool:
    """Tell whether words hold a known rumour, or ask to be passed on; anything else is just talk.

    What asks to be passed on is worth asking the fact-checks about; it is answered only where one has checked it.
    """
    return any(
        verdict.outcome not in SAYS_NOTHING
        or any(signal.kind is SignalKind.CHAIN_LETTER for signal in verdict.evidence.signals)
        for verdict in report.verdicts
    )
