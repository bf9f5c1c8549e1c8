"""Who may use the admin commands of a group: its admins, anonymous ones, and the channel it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cachetools import TTLCache
from telegram.constants import ChatType

from adapters.telegram.failures import translated

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import telegram

REMEMBERED_SECONDS: Final = 60.0
"""How long a group's list of admins is trusted."""

REMEMBERED_CHATS: Final = 2_000


class Admins:
    """Knows the admins of groups, asking Telegram at most once a minute and group."""

    def __init__(self, bot: telegram.Bot, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._known: TTLCache[int, frozenset[int]] = TTLCache(
            REMEMBERED_CHATS, REMEMBERED_SECONDS, timer=lambda: clock().timestamp()
        )
        self._linked: TTLCache[int, int | None] = TTLCache(
            REMEMBERED_CHATS, REMEMBERED_SECONDS, timer=lambda: clock().timestamp()
        )

    async def wrote(self, message: telegram.Message) -> bool:
        """Tell whether an admin wrote ``message``; in a private chat everybody is their own admin.

        Raises:
            PlatformError: Telegram did not say.
        """
        chat, sender = message.chat, message.sender_chat
        if chat.type == ChatType.PRIVATE:
            return True
        if sender is not None:
            # An anonymous admin writes as the group itself; the linked channel's posts are its owners'.
            return sender.id == chat.id or sender.id == await self._linked_channel(chat.id)
        return message.from_user is not None and await self.is_admin(chat, message.from_user.id)

    async def is_admin(self, chat: telegram.Chat, person: int) -> bool:
        """Tell whether a person is an admin of a chat.

        Raises:
            PlatformError: Telegram did not say.
        """
        if chat.type == ChatType.PRIVATE:
            return True
        if chat.id not in self._known:
            with translated("the list of admins"):
                members = await self._bot.get_chat_administrators(chat.id)
                self._known[chat.id] = frozenset(member.user.id for member in members)
        return person in self._known.get(chat.id, frozenset())

    async def _linked_channel(self, chat: int) -> int | None:
        if chat not in self._linked:
            with translated("a chat's channel"):
                self._linked[chat] = (await self._bot.get_chat(chat)).linked_chat_id
        return self._linked.get(chat)
