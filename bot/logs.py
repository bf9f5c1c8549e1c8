"""What is written to the log, and what never is: no words of a message, no token, no full link, no forged line.

Every module logs through the standard library; ``configure`` says in which form. Each line carries the id of the
check that it belongs to, through every task that the check starts.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from bot.errors import MopError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import TextIO

PLAIN: Final = "plain"
JSON: Final = "json"
FORMATS: Final = (PLAIN, JSON)

LONGEST_LINE: Final = 4_000
"""Characters of one event; more would let a stranger fill the disk with one message."""

FRAMES: Final = 20
"""Of a traceback, the innermost."""

CHATTY: Final = ("httpx", "httpcore", "hpack", "telegram", "aiohttp.access", "asyncpg")
"""Libraries that log addresses which hold tokens, or whole messages."""

_check: ContextVar[str] = ContextVar("check", default="")

_TOKENS: Final = re.compile(
    r"\d{5,20}:[\w-]{30,}"  # Telegram: the bot's number and its secret
    r"|[\w-]{20,}\.[\w-]{5,8}\.[\w-]{25,}"  # Discord, and anything of the form a.b.c
    r"|[\w=+-]{48,}",  # no word is this long; keys, signatures and interaction tokens are
    re.ASCII,
)
_LINKS: Final = re.compile(
    r"(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20}://)(?:[^\s/?#@\"'<>]*@)?([^\s/?#\"'<>]*)[^\s\"'<>]*"
    r"|(?<![\w/.@:-])((?:[\w-]+\.)+[a-z]{2,24})[/?#][^\s\"'<>]*",
    re.IGNORECASE,
)
# Line ends forge lines; other control characters drive terminals; bidirectional ones show a line in another order.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def begin_check() -> str:
    """Give whatever the current task does from here on, and the tasks it starts, an id of its own; return it."""
    number = secrets.token_hex(4)
    _check.set(number)
    return number


def current_check() -> str:
    """Return the id of the check at hand; "" outside of one."""
    return _check.get()


def configure(level: int, form: str, hidden: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Write the log from now on in this form.

    Args:
        level: least level that is written. At DEBUG, links are whole and exceptions speak: for a developer.
        form: one of ``FORMATS``.
        hidden: values that are struck out wherever they appear; see ``secrets_in``.
        stream: where to; None for standard error.
    """
    output = _Output(stream)
    output.setFormatter((_JsonLines if form == JSON else _PlainLines)(hidden, whole=level <= logging.DEBUG))
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Output)]:
        root.removeHandler(handler)
    root.addHandler(output)
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    sys.excepthook = _log_last_words


def secrets_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of ``environment`` that must never be logged: tokens, secrets, the database's password."""
    found = [value.strip() for name, value in environment.items() if name.endswith(("_TOKEN", "_SECRET", "_KEY"))]
    found += [value.partition(":")[2] for value in found]
    try:
        password = urlsplit(environment.get("MOP_DATABASE_URL", "")).password or ""
    except ValueError:
        password = ""
    return tuple({each for each in (*found, password, unquote(password)) if len(each) > 3})


class _Output(logging.StreamHandler["TextIO"]):
    """Standard error, or what stands for it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name logging calls
        """Drop a line that cannot be written: the standard answer prints its arguments, unescaped."""


class _Lines(logging.Formatter):
    """Escaping and striking out, whatever the form."""

    def __init__(self, hidden: Iterable[str], *, whole: bool) -> None:
        super().__init__()
        self._hidden = sorted({each for each in hidden if each}, key=len, reverse=True)
        self._whole = whole

    def safe(self, text: str) -> str:
        """Return ``text`` on one line, without secrets, and without the paths of links unless they are wanted."""
        for secret in self._hidden:
            text = text.replace(secret, "***")
        text = _TOKENS.sub("***", text[: LONGEST_LINE * 4])
        if not self._whole:
            text = _LINKS.sub(_only_the_host, text)
        if len(text) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]} (cut)"
        return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    def words(self, record: logging.LogRecord) -> str:
        """Return what is said; a template that does not fit its arguments is said without them."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):
            said = str(record.msg)
        return self.safe(said)

    def fault(self, record: logging.LogRecord) -> list[str]:
        """Return the exception of a record, innermost frame last, then its causes; [] for none."""
        if not record.exc_info or record.exc_info[1] is None:
            return []
        return [self.safe(line) for line in self._fault(record.exc_info[1], record.exc_info[2])]

    def _fault(self, error: BaseException | None, trace: TracebackType | None) -> Iterator[str]:
        told = set[int]()
        while error is not None and id(error) not in told:
            told.add(id(error))
            # Foreign exceptions often quote what they could not handle, which may be a message; ours never do.
            speaks = self._whole or isinstance(error, MopError | OSError)
            name = type(error).__qualname__
            yield f"{name}: {error}" if speaks else name
            yield from list(_frames(trace))[-FRAMES:]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            trace = error.__traceback__ if error else None


class _PlainLines(_Lines):
    """For reading; journald and Docker add the time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, and a traceback indented below it."""
        number = current_check()
        of_check = f" [{number}]" if number else ""
        line = f"{record.levelname} {self.safe(record.name)}{of_check}: {self.words(record)}"
        return "\n    ".join((line, *self.fault(record)))


class _JsonLines(_Lines):
    """For machines: an object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; ``check`` and ``error`` only where there is one."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": self.safe(record.name),
            "event": self.words(record),
        }
        if number := current_check():
            line["check"] = number
        if fault := self.fault(record):
            line["error"] = fault
        return json.dumps(line)


def _only_the_host(found: re.Match[str]) -> str:
    scheme, host, bare = found.groups()
    return f"{bare}/..." if bare else f"{scheme}{host}/..."


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        # the module's name, since a path tells the machine's folders, and may look like a link
        module = trace.tb_frame.f_globals.get("__name__", "?")
        yield f"{module}:{trace.tb_lineno} {trace.tb_frame.f_code.co_name}"
        trace = trace.tb_next


def _log_last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the program; Python's own way would print it unescaped and whole."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(__name__).critical("stopped by a fault of its own", exc_info=(kind, error, trace))
