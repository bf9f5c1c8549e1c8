"""The straight path: Message -> Report. Imports no I/O library; what it needs from outside are the Protocols here."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.errors import FetchError
from bot.inquiry import Inquiry, Knowledge, LocalRatings, open_inquiry, speaks_about_rumours, with_fetch_gap
from bot.model import ClaimMatch, Evidence, GapReason, Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.model import Link, Page, Report, SourceRating

PAGES_A_MESSAGE: Final = 8
"""Pages read for one message; a chain of links must not turn Mop into a load on others."""

SHARE_OF_A_PAGE: Final = 0.9
"""A page's own deadline ends before the whole check's, so that its gap still says how far its redirects led."""

_UNFETCHED_OUTCOMES: Final = frozenset({Outcome.DANGEROUS, Outcome.IMPERSONATION})


class Pages(Protocol):
    """Reads a stranger's page."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return what the page says of itself.

        Raises:
            FetchError: with the gap that says why not.
        """


def _no_local_ratings(link: Link) -> tuple[SourceRating, ...]:
    del link
    return ()


class Checker:
    """Checks messages; one for all chats and platforms."""

    def __init__(
        self,
        knowledge: Knowledge,
        pages: Pages | None,
        clock: Callable[[], datetime],
        *,
        deadline_seconds: float = 8.0,
        language: str = "en",
    ) -> None:
        self.knowledge = knowledge
        """Assign a new one to change what is known; a check in hand keeps the one it began with."""
        self._pages = pages
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._language = language

    def first(self, message: Message, local: LocalRatings = _no_local_ratings) -> Report:
        """Return what can be said without any network; ``complete`` is False where a page is still to be read."""
        inquiry = self._inquiry(message, local)
        evidences = [inquiry.unread(link) for link in inquiry.links.found]
        complete = not any(self._readable(inquiry, evidence) for evidence in evidences)
        return inquiry.report(evidences, self._clock(), complete=complete)

    async def check(self, message: Message, local: LocalRatings = _no_local_ratings) -> Report:
        """Return the whole answer, within ``deadline_seconds``; what was not finished is a gap."""
        return await self._checked(self._inquiry(message, local))

    async def _checked(self, inquiry: Inquiry) -> Report:
        evidences = await self._read(inquiry, [inquiry.unread(link) for link in inquiry.links.found])
        evidences = [await _with_claims(inquiry, evidence) for evidence in evidences]
        about_words = await _claims_about(inquiry, None, [inquiry.words])
        return inquiry.report(evidences, self._clock(), about_words=about_words)

    async def recall(
        self, urls: Sequence[str], pattern_ids: Sequence[str], language: str, local: LocalRatings = _no_local_ratings
    ) -> Report:
        """Check again what an earlier answer was about: its links, and the rumours that its words had told."""
        message = Message("", hidden_urls=tuple(urls), language=language)
        return await self._checked(replace(self._inquiry(message, local), recalled=tuple(pattern_ids)))

    def _inquiry(self, message: Message, local: LocalRatings) -> Inquiry:
        return open_inquiry(self.knowledge, message, local, self._language)

    def _readable(self, inquiry: Inquiry, evidence: Evidence) -> bool:
        """A phishing page or a clone is not opened: it would learn that its bait was taken."""
        return self._pages is not None and inquiry.weigh(evidence, self._clock()).outcome not in _UNFETCHED_OUTCOMES

    async def _read(self, inquiry: Inquiry, evidences: list[Evidence]) -> list[Evidence]:
        """Read at most ``PAGES_A_MESSAGE`` pages side by side until the deadline."""
        readable = [index for index, evidence in enumerate(evidences) if self._readable(inquiry, evidence)]
        tasks = {
            index: asyncio.create_task(self._read_one(inquiry, evidences[index]))
            for index in readable[:PAGES_A_MESSAGE]
        }
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=self._deadline_seconds)
        finally:
            for task in tasks.values():
                task.cancel()
        result = list(evidences)
        for position, index in enumerate(readable):
            if position >= PAGES_A_MESSAGE:
                result[index] = with_fetch_gap(evidences[index], GapReason.TOO_MANY_LINKS)
            elif tasks[index].done() and not tasks[index].cancelled():
                result[index] = tasks[index].result()
            else:
                result[index] = with_fetch_gap(evidences[index], GapReason.OUT_OF_TIME)
        return result

    async def _read_one(self, inquiry: Inquiry, evidence: Evidence) -> Evidence:
        assert self._pages  # noqa: S101 - _readable() is false without it
        assert evidence.link  # noqa: S101 - only links are read
        try:
            page = await self._pages.page(evidence.link, self._deadline_seconds * SHARE_OF_A_PAGE)
        except FetchError as error:
            return inquiry.failed(evidence.link, error)
        return inquiry.read(page)


async def _with_claims(inquiry: Inquiry, evidence: Evidence) -> Evidence:
    """Add the fact-checks of a link, and of what its page says where that page is no debunk itself."""
    page = evidence.page
    queries = []
    if page and not page.gaps and not speaks_about_rumours(evidence):
        queries = [words for words in (page.title, page.description) if words]
    matches = await _claims_about(inquiry, evidence.link, queries)
    return replace(evidence, claim_matches=(*evidence.claim_matches, *matches))


async def _claims_about(inquiry: Inquiry, link: Link | None, queries: Sequence[str]) -> tuple[ClaimMatch, ...]:
    claims = inquiry.knowledge.claims
    if claims is None:
        return ()
    exact = await claims.for_link(link) if link else ()
    queries = [query for query in queries if query.strip()]
    return exact or (await claims.for_words(queries, inquiry.language) if queries else ())
