"""A message whose source is in the lists: the update's bytes in, the answer's bytes out; and talk, let go."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar, cast

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, right
from bot.catalogue import Catalogue
from bot.catalogue.build import Tables
from bot.catalogue.lists import mapped
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.shelf import Lists
from bot.catalogue.lists.subscription import Format, Subscription
from bot.catalogue.rows import Pattern, Rater, Reading
from bot.core import Checker
from bot.desk import Desk
from bot.inquiry import Knowledge
from bot.keeping import Keeping
from bot.locales import localizer
from bot.model import Authority, Page, Reliability
from bot.patterns import Matcher
from bot.report_cache import Reports
from bot.settings import Settings
from bot.startup import claims_stamps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence

    from telegram.ext import Application

    from bot.model import Link
    from bot.state import Store

    Work = Callable[[Sequence[bytes]], Coroutine[Any, Any, None]]

T = TypeVar("T")

LIST, WORD = "made-list", "not to be relied on"
HOSTS, PHRASES = 1_000_000, 10_000
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GROUP = -1_001_234_567_890
PERSON = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
TALK = "I will be there at half past eight, can you bring the salad and some bread? Ann said that she comes later"
WORDS = "Look at this, have you heard what they decided now?"
AT_ONCE = 50

_numbers = itertools.count(1)


def measure(scale: Scale) -> Iterator[Figure]:
    """Answer links that were looked into a minute ago, then the same words in other groups; then hear people talk."""
    size, phrases, at_once = (200, 50, 2) if scale is Scale.TINY else (HOSTS, PHRASES, AT_ONCE)
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        mop = Mop(opened(Path(folder), size, phrases))
        others = [update(f"{WORDS} https://{listed(0)}/2026/{number}", -number) for number in range(1, at_once + 1)]
        same = [update(f"{WORDS} https://{listed(0)}/2026/story", -number) for number in range(1, at_once + 1)]
        talk = [update(TALK)] * at_once
        for raw in (others[0], same[0]):
            right(WORD in runner.run(mop.answered(raw)).decode(), True, "the rater's word in the answer")
        right([mop.is_let_go(raw) for raw in (talk[0], same[0])], [True, False], "talk is let go, and only talk")
        application = runner.run(_application())
        for name, raws, work, goal in (
            (f"answered, {size:,} hosts, {phrases:,} phrases", others, mop.anew, Goal(0.5, 0.1)),
            ("the same words again, another group", same, mop.again, Goal(0.5, 0.1)),
            ("of that: read, found at hand, put together", same, mop.steps, None),
            ("talk in a group, let go", talk, mop.let_go, None),
        ):
            ours, peer = in_turn(
                scale.rounds, _each_time(runner, work, raws), _each_time(runner, _handling(application), raws)
            )
            yield Figure(name, 1e6 * ours / at_once, "us", 1e6 * peer / at_once, goal)


class Mop:
    """``mop telegram`` from an update's bytes to the body of the call that answers it, but for database and network.

    Each update is read, answered and sent by what answers it in earnest; only what asks the database is told at once
    that it knows nothing, and what would go to Telegram is left.
    """

    def __init__(self, checker: Checker) -> None:
        from adapters.telegram.network import MopBot  # noqa: PLC0415 - so that whoever measures less need not pay

        class Offline(MopBot):
            async def send(self, chat: int, body: bytes) -> int:
                del chat
                sent.append(body)
                return 1

        self.sent: list[bytes] = []
        sent = self.sent
        self._bot = Offline("1:mop", "http://127.0.0.1:1/bot")
        self._checker = checker
        self._desk = self._opened()

    async def answered(self, raw: bytes) -> bytes:
        """Return the body of the call that answers an update, in a group that heard nothing for a minute."""
        await self._answer([raw], at_hand=True)
        return self.sent.pop()

    async def anew(self, raws: Sequence[bytes]) -> None:
        """Answer each update with nothing at hand but what was found behind its link."""
        await self._answer(raws, at_hand=False)
        self._all_sent(raws)

    async def again(self, raws: Sequence[bytes]) -> None:
        """Answer each update, whose words were answered before, in a group that heard nothing for a minute."""
        await self._answer(raws, at_hand=True)
        self._all_sent(raws)

    async def steps(self, raws: Sequence[bytes]) -> None:
        """Do of ``again`` only what makes an answer's bytes of an update's, without the desk's rules and records."""
        from adapters.telegram.body import body  # noqa: PLC0415
        from adapters.telegram.intake import read_update  # noqa: PLC0415

        at_hand, sentences = self._desk.at_hand, localizer("en")
        for raw in raws:
            read: Any = read_update(raw, self._bot, self._checker.is_talk)
            answer = at_hand.get(at_hand.key(read.message, sentences.language))
            if answer is not None and answer.reply is not None:
                said = self._bot.contents.of(answer.reply, sentences)
                self.sent.append(body(read.target.chat, read.target, said))
        self._all_sent(raws)

    async def let_go(self, raws: Sequence[bytes]) -> None:
        """Hear people talk."""
        for raw in raws:
            self.is_let_go(raw)

    def is_let_go(self, raw: bytes) -> bool:
        """Tell whether an update is dropped before it is recorded."""
        from adapters.telegram.intake import read_update  # noqa: PLC0415

        return read_update(raw, self._bot, self._checker.is_talk) is None

    def _opened(self) -> Desk:
        desk = Desk(self._checker, cast("Store", _NoStore()), lambda: NOW)
        desk.keeping = _NoDatabase()
        return desk

    async def _answer(self, raws: Sequence[bytes], *, at_hand: bool) -> None:
        from adapters.telegram.intake import read_update  # noqa: PLC0415
        from adapters.telegram.opening import answering_of  # noqa: PLC0415

        before, self._desk = self._desk, self._opened()
        if at_hand:
            self._desk.at_hand = before.at_hand
        answering = answering_of(self._desk, self._bot, lambda *_: None)
        for raw in raws:
            read = read_update(raw, self._bot, self._checker.is_talk)
            if read is not None:
                await answering.answer([read])

    def _all_sent(self, raws: Sequence[bytes]) -> None:
        right(len(self.sent), len(raws), "answers sent")
        self.sent.clear()


class _NoStore:
    """A database that knows nothing and says so at once."""

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        return _nothing_rated if name == "local_ratings" else _nothing


async def _nothing(*_: object) -> None:
    return None


async def _nothing_rated(*_: object) -> tuple[()]:
    return ()


class _NoDatabase(Keeping):
    """Asks it without the patience that a database needs."""

    async def kept(self, work: Awaitable[T], default: T) -> T:
        del default
        return await work

    async def recalled(self, key: object, work: Awaitable[T], default: T) -> T:
        del key, default
        return await work

    async def write(self, make: Callable[[], Awaitable[object]]) -> None:
        await make()


def opened(folder: Path, hosts: int, phrases: int) -> Checker:
    """Return a checker that knows so many made-up hosts and phrases, and whose pages are all alike."""
    mapped.write(folder / "trie", folder / "facts", [(LIST, (Row(host, WORD) for host in made.hosts(hosts)))])
    rater = Rater("made", "Made Raters", "https://raters.example/", {WORD: Reading(Reliability.UNRELIABLE)})
    subscription = Subscription(LIST, rater.id, "A made list", ("https://raters.example/list",), Format.HOSTS)
    tables = Tables(raters={rater.id: rater}, lists=(subscription,), patterns=tuple(_patterns(phrases)))
    catalogue = Catalogue(tables, Lists(mapped.read(folder / "trie", folder / "facts")))
    knowledge = Knowledge(catalogue, Matcher(catalogue.patterns, (), {}))
    reports = Reports(lambda: NOW, stamp=claims_stamps(Settings(folder, folder / "none.yaml")))
    return Checker(knowledge, _Pages(), lambda: NOW, reports=reports)


def listed(number: int) -> str:
    """Return one of the listed hosts."""
    return next(made.hosts(1, start=number))


def update(text: str, chat: int = -1) -> bytes:
    """Return what Telegram sends for a message in a group."""
    group = {"id": GROUP + chat, "type": "supergroup", "title": "Family"}
    said: dict[str, Any] = {"message_id": 5, "date": 1_795_348_800, "chat": group, "from": PERSON, "text": text}
    start = text.find("https://")
    if start >= 0:
        said["entities"] = [{"type": "url", "offset": start, "length": len(text) - start}]
    return json.dumps({"update_id": next(_numbers), "message": said}).encode()


class _Pages:
    async def page(self, link: Link, deadline_seconds: float) -> Page:
        del deadline_seconds
        return Page(link, "What the council decided about the bridge", "Some words on it.", fetched_at=NOW)


def _patterns(count: int) -> Iterator[Pattern]:
    draw, words = made.chance("rumours"), made.vocabulary(8_000, "rumours")
    page = (Authority("A page", "https://authority.example/", "An Authority", ""),)
    texts = {"en": "What is known of it.", "es": "Lo que se sabe."}
    for number in range(count):
        phrase = " ".join(draw.choices(words, k=draw.choice((3, 4, 5, 6))))
        yield Pattern(f"made-{number}", "", "", texts, {"en": (phrase,)}, {}, texts, page)


async def _application() -> Application[Any, Any, Any, Any, Any, Any]:
    """Return the peer with a handler that does nothing; it is told who it is without any network."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    import telegram  # noqa: PLC0415
    from telegram.ext import Application, TypeHandler  # noqa: PLC0415
    from telegram.request import HTTPXRequest  # noqa: PLC0415

    class Offline(HTTPXRequest):
        async def do_request(self, *rest: Any, **named: Any) -> tuple[int, bytes]:  # noqa: ANN401
            del rest, named
            me = {"id": 1, "is_bot": True, "first_name": "Peer", "username": "peer_bot"}
            return 200, json.dumps({"ok": True, "result": me}).encode()

    async def nothing(update: telegram.Update, context: object) -> None:
        del update, context

    application = Application.builder().token("1:peer").request(Offline()).updater(None).build()
    application.add_handler(TypeHandler(telegram.Update, nothing))
    await application.initialize()
    return application


def _each_time(runner: asyncio.Runner, work: Work, raws: Sequence[bytes]) -> Callable[[], object]:
    """Return what does the work; it was done once before it is timed."""
    runner.run(work(raws))
    return lambda: runner.run(work(raws))


def _handling(application: Application[Any, Any, Any, Any, Any, Any]) -> Work:
    import telegram  # noqa: PLC0415

    async def handle(raws: Sequence[bytes]) -> None:
        for raw in raws:
            await application.process_update(telegram.Update.de_json(json.loads(raw), application.bot))

    return handle


WORKLOAD = Workload(
    "known",
    "a message whose source is listed: update in, answer out",
    "python-telegram-bot, an update that does nothing",
    measure,
)
