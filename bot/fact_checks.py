"""All fact-checks that can be asked: the index at hand, then a service on the web where the operator named one.

What cannot be asked is a gap. An index that nobody ever imported is none: Mop works without, and ``mop doctor`` says
so. One that is there and cannot be read is; so is one that is old, and a service that fails.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from bot.claims import judge
from bot.claims.feed import Tally
from bot.claims.handed import judged
from bot.inquiry import Findings
from bot.model import ClaimMatch, Gap, GapReason, GapStep, MatchHow
from bot.queries import Of, sendable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.claims.admission import Admission
    from bot.claims.entry import Entry
    from bot.claims.handed import Index
    from bot.model import Link
    from bot.queries import Query

OLD_AFTER: Final = timedelta(days=45)
"""Fact-checks that were taken over longer ago than this are called old; the feeds grow every day."""

SENT_A_CHECK: Final = 2
"""Texts of one link or message that are sent: its title and its summary, or its own words."""


class Local(Protocol):
    """The index at hand (``bot.claims.index.ClaimIndex``)."""

    @property
    def fault(self) -> str:
        """Why it cannot be read; "" where it can, or where none was ever had."""

    def taken_at(self) -> str:
        """Return when a feed was last taken over, ISO with zone; "" for never."""

    def corpus(self) -> Index | None:
        """Return what the index holds; None for nothing."""

    async def for_link(self, link: Link) -> tuple[ClaimMatch, ...]:
        """Return fact-checks in whose appearances this link stands."""

    async def for_words(self, queries: Sequence[str], language: str) -> tuple[ClaimMatch, ...]:
        """Return fact-checks of what these texts say."""


class Live(Protocol):
    """A service that searches for fact-checks."""

    @property
    def sends(self) -> frozenset[Of]:
        """Whose words may be sent to it."""

    async def search(self, text: str, seconds: float) -> tuple[Entry, ...] | Gap:
        """Return what it has on a text, unjudged and unadmitted; a gap where it cannot be asked."""


class FactChecks:
    """Everything that knows fact-checks, asked as one.

    Args:
        local: the index at hand.
        live: a service on the web; None for none.
        admission: whose fact-checks count, for what the service returns.
        clock: aware time now.
    """

    def __init__(self, local: Local, live: Live | None, admission: Admission, clock: Callable[[], datetime]) -> None:
        self._local = local
        self._live = live
        self._admission = admission
        self._clock = clock

    async def for_link(self, link: Link) -> Findings:
        """Return fact-checks in whose appearances this link stands."""
        matches = await self._local.for_link(link)
        return Findings(matches, self._unreadable())

    async def for_words(self, asked: Sequence[Query], language: str, seconds: float) -> Findings:
        """Return fact-checks of what these texts say: those at hand, and where none is the same, a service's."""
        matches = await self._local.for_words([query.text for query in asked], language)
        gaps = self._unreadable() or self._old()
        if self._live is None or any(match.how is MatchHow.SAME_CLAIM for match in matches):
            return Findings(matches, gaps)
        found = await self._asked_live(self._live, asked, seconds)
        return Findings(_best([*matches, *found.matches]), (*gaps, *found.gaps))

    async def _asked_live(self, live: Live, asked: Sequence[Query], seconds: float) -> Findings:
        texts = [(query, text) for query in asked if query.of in live.sends and (text := sendable(query))]
        texts = texts[:SENT_A_CHECK]
        answers = await asyncio.gather(*(live.search(text, seconds) for _, text in texts))
        matches: list[ClaimMatch] = []
        for (query, _), answer in zip(texts, answers, strict=True):
            if not isinstance(answer, Gap):
                matches += self._matches(answer, query.text)
        gaps = tuple(dict.fromkeys(answer for answer in answers if isinstance(answer, Gap)))
        return Findings(tuple(matches), gaps)

    def _matches(self, entries: Sequence[Entry], text: str) -> list[ClaimMatch]:
        """Judge what a service returned by the same rules as what is at hand."""
        admitted = list(self._admission.admitted(entries, Tally()))
        hits = judged(admitted, text, self._local.corpus())
        return [ClaimMatch(hit.entry.review, hit.how, round(judge.chance(hit.score), 4)) for hit in hits if hit.how]

    def _unreadable(self) -> tuple[Gap, ...]:
        return (Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED, "index"),) if self._local.fault else ()

    def _old(self) -> tuple[Gap, ...]:
        taken = self._local.taken_at()
        try:
            old = bool(taken) and self._clock() - datetime.fromisoformat(taken) > OLD_AFTER
        except (ValueError, TypeError):  # a time that was written by hand, or without its zone
            old = True
        return (Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE, taken[:10]),) if old else ()


def _best(matches: Sequence[ClaimMatch]) -> tuple[ClaimMatch, ...]:
    """Return surest first, each page once; related ones only where none is of the same claim."""
    ordered = sorted(matches, key=lambda match: (match.how, -match.score))
    once = {match.review.url: match for match in reversed(ordered)}
    kept = [match for match in ordered if once.get(match.review.url) is match]
    same = [match for match in kept if match.how is not MatchHow.RELATED]
    return tuple(same[:3] if same else kept[:2])
