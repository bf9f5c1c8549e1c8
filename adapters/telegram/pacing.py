"""Telegram's limits, kept a chat at a time: one chat's pause never holds up another's answer.

The FAQ for bots (core.telegram.org/bots/faq, "My bot is hitting limits") allows 30 messages a second in all, one a
second in a chat, and twenty a minute in a group. python-telegram-bot's own AIORateLimiter lets bursts above that
through and halts every chat on one ``retry_after``.

Where several programs write to the same chats they also count in the database (``bot.queue.Ledger``); what is counted
here is then the finer part of it, and all of it while the database is away.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Final, TypeVar

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.errors import StoreError
from bot.queue import Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.queue import Ledger

MARGIN: Final = 1.002
"""Windows are this much longer than Telegram's, since two clocks never agree: four times as much as one that is being
set right differs from true time at most (500 parts in a million, MAXFREQ of Linux's timex.h).

They begin when a call came back, not when it was made: however long calls travel, Telegram never sees more of them
within its own window.
"""

MESSAGES_PER_SECOND: Final = 30
"""To all chats together."""

SHARE: Final = 0.92
"""Of that which several programs take together: their calls travel apart from each other, and arrive in bunches."""

WINDOW_SECONDS: Final = 61.0
"""A group's minute, where several programs count: a second more for calls on their way."""

PATIENCE_SECONDS: Final = 900.0
"""The longest pause that is waited for; an answer that comes later than that helps nobody."""

MOST_PAUSES: Final = 10

COUNTED: Final = frozenset({"sendMessage", "editMessageText"})
"""Calls that Telegram counts against the limits."""

MOST_GATES: Final = 4_000
"""Chats in memory before those that have been quiet for a while are swept out."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Window:
    """At most so many calls in any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds * MARGIN
        self._times: deque[float] = deque(maxlen=most)

    def wait(self, now: float) -> float:
        """Return the seconds until the next call may be made."""
        if len(self._times) < (self._times.maxlen or 0):
            return 0.0
        return max(0.0, self._times[0] + self._seconds - now)

    def note(self, now: float) -> None:
        """Count a call."""
        self._times.append(now)

    def is_quiet(self, now: float) -> bool:
        """Tell whether no call of this window counts any more."""
        return not self._times or self._times[-1] + self._seconds <= now


class _Gate:
    """One chat: its calls go out in order."""

    def __init__(self, *, is_group: bool) -> None:
        self.lock = asyncio.Lock()
        self.windows = [Window(1, 1.0)] + ([Window(20, 60.0)] if is_group else [])
        self.paused_until = 0.0
        self.users = 0
        """Calls that hold or await the lock."""

    def wait(self, now: float, *, counted: bool) -> float:
        pause = self.paused_until - now
        return max(0.0, pause, *(window.wait(now) for window in self.windows if counted))

    def is_quiet(self, now: float) -> bool:
        return not self.users and self.paused_until <= now and all(window.is_quiet(now) for window in self.windows)


class Pacing(BaseRateLimiter[None]):
    """Lets calls through as fast as Telegram takes them, each chat in order, chats beside each other."""

    def __init__(
        self,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        *,
        most: int = MESSAGES_PER_SECOND,
        ledger: Ledger | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self._told = told
        """Hears of each time that Telegram asks to wait."""
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._ledger = ledger
        """Where other programs count as well; None where there are none."""
        self._counting: dict[asyncio.Task[None], str] = {}
        """Chats whose last message is being counted."""
        self._in_chat = Pace("telegram", 1 / (SHARE * most))
        self._in_group = Pace("telegram", 1 / (SHARE * most), most=20, window_seconds=WINDOW_SECONDS)
        self._gates: dict[str, _Gate] = {}
        self._overall = asyncio.Semaphore(most)
        """A place is free again a second after its call came back."""

    def pause_of(self, chat: int) -> float:
        """Return for how many seconds a chat takes no message of this program's."""
        gate = self._gates.get(str(chat))
        return gate.wait(self._now(), counted=True) if gate else 0.0

    async def counted(self, chat: int) -> None:
        """Wait until what was sent to a chat is counted, before another program may write to it."""
        await asyncio.gather(*(task for task, name in self._counting.items() if name == f"telegram:{chat}"))

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Finish counting."""
        await asyncio.gather(*self._counting)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - as the base class has it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:  # noqa: ANN401 - what Telegram answers
        """Make one call when its turn has come.

        Raises:
            RetryAfter: Telegram asked for more patience than an answer is worth.
        """
        del rate_limit_args

        async def call() -> Any:  # noqa: ANN401 - what Telegram answers
            return await callback(*args, **kwargs)

        gate = self._gate(str(data.get("chat_id", "")))
        if endpoint == "sendChatAction":
            # "Typing" that comes late says nothing, so it never waits and is left out where it would.
            busy = gate.users or gate.wait(self._now(), counted=True) or self._overall.locked()
            return True if busy else await call()
        if "chat_id" not in data:
            return await self._obeying(_Gate(is_group=False), call, counted=False)
        gate.users += 1
        try:
            async with gate.lock:
                counted = endpoint in COUNTED
                return await self._obeying(
                    gate, self._in_turn_of_all(data, call) if counted else call, counted=counted
                )
        finally:
            gate.users -= 1

    def _in_turn_of_all(
        self, data: dict[str, Any], call: Callable[[], Awaitable[Any]]
    ) -> Callable[[], Awaitable[Any]]:
        """Return a call that waits for its place among all programs'; the call itself where there are no others."""
        ledger = self._ledger
        if ledger is None:
            return call
        chat = str(data["chat_id"])
        pace = self._in_group if chat.startswith(("-", "@")) else self._in_chat
        name = f"{pace.platform}:{chat}"

        async def in_turn() -> Any:  # noqa: ANN401 - what Telegram answers
            wait = await _unless_away(ledger.reserve(name, pace), 0.0)
            if wait > PATIENCE_SECONDS:
                raise RetryAfter(int(wait))
            if wait > 0:
                await self._sleep(wait)
            try:
                return await call()
            finally:
                # Beside, not before: what was sent is recorded first, so that it is not sent twice.
                counting = asyncio.create_task(_unless_away(ledger.wrote(name, pace), None))
                self._counting[counting] = name
                counting.add_done_callback(self._counting.pop)

        return in_turn

    async def _obeying(self, gate: _Gate, call: Callable[[], Awaitable[Any]], *, counted: bool) -> Any:  # noqa: ANN401
        for _ in range(MOST_PAUSES):
            await self._turn(gate, counted=counted)
            try:
                return await (self._counted(gate, call) if counted else call())
            except RetryAfter as error:
                self._told()
                seconds = seconds_of(error)
                gate.paused_until = self._now() + seconds + 0.1
                _log.info("Telegram asks one chat to wait %.0f s", seconds)
                if seconds > PATIENCE_SECONDS:
                    raise
        return await call()

    async def _turn(self, gate: _Gate, *, counted: bool) -> None:
        while (wait := gate.wait(self._now(), counted=counted)) > 0:
            if wait > PATIENCE_SECONDS:
                raise RetryAfter(int(wait))
            await self._sleep(wait)

    async def _counted(self, gate: _Gate, call: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401
        # First come, first served; each chat waits here at most once at a time, which keeps it fair.
        await self._overall.acquire()
        try:
            return await call()
        finally:
            asyncio.get_running_loop().call_later(MARGIN, self._overall.release)
            for window in gate.windows:
                window.note(self._now())

    def _gate(self, chat: str) -> _Gate:
        gate = self._gates.get(chat)
        if gate is None:
            if len(self._gates) >= MOST_GATES:
                now = self._now()
                self._gates = {name: each for name, each in self._gates.items() if not each.is_quiet(now)}
            gate = self._gates[chat] = _Gate(is_group=chat.startswith(("-", "@")))
        return gate


async def _unless_away(counting: Awaitable[T], default: T) -> T:
    """A database that is away stops no answer: this program's own count then stands alone."""
    try:
        return await counting
    except StoreError as error:
        _log.debug("the limits are not counted together: %s", error)
        return default


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait; python-telegram-bot gives a number or a timedelta."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
