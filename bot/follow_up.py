"""News of a link that nothing was known of: the chat that asked is told once, when a list or a fact-check has it.

Quiet by rule: at most one such message a chat and hour, only what deserves a warning, only where Mop may speak
unasked, and at the time of day at which it was asked, since nobody tells a bot when people sleep. Noted before it is
sent: a program killed between the two loses that one message, and none is ever sent twice.
"""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache

from bot.desk import later, with_wholes
from bot.errors import PlatformError
from bot.model import ConversationKind, Mode
from bot.policy import deserves_warning
from bot.reply import compose
from bot.state import Answer

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.desk import Delivery, Desk
    from bot.locales import Localizer
    from bot.model import Reply, Report
    from bot.state import FollowUpStore

REMEMBERED: Final = timedelta(days=30)
"""As long as answers are kept."""

QUIET: Final = timedelta(hours=1)
"""Between two follow-ups in one chat."""

AROUND: Final = timedelta(hours=4)
"""Told this much earlier or later in the day than it was asked, at the most."""

EVERY_SECONDS: Final = 600.0
"""How often there may be news to tell."""

MOST_AT_ONCE: Final = 200
"""Follow-ups of one run, so that news of a well-known site leaves room for answers."""

MOST_WAITING: Final = 20_000
"""Answers with news in memory; what is beyond is found again after the next update."""

MOST_LINKS: Final = 50_000
"""Links, and chats, remembered during a look; one that is asked about in many chats is looked up once."""

BATCH: Final = 500
BREATH: Final = 25
"""Links looked up in a row before other work has its turn; each takes about a third of a millisecond."""

_SILENT: Final = frozenset({Mode.OFF, Mode.ASKED})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an old answer stands."""

    delivery: Delivery
    """Sends as a reply to the message that was asked about."""
    kind: ConversationKind


class Became(enum.Enum):
    """What became of one piece of news."""

    TOLD = "told"
    NEEDLESS = "needless"
    """Nobody to tell, or nothing that this chat wants to hear; looked at again when what is known changes."""
    WAITING = "waiting"
    """The chat was told something a short while ago."""


PlaceOf = Callable[[Answer], "Place | None"]
"""Where to tell the news of an answer; None where nobody can (it was shown to one person alone)."""


class FollowUps:
    """News of old answers, for one platform. Any number of processes may run it; each chat is told once.

    Args:
        desk: what is known now, and what chats chose.
        store: answers.
        platform: such as ``telegram``.
        place_of: where an answer stands.
    """

    def __init__(self, desk: Desk, store: FollowUpStore, platform: str, place_of: PlaceOf) -> None:
        self._desk = desk
        self._store = store
        self._platform = platform
        self._place_of = place_of
        self._looked: Hashable = None
        self._waiting: list[Answer] = []
        self._known: LRUCache[tuple[Hashable, str], bool] = LRUCache(MOST_LINKS)
        self._last: LRUCache[str, datetime] = LRUCache(MOST_LINKS)

    async def run(self) -> None:
        """Look for news where what is known has changed, and tell what may be told now.

        Raises:
            StoreError: the database is away; what is left is told the next time.
        """
        generation = self._desk.checker.generation()
        if generation != self._looked:
            self._waiting = await self._with_news()
            self._looked = generation
        self._waiting = await self._told(self._waiting)

    # --- looking ------------------------------------------------------------------------------------------

    async def _with_news(self) -> list[Answer]:
        """Return answers of the last month of whose link something is known by now, oldest first."""
        since = self._desk.clock() - REMEMBERED
        found: list[Answer] = []
        last: Answer | None = None
        while answers := await self._store.unknown_answers(self._platform, since, last, BATCH):
            last = answers[-1]
            found += [answer for answer in answers if await self._has_news(answer)]
            if len(found) >= MOST_WAITING:
                break
        return found[:MOST_WAITING]

    async def _has_news(self, answer: Answer) -> bool:
        """Tell it of the page that was reached, which stands last: the way there was known when it was answered."""
        if not answer.urls:
            return False
        generation, url = self._desk.checker.generation(), answer.urls[-1]
        if (generation, url) not in self._known:
            report = await self._desk.checker.known_of(url, answer.language)
            self._known[generation, url] = _deserving(report) is not None
            if not self._known.currsize % BREATH:
                await asyncio.sleep(0)
        return self._known[generation, url]

    # --- telling ------------------------------------------------------------------------------------------

    async def _told(self, waiting: list[Answer]) -> list[Answer]:
        """Tell what may be told now; return what must wait."""
        told, left = 0, list[Answer]()
        for answer in waiting:
            now = self._desk.clock()
            may = told < MOST_AT_ONCE and is_time_of_day(answer.at, now) and self._is_quiet(answer, now)
            became = await self._tell(answer, now) if may else Became.WAITING
            told += became is Became.TOLD
            if became is Became.WAITING and answer.at > now - REMEMBERED:
                left.append(answer)
        return left

    def _is_quiet(self, answer: Answer, now: datetime) -> bool:
        last = self._last.get(with_wholes(answer.chat)[-1])
        return last is None or last <= now - QUIET

    async def _tell(self, answer: Answer, now: datetime) -> Became:
        place, whole = self._place_of(answer), with_wholes(answer.chat)[-1]
        if place is None:
            return Became.NEEDLESS
        desk = self._desk
        settings = await desk.settings_of(answer.chat, place.kind)
        if settings.mode in _SILENT:
            return Became.NEEDLESS
        local = await desk.local_ratings_of(answer.chat)
        report = _deserving(await desk.checker.known_of(answer.urls[-1], answer.language, local))
        if report is None:
            return Became.NEEDLESS
        if not await self._store.begin_follow_up(answer, whole, now, now - QUIET):
            return Became.WAITING
        self._last[whole] = now
        sentences = desk.sentences_for(settings, answer.language)
        try:
            sent = await place.delivery.send(news(report, sentences, place.kind, answer.at), sentences)
        except PlatformError as error:
            _log.info("a chat cannot be told news of a link: %s", error)
            return Became.TOLD
        await desk.keeping.write(partial(desk.store.keep_answer, _kept(answer, sent, report, now)))
        return Became.TOLD


def news(report: Report, sentences: Localizer, kind: ConversationKind, asked_at: datetime) -> Reply:
    """Return what is said of a link that nothing was known of: what is known now, and when it was asked."""
    reply = compose(report, sentences, kind)
    return replace(reply, headline=sentences.text("follow-up", news=reply.headline, date=asked_at.date()))


def is_time_of_day(asked_at: datetime, now: datetime) -> bool:
    """Tell whether it is about the time of day at which somebody asked: then people are awake there."""
    apart = (now - asked_at) % timedelta(days=1)
    return min(apart, timedelta(days=1) - apart) <= AROUND


def _deserving(report: Report) -> Report | None:
    """Return a report with its warnings alone; None where it has none."""
    verdicts = tuple(verdict for verdict in report.verdicts if deserves_warning(verdict))
    return replace(report, verdicts=verdicts) if verdicts else None


def _kept(answer: Answer, sent: str, report: Report, now: datetime) -> Answer:
    """Return the follow-up as an answer of its own, so that its buttons work and it goes with its message."""
    outcome = report.verdicts[0].outcome.name
    return replace(answer, message=later(answer.message), answer=sent, outcome=outcome, at=now)
