"""A message whose source is in the lists: the update's bytes in, the answer's bytes out; and talk, let go."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, right
from bot import policy
from bot.catalogue import Catalogue
from bot.catalogue.build import Tables
from bot.catalogue.lists import mapped
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.shelf import Lists
from bot.catalogue.lists.subscription import Format, Subscription
from bot.catalogue.rows import Pattern, Rater, Reading
from bot.core import Checker
from bot.inquiry import Knowledge
from bot.locales import localizer
from bot.model import Authority, Mode, Page, Reliability
from bot.patterns import Matcher
from bot.reply import compose
from bot.report_cache import Reports

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from telegram.ext import Application

    from bot.model import Link

LIST, WORD = "made-list", "not to be relied on"
HOSTS, PHRASES = 1_000_000, 10_000
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Family"}
PERSON = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
TALK = "I will be there at half past eight, can you bring the salad and some bread? Ann said that she comes later"
WORDS = "Look at this, have you heard what they decided now?"
AT_ONCE = 50


def measure(scale: Scale) -> Iterator[Figure]:
    """Answer a group's message with a link that was looked into a minute ago; then hear people talk."""
    size, phrases, at_once = (200, 50, 2) if scale is Scale.TINY else (HOSTS, PHRASES, AT_ONCE)
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        checker = opened(Path(folder), size, phrases)
        known, talk = update(f"{WORDS} https://{listed(0)}/2026/story"), update(TALK)
        right(WORD in runner.run(answered(checker, known)).decode(), True, "the rater's word in the answer")
        right(is_let_go(checker, talk), True, "talk is let go")
        right(is_let_go(checker, known), False, "a link is let go")
        application = runner.run(_application())
        for name, raw, work, goal in (
            (f"answered, {size:,} hosts, {phrases:,} phrases", known, answered, Goal(0.5, 0.1)),
            ("talk in a group, let go", talk, _let_go, None),
        ):
            mine = _repeated(runner, at_once, work, checker, raw)
            theirs = _handled(runner, at_once, application, raw)
            ours, peer = in_turn(scale.rounds, mine, theirs)
            yield Figure(name, 1e6 * ours / at_once, "us", 1e6 * peer / at_once, goal)


def opened(folder: Path, hosts: int, phrases: int) -> Checker:
    """Return a checker that knows so many made-up hosts and phrases, and whose pages are all alike."""
    mapped.write(folder / "trie", folder / "facts", [(LIST, (Row(host, WORD) for host in made.hosts(hosts)))])
    rater = Rater("made", "Made Raters", "https://raters.example/", {WORD: Reading(Reliability.UNRELIABLE)})
    subscription = Subscription(LIST, rater.id, "A made list", ("https://raters.example/list",), Format.HOSTS)
    tables = Tables(raters={rater.id: rater}, lists=(subscription,), patterns=tuple(_patterns(phrases)))
    catalogue = Catalogue(tables, Lists(mapped.read(folder / "trie", folder / "facts")))
    knowledge = Knowledge(catalogue, Matcher(catalogue.patterns, (), {}))
    return Checker(knowledge, _Pages(), lambda: NOW, reports=Reports(lambda: NOW))


def listed(number: int) -> str:
    """Return one of the listed hosts."""
    return next(made.hosts(1, start=number))


def update(text: str) -> bytes:
    """Return what Telegram sends for a message in a group."""
    said: dict[str, Any] = {"message_id": 5, "date": 1_795_348_800, "chat": GROUP, "from": PERSON, "text": text}
    start = text.find("https://")
    if start >= 0:
        said["entities"] = [{"type": "url", "offset": start, "length": len(text) - start}]
    return json.dumps({"update_id": 1, "message": said}).encode()


async def answered(checker: Checker, raw: bytes) -> bytes:
    """Do what bot.desk and adapters.telegram do with a message, but for the database and Telegram's servers."""
    import telegram  # noqa: PLC0415 - so that growth, which needs none of it, does not pay

    from adapters.telegram.render import render  # noqa: PLC0415
    from adapters.telegram.to_message import to_message  # noqa: PLC0415

    said = telegram.Update.de_json(json.loads(raw), None).message
    assert said is not None  # noqa: S101 - we wrote it
    message = to_message([said], language="en")
    opened = checker.opened(message)
    first = await checker.first(message, opened=opened)
    report = first if first.complete else await checker.check(message, opened=opened)
    right(policy.decide(Mode.WARN, message, report).speak, True, "a warning")
    sentences = localizer("en")
    shown = render(compose(report, sentences, message.conversation.kind), sentences)
    body = {"chat_id": said.chat.id, "text": shown.text, "parse_mode": "HTML", "reply_to": said.message_id}
    return json.dumps(body).encode()


def is_let_go(checker: Checker, raw: bytes) -> bool:
    """Do what adapters.telegram.intake does first."""
    from adapters.telegram.talk import plain_words  # noqa: PLC0415

    words = plain_words(json.loads(raw))
    return bool(words) and checker.is_talk(words)


async def _let_go(checker: Checker, raw: bytes) -> bytes:
    is_let_go(checker, raw)
    return b""


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


def _repeated(
    runner: asyncio.Runner,
    times: int,
    work: Callable[[Checker, bytes], Awaitable[bytes]],
    checker: Checker,
    raw: bytes,
) -> Callable[[], object]:
    async def repeat() -> None:
        for _ in range(times):
            await work(checker, raw)

    return lambda: runner.run(repeat())


def _handled(
    runner: asyncio.Runner, times: int, application: Application[Any, Any, Any, Any, Any, Any], raw: bytes
) -> Callable[[], object]:
    import telegram  # noqa: PLC0415

    async def handle() -> None:
        for _ in range(times):
            await application.process_update(telegram.Update.de_json(json.loads(raw), application.bot))

    return lambda: runner.run(handle())


WORKLOAD = Workload(
    "known",
    "a message whose source is listed: update in, answer out",
    "python-telegram-bot, an update that does nothing",
    measure,
)
