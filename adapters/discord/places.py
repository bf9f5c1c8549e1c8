"""Where something was said in Discord, as the store knows it. Pure.

``discord:<server>/<channel>`` and ``discord:<server>/<channel>/<thread>``, so that a channel follows its own settings
and then its server's; ``discord:<channel>`` where there is no server. ``/private`` marks what one person alone sees.
"""

from __future__ import annotations

from typing import Final

import discord

from bot.model import Conversation, ConversationKind

PLATFORM: Final = "discord"

PRIVATE: Final = "private"

OFTEN_COMMUNITY: Final = "COMMUNITY"
"""Feature of servers whose preferred language somebody chose; every other one has en-US."""


def chat_of(server: int | None, channel: int, parent: int | None = None) -> str:
    """Return a conversation's id.

    Args:
        server: None in direct messages.
        channel: the channel or thread.
        parent: the channel of a thread; None for a channel.
    """
    inside = f"{parent}/{channel}" if parent else str(channel)
    return f"{PLATFORM}:{server}/{inside}" if server else f"{PLATFORM}:{inside}"


def whole_of(chat: str) -> str:
    """Return the server of a conversation, or the conversation itself where there is none."""
    return chat.partition("/")[0]


def channel_of(chat: str) -> str:
    """Return the channel of a conversation without its thread."""
    return "/".join(chat.split("/")[:2])


def person_id(user: discord.abc.User | int) -> str:
    """Return a person as the store knows them, which it does only where they file a dispute."""
    return f"{PLATFORM}:{user if isinstance(user, int) else user.id}"


def server_of(message: discord.Message | discord.PartialMessage) -> int | None:
    """Return the server of a message, also of one that Discord has not described yet; None where there is none."""
    if message.guild is not None:
        return message.guild.id
    number = getattr(message.channel, "guild_id", None)
    return number if isinstance(number, int) else None


def place_of_message(message: discord.Message) -> Conversation:
    """Return where a message was said."""
    server = server_of(message)
    kind = ConversationKind.SERVER if server else ConversationKind.DIRECT
    return Conversation(chat_of(server, message.channel.id, _parent(message.channel)), kind)


def place_of_deletion(client: discord.Client, server: int | None, channel: int) -> Conversation:
    """Return where a message stood of which only numbers are left."""
    guild = client.get_guild(server) if server else None
    known = guild.get_channel_or_thread(channel) if guild else None
    kind = ConversationKind.SERVER if server else ConversationKind.DIRECT
    return Conversation(chat_of(server, channel, _parent(known)), kind)


def place_of_interaction(interaction: discord.Interaction, *, private: bool) -> Conversation:
    """Return where somebody used a command or a button, and who sees the answer."""
    chat = chat_of(interaction.guild_id, interaction.channel_id or 0, _parent(interaction.channel))
    if is_with_bot(interaction):
        return Conversation(chat, ConversationKind.DIRECT)
    if private:
        return Conversation(f"{chat}/{PRIVATE}", ConversationKind.DIRECT)
    return Conversation(chat, ConversationKind.SERVER if interaction.guild_id else ConversationKind.GROUP)


def is_with_bot(interaction: discord.Interaction) -> bool:
    """Tell whether an interaction was used in the direct messages with Mop itself."""
    if interaction.guild_id is not None or interaction.context.private_channel:
        return False
    return interaction.context.dm_channel or isinstance(interaction.channel, discord.DMChannel)


def language_of(guild: discord.Guild | None) -> str:
    """Return the language that a server chose; "" where nobody chose one."""
    if guild is None or OFTEN_COMMUNITY not in guild.features:
        return ""
    return str(guild.preferred_locale)


def _parent(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None
