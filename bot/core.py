"""The straight path: Message -> Report. Imports no I/O library; what it needs from outside are the Protocols here."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.asking import about_words, with_claims
from bot.errors import FetchError
from bot.giving_way import give_way, reading
from bot.inquiry import Inquiry, Knowledge, LocalRatings, open_inquiry
from bot.links import addresses
from bot.model import Evidence, Gap, GapReason, GapStep, Message, Page
from bot.report_cache import Kept, Reports, ReportUse, is_personal, key_of, lifetime, without_way
from bot.verdict import kinds_of, trap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import datetime

    from bot.model import Link, Picture, ReadPicture, Report, SourceRating

PAGES_A_MESSAGE: Final = 8
"""Pages read for one message; a chain of links must not turn Mop into a load on others."""

LONG_WORDS: Final = 500
"""Characters from which asking the fact-checks about a message's own words takes more than a moment: up to 10 ms."""

SHARE_OF_A_PAGE: Final = 0.9
"""A page's own deadline ends before the whole check's, so that its gap still says how far its redirects led."""

SHARE_OF_PICTURES: Final = 0.6
"""Pictures are read first, since they may hold links: what is left of the deadline must do for those pages."""

_OF_THIS_CHECK: Final = frozenset({GapReason.OUT_OF_TIME, GapReason.TOO_MANY_LINKS})
"""Gaps that say nothing of the page: the next check may look."""


class Pages(Protocol):
    """Reads a stranger's page."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return what the page says of itself.

        Raises:
            FetchError: with the gap that says why not.
        """


class Pictures(Protocol):
    """Reads the words and codes of pictures."""

    async def read(self, images: Sequence[bytes | Picture], seconds: float) -> tuple[ReadPicture, ...]:
        """Return what each picture says, in order, never later than after ``seconds``; a fault is a gap, no error."""


def no_local_ratings(link: Link) -> tuple[SourceRating, ...]:
    """Say nothing of any source."""
    del link
    return ()


class Checker:
    """Checks messages; one for all chats and platforms.

    Args:
        knowledge: what is known before any link is opened.
        pages: reads pages; None for none.
        clock: aware time now.
        deadline_seconds: bounds a whole check.
        language: BCP 47, spoken where a message names none that has a file.
        reports: keeps what was found behind links; None to look into each one anew.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        pages: Pages | None,
        clock: Callable[[], datetime],
        *,
        deadline_seconds: float = 8.0,
        language: str = "en",
        reports: Reports | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._changes = 0
        self._pages = pages
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._language = language
        self._reports = reports
        self.pictures: Pictures | None = None
        """Assign one and the pictures of messages are read."""

    @property
    def knowledge(self) -> Knowledge:
        """Assign a new one to change what is known; a check in hand keeps the one it began with."""
        return self._knowledge

    @knowledge.setter
    def knowledge(self, fresh: Knowledge) -> None:
        self._knowledge = fresh
        self._changes += 1

    def generation(self) -> Hashable:
        """Return what changes whenever a list, sources.yaml or the fact-checks do."""
        return (self._changes, self._reports.stamp() if self._reports is not None else 0)

    def reads_pictures_of(self, message: Message) -> bool:
        """Tell whether a message holds pictures that are going to be read."""
        return self.pictures is not None and bool(message.images)

    def is_talk(self, words: str) -> bool:
        """Tell whether words hold no address and no known rumour, and do not ask to be passed on.

        Unasked, nothing would be said of them: ``bot.desk`` looks no further either.
        """
        matcher = self._knowledge.matcher
        return not (any(addresses(words)) or matcher.match(words) or matcher.asks_to_be_passed_on(words))

    def opened(self, message: Message, local: LocalRatings = no_local_ratings) -> Inquiry:
        """Return a message read for its links and words: once for ``first`` and ``check`` together."""
        return open_inquiry(self._knowledge, message, local, self._language)

    async def first(
        self, message: Message, local: LocalRatings = no_local_ratings, opened: Inquiry | None = None
    ) -> Report:
        """Return what can be said without any network; ``complete`` is False where more is still to be looked at.

        Args:
            message: what was forwarded.
            local: what the chat's admins and the operator said of sources.
            opened: the same message, where it was read already.
        """
        inquiry = opened or self.opened(message, local)
        left = _has_words_to_ask(inquiry) or self.reads_pictures_of(message)
        evidences = []
        for number, link in enumerate(inquiry.links.found):
            if number:
                await give_way()
            known = self._known(inquiry, link)
            evidences.append(known or inquiry.unread(link))
            left = left or (not known and self._readable(evidences[-1]))
        return inquiry.report(evidences, self._clock(), complete=not left)

    async def check(
        self, message: Message, local: LocalRatings = no_local_ratings, opened: Inquiry | None = None
    ) -> Report:
        """Return the whole answer, within ``deadline_seconds``; what was not finished is a gap.

        Args:
            message: what was forwarded.
            local: what the chat's admins and the operator said of sources.
            opened: the same message, where it was read already; read anew where more is known since.
        """
        ends = self._ends()
        if self.pictures is not None and message.images:
            read = await self.pictures.read(message.images, self._deadline_seconds * SHARE_OF_PICTURES)
            message, opened = replace(message, read_images=read), None
        if opened is None or opened.knowledge is not self._knowledge:
            opened = self.opened(message, local)
        return await self._checked(opened, ends)

    async def recall(
        self, urls: Sequence[str], pattern_ids: Sequence[str], language: str, local: LocalRatings = no_local_ratings
    ) -> Report:
        """Check again what an earlier answer was about: its links, and the rumours that its words had told."""
        message = Message("", hidden_urls=tuple(urls), language=language)
        return await self._checked(replace(self.opened(message, local), recalled=tuple(pattern_ids)), self._ends())

    async def known_of(self, url: str, language: str, local: LocalRatings = no_local_ratings) -> Report:
        """Return what the lists and the fact-checks of this very link say now; its page is not opened."""
        inquiry = self.opened(Message("", hidden_urls=(url,), language=language), local)
        evidences = [await with_claims(inquiry, inquiry.unread(link)) for link in inquiry.links.found]
        return inquiry.report(evidences, self._clock())

    def _ends(self) -> float:
        return asyncio.get_running_loop().time() + self._deadline_seconds

    async def _checked(self, inquiry: Inquiry, ends: float) -> Report:
        inquiry = replace(inquiry, ends=ends)
        generation, links = self.generation(), inquiry.links.found
        known = {link: evidence for link in links if (evidence := self._known(inquiry, link, told=True))}
        read = await self._read(inquiry, [link for link in links if link not in known])
        for link in links:
            if len(links) > 1:
                await give_way()
            if link not in known:
                known[link] = await self._evidence(inquiry, link, read.get(link), generation)
        if len(inquiry.words) > LONG_WORDS:
            await give_way()
        on_words = await about_words(inquiry)
        return inquiry.report([known[link] for link in links], self._clock(), about_words=on_words)

    # --- pages --------------------------------------------------------------------------------------------

    def _readable(self, evidence: Evidence) -> bool:
        """A phishing page or a clone is not opened: it would learn that its bait was taken."""
        return self._pages is not None and trap(evidence, kinds_of(evidence)) is None

    async def _read(self, inquiry: Inquiry, links: Sequence[Link]) -> dict[Link, Page | FetchError]:
        """Read at most ``PAGES_A_MESSAGE`` pages side by side until the deadline; none that must not be opened."""
        readable = []
        for number, link in enumerate(links):
            if number:
                await give_way()
            if self._readable(inquiry.unread(link)):
                readable.append(link)
        tasks = {link: asyncio.create_task(self._read_one(inquiry, link)) for link in readable[:PAGES_A_MESSAGE]}
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=_seconds_left(inquiry))
        finally:
            for task in tasks.values():
                task.cancel()
        found: dict[Link, Page | FetchError] = {}
        for link in readable:
            task_of = tasks.get(link)
            if task_of is None:
                found[link] = _failed(link, GapReason.TOO_MANY_LINKS)
            elif task_of.done() and not task_of.cancelled():
                found[link] = task_of.result()
            else:
                found[link] = _failed(link, GapReason.OUT_OF_TIME)
        return found

    async def _read_one(self, inquiry: Inquiry, link: Link) -> Page | FetchError:
        assert self._pages  # noqa: S101 - _readable() is false without it
        kept = self._kept(inquiry, link)
        try:
            if kept is not None:
                return kept.page(link)
            async with reading():
                return await self._pages.page(link, _seconds_left(inquiry) * SHARE_OF_A_PAGE)
        except FetchError as error:
            return error

    # --- what is kept -------------------------------------------------------------------------------------

    def _kept(self, inquiry: Inquiry, link: Link) -> Kept | None:
        return self._reports.get(key_of(inquiry, link)) if self._reports is not None else None

    def _known(self, inquiry: Inquiry, link: Link, *, told: bool = False) -> Evidence | None:
        """Return what a short while ago was found behind a link, where nothing that it rests on has changed."""
        kept = self._kept(inquiry, link)
        if self._reports is None or kept is None or kept.generation != self.generation():
            return None
        if is_personal(inquiry, link, kept.evidence.link):
            return None
        if told:
            self._reports.told(ReportUse.KEPT)
        return inquiry.as_asked(kept.evidence, link)

    async def _evidence(
        self, inquiry: Inquiry, link: Link, found: Page | FetchError | None, generation: Hashable
    ) -> Evidence:
        """Return all that is known of a link whose page was read, was not, or (None) must not be."""
        if found is None:
            return await with_claims(inquiry, inquiry.unread(link))
        hurried = isinstance(found, FetchError) and found.gap.reason in _OF_THIS_CHECK
        if self._reports is None or hurried or is_personal(inquiry, link, found.link):
            return await with_claims(inquiry, _looked_at(inquiry, link, found))

        async def make() -> Kept:
            return await self._made(inquiry, link, found, generation)

        kept = await self._reports.made(key_of(inquiry, link), generation, make)
        return inquiry.as_asked(kept.evidence, link)

    async def _made(self, inquiry: Inquiry, link: Link, found: Page | FetchError, generation: Hashable) -> Kept:
        assert self._reports is not None  # noqa: S101 - the caller has asked
        earlier, now = self._kept(inquiry, link), self._clock()
        self._reports.told(ReportUse.AGAIN if earlier else ReportUse.MADE)
        plain = replace(link, forwarded=link.url)
        impersonal = inquiry.impersonal(plain)
        evidence = await with_claims(impersonal, _looked_at(impersonal, plain, without_way(found, plain)))
        read_at = earlier.read_at if earlier else (isinstance(found, Page) and found.fetched_at) or now
        until = read_at + lifetime(impersonal.weigh(evidence, now), now)
        return Kept(evidence, generation, read_at, until)


def _seconds_left(inquiry: Inquiry) -> float:
    return max(0.0, inquiry.ends - asyncio.get_running_loop().time())


def _has_words_to_ask(inquiry: Inquiry) -> bool:
    """Tell whether fact-checks are still to be asked about the message's own words."""
    return inquiry.knowledge.claims is not None and bool(inquiry.words.strip())


def _failed(link: Link, reason: GapReason) -> FetchError:
    return FetchError(link.url, Gap(GapStep.FETCH, reason), link)


def _looked_at(inquiry: Inquiry, link: Link, found: Page | FetchError) -> Evidence:
    return inquiry.failed(link, found) if isinstance(found, FetchError) else inquiry.read(found)
