"""What the buttons under an answer do, once for every platform; they work after a restart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.display import harmless
from bot.errors import CommandError
from bot.model import Action, ConversationKind, Reply
from bot.reply import compose, details, report_it, share
from bot.state import Dispute

if TYPE_CHECKING:
    from bot.commands import Caller
    from bot.desk import Delivery, Desk
    from bot.locales import Localizer
    from bot.model import Report
    from bot.state import Answer

LONGEST_OBJECTION: Final = 1_000
"""Characters of a dispute that are kept."""


class Buttons:
    """Presses buttons; one for all chats of one process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def press(self, action: Action, answer_id: str, caller: Caller) -> Reply:
        """Return what a button shows.

        DETAILS is meant to take the answer's place; SHARE's headline is the whole text to forward; NOT_RIGHT files
        a dispute without words. DISMISS is ``dismiss``.

        Raises:
            CommandError: ``too-late``: the answer is no longer kept.
        """
        answer = await self._answer(answer_id, caller)
        if action is Action.NOT_RIGHT:
            return await self.object_to(answer_id, caller, "", "")
        report = await self._desk.recall(answer)
        sentences = await self._sentences(caller, answer)
        if action is Action.DETAILS:
            return self._with_dismiss(details(report, sentences), caller.kind)
        if action is Action.SHARE:
            return Reply(share(report, sentences), outcome=report.verdicts[0].outcome)
        return report_it(report, sentences)

    async def short(self, answer_id: str, caller: Caller) -> tuple[Report, Reply]:
        """Return the answer as it was before DETAILS was pressed, and the report behind it.

        Raises:
            CommandError: ``too-late``.
        """
        answer = await self._answer(answer_id, caller)
        report = await self._desk.recall(answer)
        return report, compose(report, await self._sentences(caller, answer), caller.kind)

    async def object_to(self, answer_id: str, caller: Caller, words: str, link: str) -> Reply:
        """File a dispute: what was said, what should be said, an optional link.

        Objecting to the same answer again adds to the dispute that is open, so that words can follow the button.

        Raises:
            CommandError: ``too-late``.
            StoreError: the dispute could not be kept.
        """
        answer = await self._answer(answer_id, caller)
        sentences = await self._sentences(caller, answer)
        words, link = harmless(words, LONGEST_OBJECTION), harmless(link, 300)
        thanks = Reply(sentences.text("dispute-thanks-words" if words else "dispute-thanks"))
        if await self._desk.store.add_to_dispute(answer.chat, answer.answer, caller.person, words, link):
            return thanks
        report = await self._desk.recall(answer)
        said = compose(report, sentences, caller.kind).headline
        await self._desk.store.file_dispute(
            Dispute(
                id=0,
                chat=answer.chat,
                answer=answer.answer,
                urls=answer.urls,
                outcome=answer.outcome,
                what_was_said=said,
                what_should_be_said=words,
                link=link,
                filed_by=caller.person,
                at=self._desk.clock(),
            )
        )
        return thanks

    async def dismiss(self, answer_id: str, caller: Caller, delivery: Delivery, *, posted_it: bool) -> None:
        """Take an answer away for good.

        Args:
            answer_id: the platform's id of the answer.
            caller: who pressed.
            delivery: where the answer is.
            posted_it: whether the caller posted the message that was answered.

        Raises:
            CommandError: ``not-yours``: neither the poster nor an admin.
        """
        if not (posted_it or caller.is_admin):
            raise CommandError("not-yours")
        await delivery.remove(answer_id)
        answer = await self._desk.kept(self._desk.store.answer_with_id(caller.chat, answer_id), None)
        if answer is not None:
            await self._desk.kept(self._desk.store.drop_answer(caller.chat, answer.message), None)

    async def _answer(self, answer_id: str, caller: Caller) -> Answer:
        answer = await self._desk.store.answer_with_id(caller.chat, answer_id)
        if answer is None:
            raise CommandError("too-late")
        return answer

    async def _sentences(self, caller: Caller, answer: Answer) -> Localizer:
        settings = await self._desk.settings_of(caller.chat, caller.kind)
        return self._desk.sentences_for(settings, answer.language)

    @staticmethod
    def _with_dismiss(reply: Reply, kind: ConversationKind) -> Reply:
        if kind is ConversationKind.DIRECT:
            return reply
        return replace(reply, actions=(*reply.actions, Action.DISMISS))
