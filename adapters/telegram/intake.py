"""Updates on their way in: recorded before they are acknowledged, once each, and found again after a restart."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

import telegram

from adapters.telegram.to_message import PLATFORM, chat_id
from bot.state import WaitingUpdate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.desk import Desk

_log = logging.getLogger(__name__)


class RecordingQueue(asyncio.Queue[object]):
    """The queue that python-telegram-bot's Updater fills; its next getUpdates acknowledges what was put.

    ``put`` returns only when the update stands in the store, so that one that was never answered because the
    process died is found there after the restart. One delivered twice is dropped here.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    async def put(self, update: object) -> None:
        """Record an update and put it in the queue; without a database it is answered all the same."""
        if isinstance(update, telegram.Update):
            waiting = as_waiting(update, self._desk.clock())
            if not await self._desk.kept(self._desk.store.take_update(waiting), default=True):
                _log.debug("update %s came twice", update.update_id)
                return
        await super().put(update)


def as_waiting(update: telegram.Update, now: datetime) -> WaitingUpdate:
    """Return an update as the store keeps it until it is answered."""
    chat = update.effective_chat
    person = update.effective_user
    whose = chat.id if chat else person.id if person else 0
    return WaitingUpdate(PLATFORM, str(update.update_id), chat_id(whose), update.to_json(), now)


async def left_over(desk: Desk, bot: telegram.Bot) -> list[telegram.Update]:
    """Return updates that were recorded before the restart and never answered, oldest first."""
    waiting = await desk.kept(desk.store.waiting_updates(PLATFORM), ())
    return [telegram.Update.de_json(json.loads(each.payload), bot) for each in waiting]


async def finish(desk: Desk, update: telegram.Update, clock: Callable[[], datetime]) -> None:
    """Mark an update as answered, which deletes its payload."""
    await desk.kept(desk.store.finish_update(PLATFORM, str(update.update_id), clock()), None)
