"""Mop is added to a chat, removed from it, blocked or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from adapters.telegram.failures import translated
from adapters.telegram.service import language_of
from adapters.telegram.to_message import chat_id

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.service import Service

GROUPS: Final = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})

_ABSENT: Final = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


async def take(service: Service, change: telegram.ChatMemberUpdated) -> None:
    """Greet a group once; begin to forget a chat that removed Mop.

    Raises:
        PlatformError: the greeting could not be sent.
    """
    desk, chat = service.desk, chat_id(change.chat.id)
    was, is_now = _is_there(change.old_chat_member), _is_there(change.new_chat_member)
    if was and not is_now:
        await desk.kept(desk.store.chat_left(chat, desk.clock()), None)
    elif is_now and not was:
        is_new = await desk.kept(desk.store.chat_joined(chat, desk.clock()), default=False)
        if is_new and change.chat.type in GROUPS:
            sentences = await service.sentences(change.chat, language_of(change.from_user))
            with translated("a greeting"):
                await service.bot.send_message(
                    change.chat.id, sentences.text("welcome-group"), disable_notification=True
                )


def _is_there(member: telegram.ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in _ABSENT
