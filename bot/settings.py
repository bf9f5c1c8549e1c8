"""Environment -> Settings. Every fault is collected and reported at once; nothing is read at import."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import platformdirs

from bot.errors import ConfigurationError, Fault
from bot.fact_check_service import GOOGLE, SENT, Service, parse_key, parse_sends, parse_url
from bot.fetch import Allow, Answers, FetchSettings, parse_allow, parse_resolve
from bot.locales import best_language, languages
from bot.logs import FORMATS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

DEFAULT_DEADLINE_SECONDS: Final = 8.0
LONGEST_DEADLINE_SECONDS: Final = 120.0
LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
KNOWN_VARIABLES: Final = frozenset(
    {
        "MOP_DATA_DIR",
        "MOP_DATABASE_URL",
        "MOP_SOURCES",
        "MOP_LOCALE",
        "MOP_LOG_LEVEL",
        "MOP_LOG_FORMAT",
        "MOP_WEB_LISTEN",
        "MOP_CHECK_DEADLINE_SECONDS",
        "MOP_CONTACT_URL",
        "MOP_READ_IMAGES",
        "MOP_FETCH_ALLOW",
        "MOP_RESOLVE",
        "MOP_TELEGRAM_TOKEN",
        "MOP_TELEGRAM_API_URL",
        "MOP_TELEGRAM_WEBHOOK_URL",
        "MOP_TELEGRAM_WEBHOOK_SECRET",
        "MOP_TELEGRAM_WEBHOOK_LISTEN",
        "MOP_TELEGRAM_MESSAGES_PER_SECOND",
        "MOP_WORKER_LEASE_SECONDS",
        "MOP_DISCORD_TOKEN",
        "MOP_GOOGLE_FACTCHECK_KEY",
        "MOP_GOOGLE_FACTCHECK_URL",
        "MOP_GOOGLE_FACTCHECK_SEND",
        "MOP_DISCORD_API_URL",
        "MOP_DISCORD_GATEWAY_URL",
        "MOP_DISCORD_SHARDS",
        "MOP_DISCORD_PASSIVE",
    }
)
"""Everything that any program of Mop reads."""


def default_sources() -> Path:
    """Return the shipped sources.yaml: inside the package, or beside it in a checkout."""
    shipped = Path(__file__).parent / "sources.yaml"
    return shipped if shipped.exists() else Path(__file__).parent.parent / "sources.yaml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator chose."""

    data_dir: Path
    """Where state and caches are kept; made when first needed."""
    sources: Path
    """The sources.yaml in use."""
    locale: str = "en"
    """Spoken where the platform tells no language."""
    log_level: int = logging.WARNING
    log_format: str = PLAIN
    """One of ``bot.logs.FORMATS``."""
    web_listen: tuple[str, int] | None = None
    """Host and port of health and metrics; None for no such server."""
    read_images: bool | None = None
    """Whether the words and codes of pictures are read; None where the extra ``ocr`` is installed."""
    deadline_seconds: float = DEFAULT_DEADLINE_SECONDS
    """Bounds one whole check."""
    database_url: str = ""
    """``postgresql://...``; "" for SQLite in the data folder."""
    fetch: FetchSettings = field(default_factory=FetchSettings)
    fact_checks: Service | None = None
    """A service that is asked for fact-checks besides those at hand; None for none, the default."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that ``environment`` holds.

    Raises:
        ConfigurationError: with every fault, each with its variable and how to mend it.
    """
    reader = EnvironmentReader(environment)
    no_pins: dict[str, Answers] = {}
    fetch = FetchSettings(
        allow=reader.parsed("MOP_FETCH_ALLOW", parse_allow, Allow(), "write addresses, such as 127.0.0.1:8080"),
        resolve=reader.parsed("MOP_RESOLVE", parse_resolve, no_pins, "write host=address, such as a.test=127.0.0.1"),
        contact_url=reader.parsed(
            "MOP_CONTACT_URL", _contact, "", "write a page of yours, or mailto: and an address"
        ),
    )
    settings = Settings(
        data_dir=Path(reader.text("MOP_DATA_DIR") or platformdirs.user_data_path("mop")).expanduser(),
        sources=reader.file("MOP_SOURCES", default_sources()),
        locale=reader.parsed("MOP_LOCALE", _locale, "en", f"write one of {', '.join(languages())}"),
        log_level=reader.parsed("MOP_LOG_LEVEL", _level, logging.WARNING, f"write one of {', '.join(LOG_LEVELS)}"),
        log_format=reader.parsed("MOP_LOG_FORMAT", _log_format, PLAIN, f"write one of {', '.join(FORMATS)}"),
        web_listen=reader.parsed("MOP_WEB_LISTEN", _optional_listen, None, "write host:port, such as 127.0.0.1:9100"),
        deadline_seconds=reader.parsed(
            "MOP_CHECK_DEADLINE_SECONDS",
            _seconds,
            DEFAULT_DEADLINE_SECONDS,
            f"write a number of seconds above 0 and up to {LONGEST_DEADLINE_SECONDS:g}",
        ),
        read_images=reader.parsed("MOP_READ_IMAGES", _perhaps, None, "write on or off, or leave it unset"),
        database_url=reader.parsed("MOP_DATABASE_URL", _postgres, "", "write postgresql://user@host/name"),
        fetch=fetch,
        fact_checks=_service(reader),
    )
    reader.finish()
    return settings


class EnvironmentReader:
    """Reads variables one by one and keeps every fault until ``finish``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        """Return a variable without surrounding space; "" when it is not set."""
        return self._environment.get(name, "").strip()

    def parsed(self, name: str, parse: Callable[[str], T], default: T, remedy: str) -> T:
        """Return ``parse`` of a variable, or ``default`` when it is not set or wrong."""
        text = self.text(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.faults.append(Fault(name, str(error), remedy))
            return default

    def file(self, name: str, default: Path) -> Path:
        """Return the path of a file that exists."""
        path = Path(self.text(name) or default).expanduser()
        if not path.is_file():
            self.faults.append(Fault(name, f"there is no file {path}", "name a file that exists, or leave it unset"))
        return path

    def required(self, name: str, remedy: str) -> str:
        """Return a variable that must be set; its value never appears in a fault."""
        text = self.text(name)
        if not text:
            self.faults.append(Fault(name, "is not set", remedy))
        return text

    def with_faults_of(self, read: Callable[[Mapping[str, str]], T]) -> T:
        """Return what ``read`` makes of the same environment, its faults told together with those found here.

        Raises:
            ConfigurationError: with every fault of both.
        """
        try:
            value = read(self._environment)
        except ConfigurationError as error:
            raise ConfigurationError([*self.faults, *error.faults]) from error
        self.finish()
        return value

    def finish(self) -> None:
        """Raise every fault at once.

        Raises:
            ConfigurationError: when there is one.
        """
        if self.faults:
            raise ConfigurationError(self.faults)


def _service(reader: EnvironmentReader) -> Service | None:
    """Return the service that a key switches on; its address and what is sent are read, and judged, all the same."""
    key = reader.parsed("MOP_GOOGLE_FACTCHECK_KEY", parse_key, "", "copy it again from Google's console")
    url = reader.parsed("MOP_GOOGLE_FACTCHECK_URL", parse_url, GOOGLE, "write an https:// address")
    sends = reader.parsed("MOP_GOOGLE_FACTCHECK_SEND", parse_sends, SENT["titles"], "write titles or text")
    return Service(key, url, sends) if key else None


def _locale(text: str) -> str:
    code = best_language(text)
    if code != text.replace("_", "-").split("-")[0].lower():
        raise ValueError(f"there are no sentences in {text!r}")
    return code


YES: Final = frozenset({"true", "yes", "on", "1"})
NO: Final = frozenset({"false", "no", "off", "0"})


def yes_or_no(text: str) -> bool:
    """Return whether a switch is on.

    Raises:
        ValueError: it says neither.
    """
    if text.lower() not in YES | NO:
        raise ValueError(f"{text!r} is neither true nor false")
    return text.lower() in YES


def _perhaps(text: str) -> bool | None:
    return yes_or_no(text)


def _level(text: str) -> int:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"{text!r} is no level")
    return logging.getLevelNamesMapping()[text.upper()]


def _log_format(text: str) -> str:
    if text.lower() not in FORMATS:
        raise ValueError(f"{text!r} is no form of log")
    return text.lower()


def host_and_port(text: str) -> tuple[str, int]:
    """Return where to listen; an address without a host is this machine alone.

    Raises:
        ValueError: it is no ``host:port``.
    """
    host, _, port = text.rpartition(":")
    if not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65_536:
        raise ValueError(f"{text!r} is no host:port")
    return host.strip("[]") or "127.0.0.1", int(port[:6])


def _optional_listen(text: str) -> tuple[str, int] | None:
    return host_and_port(text)


def _postgres(text: str) -> str:
    """Return a PostgreSQL address; a wrong one is not repeated, since it may hold a password."""
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("is no address of a PostgreSQL database")
    return text


def _contact(text: str) -> str:
    """Return what the user agent may tell: one word of ASCII, since it becomes part of a header."""
    if not text.startswith(("https://", "http://", "mailto:")) or not text.isascii() or not text.isprintable():
        raise ValueError(f"{text!r} is no address of a page or a mailbox")
    if " " in text or "(" in text or ")" in text:
        raise ValueError(f"{text!r} holds a space or a bracket, which the user agent cannot")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None
    if not 0 < seconds <= LONGEST_DEADLINE_SECONDS:
        raise ValueError(f"{text} is out of range")
    return seconds
