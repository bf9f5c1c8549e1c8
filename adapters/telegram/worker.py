"""One worker of many: chats are leased to it, answered in order, and given back.

A lease that is not renewed in time is anybody's. Whoever takes it over is told that a message may be half answered,
and completes that answer rather than giving a second one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache

from adapters.telegram.batch import batches, messages_of
from adapters.telegram.intake import recorded
from adapters.telegram.to_message import PLATFORM, holds_anything, key_of, number_of
from bot.errors import StoreError
from bot.logs import begin_check

if TYPE_CHECKING:
    import telegram

    from adapters.telegram.answering import Answering
    from adapters.telegram.batch import Batch
    from adapters.telegram.pacing import Pacing
    from bot.desk import Desk
    from bot.queue import Claim, Queue

CHATS_AT_ONCE: Final = 48
"""Chats that one worker answers side by side; its memory is bounded by that."""

CLAIMED_AT_ONCE: Final = 16
"""A worker takes so many at a time, so that others find something too."""

A_TURN: Final = 5
"""Messages that a chat has answered before others have their turn."""

FETCHED: Final = 15
"""Updates that are looked at for it: an album has ten pictures at the most."""

PATIENT_SECONDS: Final = 1.5
"""A chat that Telegram takes nothing for in so long goes back in line meanwhile."""

LOOK_SECONDS: Final = 0.5
"""How often an idle worker looks for work that nobody rang for."""

MOST_CUT_OFFS: Final = 10
"""An update at which so many workers in a row came to an end is given up: it may be what ended them."""

REMEMBERED: Final = 10_000

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Serving:
    claim: Claim
    leased_until: float
    """By the loop's clock; never later than the database has it."""
    task: asyncio.Task[None] | None = None


class Worker:
    """Claims chats and answers them until it is stopped."""

    def __init__(
        self,
        queue: Queue,
        leases: Queue,
        desk: Desk,
        bot: telegram.Bot,
        answering: Answering,
        pacing: Pacing,
        *,
        lease_seconds: float,
    ) -> None:
        self._queue = queue
        self._leases = leases
        """The same, by connections of its own: a renewal must not wait behind the answers that it is for."""
        self._desk = desk
        self._bot = bot
        self._answering = answering
        self._pacing = pacing
        self._lease_seconds = lease_seconds
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._serving: dict[str, _Serving] = {}
        self._answered: LRUCache[str, None] = LRUCache(REMEMBERED)
        """Numbers of updates that were answered and could not be marked so."""
        self._look = asyncio.Event()
        self._leasing = asyncio.Lock()
        """Claims and renewals, one at a time: a chat just claimed is not yet known as served."""
        self._ending = False
        self.is_working = False

    async def run(self, stop: asyncio.Event, end_seconds: float) -> None:
        """Answer until ``stop`` is set, then finish the messages in hand in so many seconds."""
        async with self._queue.bell() as bell:
            beside = [asyncio.create_task(work) for work in (self._hear(bell), self._keep_leases(), self._claim_on())]
            self.is_working = True
            await stop.wait()
            self.is_working, self._ending = False, True
            beside[2].cancel()
            try:
                await self._finish(end_seconds)
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)

    async def _finish(self, seconds: float) -> None:
        chats = tuple(self._serving)
        tasks = [serving.task for serving in self._serving.values() if serving.task]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            if late:
                _log.warning(
                    "some work was cut short; another worker, or this one after its restart, goes on with it"
                )
        await self._desk.kept(self._leases.let_go(self.name, chats), None)

    # --- leases ---------------------------------------------------------------------------------------------

    async def _hear(self, bell: asyncio.Event) -> None:
        while True:
            await bell.wait()
            bell.clear()
            self._look.set()

    async def _claim_on(self) -> None:
        while True:
            self._look.clear()
            room = min(CHATS_AT_ONCE - len(self._serving), CLAIMED_AT_ONCE)
            if room <= 0 or await self._claim(room) < room:
                await _set_within(self._look, LOOK_SECONDS)

    async def _claim(self, most: int) -> int:
        async with self._leasing:
            leased_until = self._now() + self._lease_seconds
            claims = await self._desk.kept(self._leases.claim(PLATFORM, self.name, most, self._lease_seconds), ())
            for claim in claims:
                serving = _Serving(claim, leased_until)
                self._serving[claim.chat] = serving
                serving.task = asyncio.create_task(self._serve(serving))
        return len(claims)

    async def _keep_leases(self) -> None:
        """Renew three times in a lease's length; whatever is not ours any more is left where it is."""
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            async with self._leasing:
                try:
                    lost = await self._renewed()
                except StoreError as error:
                    _log.info("leases could not be renewed: %s", error)
                    lost = [each for each in self._serving.values() if each.leased_until < self._now()]
            self._leave(lost)

    async def _renewed(self) -> list[_Serving]:
        """Renew all leases, and return what another worker has taken over.

        Raises:
            StoreError: the database is away.
        """
        leased_until, serving = self._now() + self._lease_seconds, dict(self._serving)
        held = await self._leases.renew(self.name, self._lease_seconds)
        for chat in held & serving.keys():
            serving[chat].leased_until = leased_until
        # Held and not served: it could not be given back, or its claim came to nothing on the way here.
        await self._leases.let_go(self.name, held - serving.keys())
        lost = await self._leases.held_by_others([chat for chat in serving if chat not in held], self.name)
        return [serving[chat] for chat in lost]

    def _leave(self, lost: list[_Serving]) -> None:
        for serving in lost:
            if serving.task and not serving.task.done():
                _log.warning("a chat was taken over by another worker")
                serving.task.cancel()

    # --- one chat's turn ------------------------------------------------------------------------------------

    async def _serve(self, serving: _Serving) -> None:
        begin_check()
        claim = serving.claim
        try:
            emptied, pause = await self._turn(serving)
            await self._pacing.counted(_number_of(claim.chat))
            await self._queue.release(claim, self.name, emptied=emptied, pause_seconds=pause)
        except StoreError as error:
            # The lease runs out, and what was not marked as answered is looked at again.
            _log.info("a chat is given back when its lease runs out: %s", error)
        except Exception:
            _log.exception("a chat's turn failed")
        finally:
            if self._serving.get(claim.chat) is serving:
                del self._serving[claim.chat]
            self._look.set()

    async def _turn(self, serving: _Serving) -> tuple[bool, float]:
        """Answer what waits; return whether all was, and for how long nobody need look again.

        Raises:
            StoreError: the database is away.
        """
        claim = serving.claim
        waiting, is_all = await self._waiting(claim.chat)
        if claim.cut_offs >= MOST_CUT_OFFS and waiting:
            await self._give_up(waiting.pop(0))
        most = 1 if claim.cut_offs else A_TURN
        for batch in waiting[:most]:
            if self._ending or serving.leased_until < self._now():
                return False, 0.0
            pause = self._pacing.pause_of(_number_of(claim.chat))
            if pause > PATIENT_SECONDS:
                return False, pause
            if (more := batch.wait(self._desk.clock())) > 0:
                return False, more
            await self._answer(batch, again=claim.cut_offs > 0)
        return is_all and len(waiting) <= most, 0.0

    async def _waiting(self, chat: str) -> tuple[list[Batch], bool]:
        """Return what waits in a chat, and whether that is all."""
        payloads = await self._queue.updates_of(chat, FETCHED)
        read = []
        for each in payloads:
            update = recorded(each.payload, self._bot)
            if update is None or each.id in self._answered:
                await self._mark(each.id)
            else:
                self._answering.note(update)
                read.append((update, each.received_at))
        found = list(batches(read))
        is_all = len(payloads) < FETCHED
        if not is_all and len(found) > 1 and found[-1].album:
            found.pop()  # more of its pictures may be behind
        return found, is_all

    async def _answer(self, batch: Batch, *, again: bool) -> None:
        if again or not await self._is_late_picture(batch):
            await self._answering.answer(batch.updates, again=again)
        for update in batch.updates:
            self._answered[str(update.update_id)] = None
        for update in batch.updates:
            await self._mark(str(update.update_id))

    async def _is_late_picture(self, batch: Batch) -> bool:
        """Tell whether an album was answered already, and this brings no words to it."""
        messages = messages_of(batch.updates)
        if not batch.album or any(message.caption for message in messages if holds_anything(message)):
            return False
        chat = f"{PLATFORM}:{messages[0].chat.id}"
        return await self._desk.kept(self._desk.store.answer_to(chat, key_of(messages[0])), None) is not None

    async def _give_up(self, batch: Batch) -> None:
        _log.error("update %s is given up: %d workers ended at it", batch.updates[0].update_id, MOST_CUT_OFFS)
        for update in batch.updates:
            await self._mark(str(update.update_id))

    async def _mark(self, number: str) -> None:
        await self._queue.finish_update(PLATFORM, number, self._desk.clock())
        self._answered.pop(number, None)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _number_of(chat: str) -> int:
    """Return Telegram's number of a chat, or of the one that it is a part of."""
    return number_of(chat.partition("/")[0])


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
