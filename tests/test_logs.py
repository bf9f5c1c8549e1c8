"""The log: what is in it, and what must never be."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core import Checker
from bot.desk import Desk
from bot.errors import FetchError, StoreError
from bot.logs import JSON, LONGEST_LINE, PLAIN, begin_check, configure, current_check, secrets_in
from bot.model import Conversation, ConversationKind, Gap, GapReason, GapStep, Message
from bot.store import open_store
from bot.turns import Turns
from tests.samples import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.inquiry import Knowledge
    from bot.locales import Localizer
    from bot.model import Link, Page, Reply

TELEGRAM_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
DISCORD_TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


class Log:
    """What was written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.logger = logging.getLogger("tests.of.the.log")

    def start(self, form: str = JSON, level: int = logging.INFO, hidden: tuple[str, ...] = ()) -> None:
        """Write the log in this form from here on."""
        configure(level, form, hidden, self.stream)

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each line as the object that it is."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """Return a log of this test's own, and put the levels back afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield Log()
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook


def test_a_line_is_one_json_object(log: Log) -> None:
    """A machine reads when, how grave, who says it, and what."""
    log.start()
    log.logger.warning("%d lists are old", 3)
    (line,) = log.lines
    assert line["at"].endswith("+00:00")
    del line["at"]
    assert line == {"level": "warning", "logger": "tests.of.the.log", "event": "3 lists are old"}


def test_plain_lines_are_for_reading(log: Log) -> None:
    """A person reads the level, who says it, and what."""
    log.start(PLAIN)
    log.logger.warning("%d lists are old", 3)
    assert log.text == "WARNING tests.of.the.log: 3 lists are old\n"


def test_below_the_level_nothing_is_written(log: Log) -> None:
    """The operator says how much is written; configured twice, each line still comes once."""
    log.start(level=logging.ERROR)
    log.start(level=logging.ERROR)
    log.logger.warning("not now")
    log.logger.error("now")
    assert [line["event"] for line in log.lines] == ["now"]


async def test_all_that_a_check_does_carries_its_id(log: Log) -> None:
    """Lines of one check are found together, also those of the tasks that it started; others have other ids."""
    log.start()

    async def deeper() -> None:
        log.logger.warning("deeper")

    async def work() -> None:
        log.logger.warning("begun")
        await asyncio.create_task(deeper())

    async with Turns() as turns:
        for chat in "ab":
            turns.submit(chat, work, owed=True)
        await turns.done()
    log.logger.warning("outside")
    *inside, outside = log.lines
    ids = [line["check"] for line in inside]
    assert len(ids) == 4
    assert len(set(ids)) == 2
    assert "check" not in outside
    assert current_check() == ""


def test_the_id_is_in_plain_lines_too(log: Log) -> None:
    """Who reads along finds the lines of one check by eye."""
    log.start(PLAIN)

    def work() -> str:
        number = begin_check()
        log.logger.warning("checked")
        return number

    async def in_a_task() -> str:
        return work()

    number = asyncio.run(in_a_task())
    assert log.text == f"WARNING tests.of.the.log [{number}]: checked\n"


@pytest.mark.parametrize("form", [PLAIN, JSON])
@given(st.text())
@example("a\nERROR bot.desk: all chats were forgotten")
@example("a\r\x1b[2Jb")
@example("a\u2028b\u202ec\x85d\ud800e\x00")
@settings(max_examples=60)
def test_nobody_forges_a_line(form: str, said: str) -> None:
    """Whatever a stranger writes stays on one line and drives no terminal."""
    own = Log()
    formatter_of = logging.getLogger()
    before, level, hook = formatter_of.handlers[:], formatter_of.level, sys.excepthook
    formatter_of.handlers[:] = []  # a lone surrogate in pytest's own record of the log would end its worker
    try:
        own.start(form)
        own.logger.error("cannot be read: %s", said)
    finally:
        formatter_of.handlers[:] = before
        formatter_of.setLevel(level)
        sys.excepthook = hook
    assert len(own.text.splitlines()) == 1
    assert own.text[:-1].isprintable() or form == PLAIN
    assert not {"\x1b", "\u202e", "\u2028", "\x00", "\r"} & set(own.text)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("https://private.example/family/photo?key=1#x", "https://private.example/..."),
        ("https://private.example", "https://private.example/..."),
        ("postgresql://mop:s3cret@db.example:5432/mop is away", "postgresql://db.example:5432/... is away"),
        ("see t.me/+AbCdEfGh and go", "see t.me/... and go"),
        ('"https://a.example/x","https://b.example/y"', '"https://a.example/...","https://b.example/..."'),
        ("/var/lib/mop.d/mop.sqlite3 is full", "/var/lib/mop.d/mop.sqlite3 is full"),
        ("bot.store.sqlite: locked", "bot.store.sqlite: locked"),
        ("3.14/2", "3.14/2"),
    ],
)
def test_a_link_is_told_by_its_host_alone(log: Log, said: str, written: str) -> None:
    """At the normal level the log says which site, and not what somebody read there."""
    log.start()
    log.logger.warning(said)
    log.logger.warning("%s", said)
    assert [line["event"] for line in log.lines] == [written, written]


def test_a_developer_sees_whole_links_but_no_token(log: Log) -> None:
    """DEBUG is for one's own chats; a token is nobody's business at any level."""
    log.start(level=logging.DEBUG)
    log.logger.debug("https://a.example/x?y=1 by %s", TELEGRAM_TOKEN)
    assert log.lines[0]["event"] == "https://a.example/x?y=1 by ***"


@pytest.mark.parametrize(
    "said",
    [
        TELEGRAM_TOKEN,
        f"https://api.telegram.org/bot{TELEGRAM_TOKEN}/getMe",
        DISCORD_TOKEN,
        "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OnNlY3JldHNlY3JldA==",
    ],
)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_no_token_is_written(log: Log, said: str, level: int) -> None:
    """Tokens are known by their form, wherever a library puts them."""
    log.start(level=level)
    log.logger.error("cannot reach %s", said)
    for part in said.replace("/", " ").split():
        if len(part) > 30:
            assert part.removeprefix("bot") not in log.text


def test_values_of_the_environment_are_struck_out(log: Log) -> None:
    """What the operator set as a secret is never written, whatever its form, nor are its parts."""
    environment = {
        "MOP_TELEGRAM_TOKEN": "1:short",
        "MOP_TELEGRAM_WEBHOOK_SECRET": "swordfish",
        "MOP_DATABASE_URL": "postgresql://mop:p%40ssword@db.example/mop",
        "MOP_LOCALE": "es",
    }
    log.start(PLAIN, hidden=secrets_in(environment))
    log.logger.error("1:short short swordfish p@ssword p%40ssword es")
    assert log.text == "ERROR tests.of.the.log: *** *** *** *** *** es\n"


def test_a_broken_database_address_hides_nothing_and_harms_nothing() -> None:
    """What cannot be read as an address has no password to hide."""
    assert secrets_in({"MOP_DATABASE_URL": "postgresql://[/x"}) == ()
    assert secrets_in({}) == ()


def test_a_long_line_is_cut(log: Log) -> None:
    """One message cannot fill the disk."""
    log.start()
    log.logger.error("%s", "word " * 100_000)
    assert len(log.text) < LONGEST_LINE + 200
    assert log.lines[0]["event"].endswith("(cut)")


def test_a_foreign_exception_does_not_quote_the_message(log: Log) -> None:
    """Where it happened and what kind it was is written; what it choked on is not. Ours say all they know."""
    log.start()
    try:
        try:
            int("words of a private message")
        except ValueError as error:
            raise StoreError("https://u:p@db.example/mop", "cannot be read") from error
    except StoreError:
        log.logger.exception("work failed")
    fault = log.lines[0]["error"]
    assert fault[0] == "StoreError: cannot be read: https://db.example/..."
    assert fault[1].startswith("tests.test_logs:")
    assert fault[2] == "ValueError"
    assert "private" not in log.text


def test_a_developer_sees_what_an_exception_says(log: Log) -> None:
    """At DEBUG exceptions speak, each on its own line, indented below the record."""
    log.start(PLAIN, logging.DEBUG)
    try:
        raise ValueError("a\nb")
    except ValueError:
        log.logger.exception("work failed")
    first, second, third = log.text.splitlines()
    assert first == "ERROR tests.of.the.log: work failed"
    assert second == "    ValueError: a\\u000ab"
    assert third.endswith("test_a_developer_sees_what_an_exception_says")


def test_causes_that_go_in_circles_end(log: Log) -> None:
    """An exception that is its own cause is told once."""
    log.start()
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    log.logger.error("x", exc_info=one)
    assert log.lines[0]["error"] == ["ValueError", "KeyError"]


def test_context_without_cause_is_told_unless_suppressed(log: Log) -> None:
    """What was being handled when it happened is part of the story, unless ``from None`` says otherwise."""
    log.start()
    for suppressed in (False, True):
        error = KeyError()
        error.__context__ = ValueError()
        error.__suppress_context__ = suppressed
        log.logger.error("x", exc_info=error)
    assert [line["error"] for line in log.lines] == [["KeyError", "ValueError"], ["KeyError"]]


def test_exc_info_without_an_exception_is_no_error(log: Log) -> None:
    """Asking for a traceback where there is none writes just the line."""
    log.start()
    log.logger.error("x", exc_info=True)
    assert "error" not in log.lines[0]


def test_a_template_that_does_not_fit_is_written_without_its_arguments(log: Log) -> None:
    """A mistake in a log call neither raises nor spills its arguments."""
    logging.getLogger().handlers.clear()  # pytest's own handler raises
    log.start()
    log.logger.error("%d chats", "secret words")
    log.logger.error("%(a)s chats", {"b": "secret words"})
    assert [line["event"] for line in log.lines] == ["%d chats", "%(a)s chats"]


def test_a_log_that_cannot_be_written_stops_nothing(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk or a closed pipe loses lines, not answers; nothing is printed beside it either."""
    log.start()
    log.stream.close()
    log.logger.error("lost")
    assert capsys.readouterr() == ("", "")


def test_chatty_libraries_are_quiet(log: Log) -> None:
    """Libraries that log every address say only what went wrong, even for a developer."""
    log.start(level=logging.DEBUG)
    logging.getLogger("httpx").info("GET everything")
    logging.getLogger("httpx").warning("bad")
    assert [line["event"] for line in log.lines] == ["bad"]


def test_what_ends_the_program_is_one_record(log: Log) -> None:
    """A fault that nobody caught is logged like any other; Ctrl-C is none."""
    log.start()
    sys.excepthook(ValueError, ValueError("private words"), None)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    (line,) = log.lines
    assert (line["level"], line["error"]) == ("critical", ["ValueError"])


# --- nothing of a message, through everything that Mop does ----------------------------------------------------


class FailingPages:
    """A page that fails in each way in turn, and once as nobody foresaw."""

    def __init__(self) -> None:
        self.faults: list[Exception] = [ValueError("PRIVATE words of the page")]
        self.faults += [
            FetchError("https://host.example/PRIVATE", Gap(GapStep.FETCH, reason)) for reason in GapReason
        ]

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Fail."""
        raise self.faults.pop()


class Chat:
    """A chat in which sending fails now and then."""

    can_edit = True

    def __init__(self) -> None:
        self.sent = 0

    async def busy(self) -> None:
        """Show nothing."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Send, or fail with the text in the fault, as libraries do."""
        self.sent += 1
        if not self.sent % 3:
            raise RuntimeError(f"cannot send {reply}")
        return str(self.sent)

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Edit."""

    async def remove(self, answer: str) -> None:
        """Remove."""

    def link_to(self, answer: str) -> str:
        """Return no link."""
        return ""


async def full_disk(*written: object) -> None:
    """Fail as the store does."""
    raise StoreError("/data", "the disk is full")


@pytest.mark.parametrize("form", [PLAIN, JSON])
async def test_no_word_of_a_message_is_logged_whatever_happens(
    log: Log, form: str, knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages fail in every way, sending fails, the database goes: the log tells of it without a word of the chat."""
    log.start(form)
    chat = Chat()
    async with open_store(tmp_path) as store, Turns() as turns:
        monkeypatch.setattr(store, "count", full_disk)
        desk = Desk(Checker(knowledge, FailingPages(), lambda: NOW), store, lambda: NOW)
        for number in range(len(GapReason) + 1):
            text = f"PRIVATE words https://host.example/PRIVATE/{number}\nERROR bot: PRIVATE"
            message = Message(text, conversation=Conversation(f"telegram:{number}", ConversationKind.DIRECT))

            async def work(message: Message = message, number: int = number) -> None:
                await desk.hear(message, str(number), chat)

            turns.submit(message.conversation.id, work, owed=True)
        await turns.done()
    assert chat.sent
    assert "going on without writing to the database" in log.text
    assert "work for a chat failed" in log.text
    assert "PRIVATE" not in log.text
