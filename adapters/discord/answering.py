"""Messages, edits and deletions in channels, threads, forum posts and direct messages."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import discord
from cachetools import TTLCache

from adapters.discord.delivery import ChannelDelivery
from adapters.discord.failures import translated
from adapters.discord.places import place_of_deletion, place_of_message, server_of
from adapters.discord.to_message import holds_anything, to_message, without_mentions
from bot.errors import PlatformError, StoreError
from bot.links.find import addresses
from bot.model import Mode, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.images import Pictures
    from bot.desk import Desk
    from bot.turns import Turns

REMEMBERED_MESSAGES: Final = 20_000
REMEMBERED_SECONDS: Final = 3600.0

_log = logging.getLogger(__name__)


class Answering:
    """Answers messages; one for all servers of one process."""

    def __init__(self, client: discord.Client, desk: Desk, turns: Turns, *, passive: bool) -> None:
        self._client = client
        self._desk = desk
        self._turns = turns
        self._passive = passive
        self._seen: TTLCache[tuple[int, str], bool] = TTLCache(
            REMEMBERED_MESSAGES, REMEMBERED_SECONDS, timer=lambda: desk.clock().timestamp()
        )
        self.pictures: Pictures | None = None
        """Fetches what is attached; None where nobody is going to read it."""
        self.closing = False
        """True once no new work is taken on."""

    def heard(self, message: discord.Message, *, edit: str = "") -> None:
        """Take a message, or an edit of one, in hand.

        Args:
            message: as it stands now.
            edit: when it was changed, as Discord writes it; "" for a new one.
        """
        if self.closing or _is_no_persons(message) or (message.id, edit) in self._seen:
            return
        self._seen[message.id, edit] = True
        asked = self._asks(message)
        direct = server_of(message) is None
        if direct or asked or self._passive:
            work = self._ask if asked and not direct else self._hear
            self._submit(place_of_message(message).id, lambda: work(message, bool(edit)), owed=direct or asked)

    def deleted(self, server: int | None, channel: int, messages: set[int]) -> None:
        """Take away the answers to messages that are gone."""
        if self.closing:
            return
        place = place_of_deletion(self._client, server, channel)
        there = self._client.get_partial_messageable(channel, guild_id=server)

        async def work() -> None:
            for message in sorted(messages):
                delivery = ChannelDelivery(there.get_partial_message(message))
                await self._desk.message_deleted(place.id, str(message), delivery)

        self._submit(place.id, work, owed=False)

    def _submit(self, chat: str, work: Callable[[], Awaitable[None]], *, owed: bool) -> None:
        async def safely() -> None:
            try:
                await work()
            except PlatformError as error:
                _log.info("a message stays unanswered: %s", error)
            except StoreError as error:
                _log.error("a message could not be served without the database: %s", error)

        self._turns.submit(chat, safely, owed=owed)

    async def _hear(self, message: discord.Message, edited: bool) -> None:
        if edited or holds_anything(message):
            delivery = ChannelDelivery(message)
            said = to_message(message, pictures=self.pictures)
            await self._desk.hear(said, str(message.id), delivery, edited=edited)

    async def _ask(self, message: discord.Message, edited: bool) -> None:
        """Answer a message that mentions Mop: about the message it replies to, unless it brings a link itself."""
        target = None if edited or _has_link(message) else await self._replied_to(message)
        said = to_message(target or message, asked=True, pictures=self.pictures)
        delivery = ChannelDelivery(target or message)
        settings = await self._desk.settings_of(said.conversation.id, said.conversation.kind)
        sentences = self._desk.sentences_for(settings, said.language)
        if settings.mode is Mode.OFF:
            return
        if said.is_empty and not edited:
            await delivery.send(Reply(sentences.text("discord-mention-nothing")), sentences)
            return
        said = replace(said, conversation=place_of_message(message))
        await self._desk.hear(said, str((target or message).id), delivery, edited=edited)

    async def _replied_to(self, message: discord.Message) -> discord.Message | None:
        """Return the message that a message replies to; None where there is none, or it is Mop's own or gone."""
        reference = message.reference
        if reference is None or reference.type is not discord.MessageReferenceType.reply or not reference.message_id:
            return None
        found = reference.resolved
        if found is None:
            try:
                with translated("a message"):
                    found = await message.channel.fetch_message(reference.message_id)
            except PlatformError as error:
                _log.info("the message that was asked about cannot be read: %s", error)
        if not isinstance(found, discord.Message) or found.author == self._client.user:
            return None
        return found

    def _asks(self, message: discord.Message) -> bool:
        """Tell whether a message mentions Mop, or the role that Discord made for it.

        The mention must be in the words: every reply to an answer of Mop's notifies it as well.
        """
        me = self._client.user
        if me is not None and re.search(rf"<@!?{me.id}>", message.content):
            return True
        role = message.guild.self_role if message.guild else None
        return role is not None and f"<@&{role.id}>" in message.content


def _is_no_persons(message: discord.Message) -> bool:
    """Tell whether a bot, a webhook or Discord itself wrote it: bots that answer bots never stop."""
    return message.author.bot or message.webhook_id is not None or message.is_system()


def _has_link(message: discord.Message) -> bool:
    said = to_message(message, asked=True)
    return bool(said.hidden_urls) or any(addresses(without_mentions(said.text)))
