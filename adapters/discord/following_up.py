"""News of old answers in Discord: where each of them stands, and when it is looked for any."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from adapters.discord.delivery import ChannelDelivery
from adapters.discord.places import PLATFORM, PRIVATE
from bot.follow_up import EVERY_SECONDS, FollowUps, Place
from bot.jobs import Job
from bot.model import ConversationKind

if TYPE_CHECKING:
    import discord

    from bot.desk import Desk
    from bot.state import Answer, FollowUpStore


READY_SECONDS: Final = 0.5
"""How often it is looked whether Discord is reached."""


def follow_ups(desk: Desk, store: FollowUpStore, client: discord.Client) -> Job:
    """Return the telling of news, for the one program that does what comes round, whichever shards it has."""

    def find(answer: Answer) -> Place | None:
        return place_of(client, answer)

    news = FollowUps(desk, store, PLATFORM, find)

    async def work() -> None:
        # What is begun before Discord is reached would be noted as told, and lost.
        while not client.is_ready():  # noqa: ASYNC110 - before the login discord.py has nothing to wait for
            await asyncio.sleep(READY_SECONDS)
        await news.run()

    return Job("follow-ups", EVERY_SECONDS, work)


def place_of(client: discord.Client, answer: Answer) -> Place | None:
    """Return the channel of an answer, which is replied to; None where one person alone could see it.

    Mop's own answer is replied to: a command that was answered has left no message.
    """
    *around, channel = answer.chat.removeprefix(f"{PLATFORM}:").split("/")
    if channel == PRIVATE or not answer.answer.isdigit():
        return None
    server = int(around[0]) if around else None
    there = client.get_partial_messageable(int(channel), guild_id=server)
    kind = ConversationKind.SERVER if server else ConversationKind.DIRECT
    return Place(ChannelDelivery(there.get_partial_message(int(answer.answer))), kind)
