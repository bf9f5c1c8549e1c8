"""Inline mode: ``@bot URL`` in any chat shows the answer as a card to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cachetools import LRUCache
from telegram import InlineQueryResultArticle, InputTextMessageContent
from telegram.constants import ParseMode

from adapters.telegram.failures import if_still_there
from adapters.telegram.render import render
from adapters.telegram.service import language_of
from bot.display import cut
from bot.model import ChatSettings, Conversation, Message, Mode, Outcome
from bot.reply import compose

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.service import Service

CACHE_SECONDS: Final = 300
"""How long Telegram may show the same card to the same person."""


class Inline:
    """Answers inline queries."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._newest: LRUCache[int, str] = LRUCache(10_000)
        """Person -> the query they typed last; an older one is of no use to anybody."""

    def note(self, query: telegram.InlineQuery) -> None:
        """Remember a query as its person's newest, as soon as it comes."""
        self._newest[query.from_user.id] = query.id

    async def take(self, query: telegram.InlineQuery) -> None:
        """Show a card, or none where there is nothing to check; a query that was typed on is left.

        Raises:
            PlatformError: Telegram did not take it.
        """
        if self._newest.get(query.from_user.id, query.id) != query.id:
            return
        language = language_of(query.from_user)
        message = Message(query.query, language=language, conversation=Conversation(""), asked=True)
        first = await self._service.desk.checker.first(message)
        worth_it = first.verdicts[0].evidence.link or first.verdicts[0].outcome is not Outcome.NOTHING_FOUND
        results = [await self._card(message)] if worth_it else []
        with if_still_there("an inline query"):
            await self._service.bot.answer_inline_query(query.id, results, cache_time=CACHE_SECONDS, is_personal=True)

    async def _card(self, message: Message) -> InlineQueryResultArticle:
        desk = self._service.desk
        sentences = desk.sentences_for(ChatSettings(Mode.ALWAYS), message.language)
        local = await desk.local_ratings_of("")
        reply = compose(await desk.checker.check(message, local), sentences)
        rendered = render(reply, sentences)
        return InlineQueryResultArticle(
            id="answer",
            title=cut(reply.headline, 120),
            description=cut(reply.notes[0].text, 200) if reply.notes else None,
            input_message_content=InputTextMessageContent(
                rendered.text, parse_mode=ParseMode.HTML, link_preview_options=rendered.preview.options
            ),
        )
