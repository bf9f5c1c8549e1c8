"""Updates on their way in: recorded before they are acknowledged, once each, and found again after a restart."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

import telegram
from cachetools import LRUCache

from adapters.telegram.ordinary import Ordinary, ordinary, plain_words
from adapters.telegram.sent import read
from adapters.telegram.to_message import PLATFORM, chat_id
from bot.errors import StoreError
from bot.state import WaitingUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.telegram.ordinary import AnyUpdate
    from bot.desk import Desk

REMEMBERED_UPDATES: Final = 50_000
"""Numbers of updates that are known in memory, for a time in which the database is away."""

_log = logging.getLogger(__name__)


class Intake:
    """Takes updates in; what is handed on is recorded until ``finish``."""

    def __init__(self, bot: telegram.Bot, desk: Desk, hand_on: Callable[[AnyUpdate, bool], None]) -> None:
        self._bot = bot
        self._desk = desk
        self._hand_on = hand_on
        """Told the update, and whether it was taken up before a restart already."""
        self._seen: LRUCache[int, None] = LRUCache(REMEMBERED_UPDATES)
        self._unmarked: LRUCache[str, None] = LRUCache(REMEMBERED_UPDATES)
        """Updates that were answered while the database was away."""

    async def take(self, raw: bytes) -> None:
        """Record an update and hand it on; talk, one delivered twice, and one not understood are dropped.

        Raises:
            ValueError: it is no JSON.
        """
        update = read_update(raw, self._bot, self._desk.checker.is_talk)
        if update is None or update.update_id in self._seen:
            return
        self._seen[update.update_id] = None
        if not is_lasting(update):
            self._hand_on(update, False)
            return
        waiting = WaitingUpdate(PLATFORM, str(update.update_id), whose(update), raw.decode(), self._desk.clock())
        if await self._desk.kept(self._desk.store.take_update(waiting), default=True):
            self._hand_on(update, False)
        else:
            _log.debug("update %s came twice", update.update_id)

    async def take_up_left_over(self) -> None:
        """Hand on what was recorded before the restart and never answered, oldest first."""
        for waiting in await self._desk.kept(self._desk.store.waiting_updates(PLATFORM), ()):
            update = recorded(waiting.payload, self._bot)
            if update is None:
                await self._mark([waiting.id])
            elif update.update_id not in self._seen:
                self._seen[update.update_id] = None
                self._hand_on(update, True)

    async def finish(self, updates: Sequence[AnyUpdate]) -> None:
        """Mark updates as answered, which deletes their payload; while the database is away, later."""
        await self._mark([str(update.update_id) for update in updates if is_lasting(update)])

    async def _mark(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            self._unmarked[number] = None
        for number in list(self._unmarked):
            try:
                await self._desk.store.finish_update(PLATFORM, number, self._desk.clock())
            except StoreError as error:
                _log.debug("update %s is marked as answered later: %s", number, error)
                return
            self._unmarked.pop(number, None)


def read_update(
    raw: bytes, bot: telegram.Bot, is_talk: Callable[[str], bool] = lambda words: False
) -> AnyUpdate | None:
    """Return an update; None for talk, for what is none, or of a shape that is not known yet.

    Args:
        raw: JSON as it was sent.
        bot: given to what the library makes.
        is_talk: tells of words without a link whether nothing would be said of them (``Checker.is_talk``).

    Raises:
        ValueError: it is no JSON.
    """
    sent = read(raw)
    if sent is not None:
        words = plain_words(sent)
        if words and is_talk(words):
            return None
        if (found := ordinary(sent)) is not None:
            return found
    return _whole(_parsed(raw), bot)


def recorded(payload: str, bot: telegram.Bot) -> AnyUpdate | None:
    """Return an update that was recorded; None where it is spoilt, or is not understood any more."""
    try:
        return read_update(payload.encode(), bot)
    except ValueError:
        return None


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 - whatever the other side sent
    try:
        return json.loads(raw.decode())
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _whole(raw: Any, bot: telegram.Bot) -> telegram.Update | None:  # noqa: ANN401 - whatever the other side sent
    """Return an update with everything in it, as the library reads it."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    # The library takes any value for a number; a list or a float would be remembered, or fail, further on.
    if type(number) is not int:
        _log.warning("an update without a number is not understood")
        return None
    try:
        return telegram.Update.de_json(raw, bot)
    except Exception as error:
        # The library raises whatever a wrong shape leads to.
        _log.warning("update %s is not understood: %s", number, type(error).__name__)
        return None


def is_lasting(update: AnyUpdate) -> bool:
    """Tell whether an update is worth answering after a restart; whoever types ``@bot`` types on by then."""
    return isinstance(update, Ordinary) or update.inline_query is None


def whose(update: AnyUpdate) -> str:
    """Return the chat in whose turn an update is answered; for whoever types ``@bot`` it is one of their own."""
    if isinstance(update, Ordinary):
        return update.message.conversation.id
    if update.inline_query:
        return f"{chat_id(update.inline_query.from_user.id)}/inline"
    return chat_id(update.effective_chat.id if update.effective_chat else 0)
