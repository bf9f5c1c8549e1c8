"""One conversation's side of Mop, once for every platform: what is heard, whether to speak, what is kept.

An adapter hands over a Message with a Delivery; everything between is here. A database that is away never stops
an answer: the fault is logged once and the answer is given without what would have been remembered.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bot import policy
from bot.at_hand import SAYS_NOTHING, AnswersAtHand, AtHand, Found, found_in, stands_until
from bot.core import no_local_ratings
from bot.keeping import Keeping
from bot.local_ratings import local_ratings
from bot.locales import best_language, localizer
from bot.model import ChatSettings, ConversationKind, Note, Outcome, Reply
from bot.policy import Decision, Reason
from bot.reply import compose
from bot.reply.sources import cited
from bot.state import OPERATOR, Answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.core import Checker
    from bot.inquiry import LocalRatings
    from bot.locales import Localizer
    from bot.model import Message, Report
    from bot.state import Store

T = TypeVar("T")

DIRECT: Final = ConversationKind.DIRECT

UNASKED_EVERY: Final = timedelta(minutes=1)
"""At most one unasked answer a minute and chat: a group is for talking, not for reading a bot."""

SAME_LINK_FOR: Final = timedelta(days=1)
"""A link answered in a chat is not answered there again for a day."""

REMEMBERED_CHATS: Final = 10_000

_DEFAULTS: Final = {kind: ChatSettings(policy.default_mode(kind), mode_chosen=False) for kind in ConversationKind}

_log = logging.getLogger(__name__)


class Delivery(Protocol):
    """One place to answer: a chat, its thread, as a reply to one message."""

    @property
    def can_edit(self) -> bool:
        """Whether an answer can be completed in place; otherwise only the last word is sent."""

    async def busy(self) -> None:
        """Show that an answer is being made, where the platform can."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send an answer and return its id."""

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Put another text in the place of an answer."""

    async def remove(self, answer: str) -> None:
        """Delete an answer."""

    def link_to(self, answer: str) -> str:
        """Return a URL that leads to an answer; "" where the platform has none."""


class Desk:
    """Answers messages; one for all chats of one process."""

    def __init__(
        self,
        checker: Checker,
        store: Store,
        clock: Callable[[], datetime],
        *,
        language: str = "en",
        told_again: Callable[[str, Outcome], None] = lambda chat, outcome: None,
    ) -> None:
        self.checker = checker
        self.store = store
        self.clock = clock
        self.language = language
        self.told_again = told_again
        """Hears of each message that was answered without a check: its chat, and what came of it."""
        self._spoke_unasked: dict[str, datetime] = {}
        """When each chat last heard something unasked, within its minute, first one first."""
        self.at_hand = AnswersAtHand(clock, checker.generation)
        self.keeping = Keeping()
        """The store, whether it is there or not."""

    async def settings_of(self, chat: str, kind: ConversationKind) -> ChatSettings:
        """Return what the chat's admins chose, or the defaults of its kind.

        What was chosen for a part of a chat (a channel of a server) goes before what was chosen for the whole. A
        direct conversation within a chat, an answer that one person alone sees, takes only its ratings from there.
        """
        ask, store = self.keeping.recalled, self.store
        wholes = with_wholes(chat)
        asked = [(each, await ask(("settings", each), store.chat_settings(each), None)) for each in wholes]
        found = [settings for _, settings in asked if settings]
        if not found:
            return _DEFAULTS[kind]
        own = [settings for each, settings in asked if settings and (each == chat or kind is not DIRECT)]
        return ChatSettings(
            next((each.mode for each in own if each.mode_chosen), policy.default_mode(kind)),
            next((each.language for each in own if each.language), ""),
            tuple(rating for each in found for rating in each.local_ratings),
            mode_chosen=any(each.mode_chosen for each in own),
        )

    def sentences_for(self, settings: ChatSettings, reader_language: str) -> Localizer:
        """Return the sentences of a chat: its admins' choice, then the reader's language, then the operator's."""
        return localizer(best_language(settings.language, reader_language, self.language))

    async def hear(self, message: Message, message_id: str, delivery: Delivery, *, edited: bool = False) -> Decision:
        """Check a message and answer it where policy says so.

        Args:
            message: what was said.
            message_id: the platform's id of it.
            delivery: where the answer goes.
            edited: the message was changed: its answer is changed with it, or taken away.
        """
        kind = message.conversation.kind
        settings = await self.settings_of(message.conversation.id, kind)
        owed = message.asked or kind is ConversationKind.DIRECT
        refused = policy.refuses_unheard(settings.mode, owed=owed)
        if refused:
            return Decision(speak=False, reason=refused)
        hearing = _Hearing(self, message, message_id, delivery, settings, owed)
        return await hearing.answer_again() if edited else await hearing.answer()

    async def message_deleted(self, chat: str, message_id: str, delivery: Delivery) -> None:
        """Take away the answer to a message that its author took away."""
        for message in (message_id, later(message_id)):
            answer = await self.kept(self.store.answer_to(chat, message), None)
            if answer is not None:
                await delivery.remove(answer.answer)
                await self.keeping.write(partial(self.store.drop_answer, chat, message))

    async def recall(self, answer: Answer) -> Report:
        """Check again what an answer was about, for a button pressed under it; its words were never kept."""
        local = await self.local_ratings_of(answer.chat)
        return await self.checker.recall(answer.urls, answer.pattern_ids, answer.language, local)

    async def local_ratings_of(self, chat: str) -> LocalRatings:
        """Return the look-up of what this chat's admins and the operator say."""
        ask, store = self.keeping.recalled, self.store
        said = [await ask(("ratings", each), store.local_ratings(each), ()) for each in with_wholes(chat)]
        operators = await ask(("ratings", OPERATOR), store.local_ratings(OPERATOR), ())
        if not operators and not any(said):
            return no_local_ratings
        return local_ratings([rating for ratings in reversed(said) for rating in ratings], operators)

    def may_speak_unasked(self, chat: str) -> bool:
        """Tell whether the chat's minute has passed, and begin a new one."""
        spoke, now = self._spoke_unasked, self.clock()
        while spoke and (len(spoke) > REMEMBERED_CHATS or now - spoke[next(iter(spoke))] >= UNASKED_EVERY):
            del spoke[next(iter(spoke))]
        if chat in spoke:
            return False
        spoke[chat] = now
        return True

    async def kept(self, work: Awaitable[T], default: T) -> T:
        """Return what the store answers, or ``default`` while it is away; told in the log once."""
        return await self.keeping.kept(work, default)

    @property
    def store_is_away(self) -> bool:
        """Whether the last use of the store failed, for health."""
        return self.keeping.is_away


class _Hearing:
    """One message on its way to an answer."""

    def __init__(
        self, desk: Desk, message: Message, message_id: str, delivery: Delivery, settings: ChatSettings, owed: bool
    ) -> None:
        self._desk = desk
        self._message = message
        self._message_id = message_id
        self._delivery = delivery
        self._settings = settings
        self._owed = owed
        self._chat = message.conversation.id
        self._kind = message.conversation.kind
        self._sentences = desk.sentences_for(settings, message.language)
        self._forwarded: tuple[str, ...] = ()
        """The links before their redirects, so that the same link sent again is recognised."""

    async def answer(self) -> Decision:
        """Answer with what is at hand, or look into it."""
        local = await self._desk.local_ratings_of(self._chat)
        key = self._key(local)
        answer = self._desk.at_hand.get(key) if key else None
        if answer is None:
            return await self._look_into(local, key)
        refused = await self._refused(answer.first)
        if refused is not None:
            return refused
        decision = self._decide(answer.found)
        if decision.speak and answer.reply is None:  # nothing was said where these words were sent before
            return await self._look_into(local, key)
        self._desk.told_again(self._chat, answer.found.outcome)
        if _log.isEnabledFor(logging.INFO):
            _log.info(
                "at hand: %s; %s: %s", answer.found.outcome.name.lower(), _told(decision), decision.reason.value
            )
        return await self._speak(answer.found, decision, answer.reply)

    async def _look_into(self, local: LocalRatings, key: bytes) -> Decision:
        """Answer in one or two stages: what the lists know at once, what the page says by an edit."""
        desk, checker = self._desk, self._desk.checker
        generation = desk.at_hand.generation()
        opened = checker.opened(self._message, local)
        first = await checker.first(self._message, local, opened)
        known = found_in(first)
        reads_pictures = checker.reads_pictures_of(self._message)
        refused = await self._refused(known, reads_pictures=reads_pictures)
        if refused is not None:
            return refused
        sent = await self._send_first(first)
        if sent:
            # Kept before the page is read: after a crash in between, this answer is edited and not given twice.
            await self._keep(sent, known)
        _log.info("lists: %s", known.outcome.name.lower())
        report = first if first.complete else await checker.check(self._message, local, opened)
        found = known if report is first else found_in(report)
        decision = self._decide(found)
        if _log.isEnabledFor(logging.INFO):
            _log.info("checked: %s; %s: %s", _stages(report), _told(decision), decision.reason.value)
        if reads_pictures and not self._owed and not known.urls and await self._answered_before(found.urls):
            return Decision(speak=False, reason=Reason.ANSWERED_BEFORE)
        reply = self._reply(report) if sent or decision.speak else None
        if key and (until := stands_until(report)) is not None:
            desk.at_hand.keep(key, AtHand(known, found, reply, until), generation)
        if sent and reply is not None:
            await self._edit(sent, reply, unless_same_as=first)
        return await self._speak(found, decision, reply, sent)

    def _key(self, local: LocalRatings) -> bytes:
        """Return what the answer is kept under; b"" for one that is this chat's alone, or rests on pictures."""
        message = self._message
        if local is not no_local_ratings or message.images or message.unread_images or message.read_images:
            return b""
        return self._desk.at_hand.key(message, self._sentences.language)

    async def _refused(self, known: Found, *, reads_pictures: bool = False) -> Decision | None:
        """Return what is decided before any page is read; None to go on."""
        self._forwarded = known.urls
        if not self._owed and not known.has_substance and not reads_pictures:
            return Decision(speak=False, reason=Reason.NO_LINK)
        earlier = await self._answered_before(known.urls)
        return None if earlier is None else await self._point_to(earlier)

    def _decide(self, found: Found) -> Decision:
        return policy.decide_on(self._settings.mode, self._message, warns=found.warns, has_link=found.has_link)

    async def _speak(self, found: Found, decision: Decision, reply: Reply | None, sent: str = "") -> Decision:
        """Send the answer, unless it was sent already, and keep what is kept of it."""
        if not sent and decision.speak and reply is not None and self._may_speak(found):
            sent = await self._delivery.send(reply, self._sentences)
        elif not sent:
            await self._count(found)
            return Decision(speak=False, reason=decision.reason if not decision.speak else Reason.TOO_SOON)
        await self._keep(sent, found)
        await self._count(found)
        return decision

    async def answer_again(self) -> Decision:
        """Change the answer to a message that was edited; a message not answered before is heard as new."""
        desk = self._desk
        earlier = await desk.kept(desk.store.answer_to(self._chat, self._message_id), None)
        if earlier is None:
            return await self.answer()
        local = await desk.local_ratings_of(self._chat)
        report = await desk.checker.check(self._message, local)
        found = found_in(report)
        decision = self._decide(found)
        if decision.speak:
            await self._delivery.edit(earlier.answer, self._reply(report), self._sentences)
            await self._keep(earlier.answer, found)
            await self._count(found)
        else:
            await self._delivery.remove(earlier.answer)
            await desk.keeping.write(partial(desk.store.drop_answer, self._chat, self._message_id))
        return decision

    async def _answered_before(self, urls: Sequence[str]) -> Answer | None:
        """Return the day's earlier answer in this group that speaks of the links; direct messages repeat."""
        if self._kind is ConversationKind.DIRECT or not urls:
            return None
        since = self._desk.clock() - SAME_LINK_FOR
        found = None
        for url in urls:
            found = await self._desk.kept(self._desk.store.answer_about(self._chat, url, since), None)
            if found is None:
                return None
        return found

    async def _point_to(self, earlier: Answer) -> Decision:
        if not self._owed:
            return Decision(speak=False, reason=Reason.ANSWERED_BEFORE)
        url = self._delivery.link_to(earlier.answer)
        line = self._sentences.text("already-checked")
        notes = (Note(self._sentences.text("already-checked-there"), (cited(url),)),) if url else ()
        report = await self._desk.recall(earlier)
        full = self._reply(report)
        reply = Reply(line, notes, outcome=full.outcome) if url else full
        await self._delivery.send(reply, self._sentences)
        return Decision(speak=True, reason=Reason.ASKED)

    async def _send_first(self, first: Report) -> str:
        """Send what the lists know, where an answer is owed and they know something; return its id or ""."""
        if not self._owed:
            return ""
        await self._delivery.busy()
        if not self._delivery.can_edit or first.complete or first.verdicts[0].outcome in SAYS_NOTHING:
            return ""
        return await self._delivery.send(self._reply(first), self._sentences)

    async def _edit(self, sent: str, reply: Reply, unless_same_as: Report) -> None:
        if reply != self._reply(unless_same_as):
            await self._delivery.edit(sent, reply, self._sentences)

    def _may_speak(self, found: Found) -> bool:
        """Danger never waits for its turn."""
        if self._owed or found.outcome is Outcome.DANGEROUS:
            return True
        return self._desk.may_speak_unasked(self._chat)

    def _reply(self, report: Report) -> Reply:
        return compose(report, self._sentences, self._kind)

    async def _keep(self, sent: str, found: Found) -> None:
        now = self._desk.clock()
        answer = Answer(
            chat=self._chat,
            message=self._message_id,
            answer=sent,
            urls=found.urls
            if self._forwarded == found.urls
            else tuple(dict.fromkeys((*self._forwarded, *found.urls))),
            pattern_ids=found.pattern_ids,
            outcome=found.outcome.name,
            language=self._sentences.language,
            at=now,
            asked=self._message.asked,
        )
        await self._desk.keeping.write(partial(self._desk.store.keep_answer, answer))

    async def _count(self, found: Found) -> None:
        day, outcome = self._desk.clock().date(), found.outcome.name
        whole = with_wholes(self._chat)[-1]
        await self._desk.keeping.write(partial(self._desk.store.count, whole, day, outcome))


def later(message: str) -> str:
    """Return the number under which news told later of the answer to ``message`` is kept."""
    return f"{message}/later"


def with_wholes(chat: str) -> tuple[str, ...]:
    """Return a chat's id and those of the chats that it is a part of, innermost first."""
    if "/" not in chat:
        return (chat,)
    parts = chat.split("/")
    return tuple("/".join(parts[:length]) for length in range(len(parts), 0, -1))


def _told(decision: Decision) -> str:
    return "speaks" if decision.speak else "silent"


def _stages(report: Report) -> str:
    """Return what a check came to, for the log: figures and words of Mop's own, nothing of the message."""
    found = [verdict.evidence for verdict in report.verdicts]
    gaps = sorted({gap.reason.value for evidence in found for gap in evidence.gaps})
    return (
        f"{report.verdicts[0].outcome.name.lower()}, {sum(evidence.link is not None for evidence in found)} links,"
        f" {sum(evidence.page is not None for evidence in found)} pages read,"
        f" {sum(len(evidence.claim_matches) for evidence in found)} fact-checks, gaps: {' '.join(gaps) or 'none'}"
    )
