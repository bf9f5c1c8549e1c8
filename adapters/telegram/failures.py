"""Telegram's errors, translated once: what is nobody's fault is silence, the rest is a PlatformError."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator

HARMLESS: Final = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message identifier is not specified",
    "query is too old",
    "query id is invalid",
)
"""Parts of descriptions (Bot API errors carry no finer code) that say that there is nothing left to do."""

_log = logging.getLogger(__name__)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn Telegram's exceptions into ours.

    Args:
        doing: what was being done, for the log.

    Raises:
        PlatformError: it could not be done.
    """
    try:
        yield
    except BadRequest as error:
        if not any(part in error.message.lower() for part in HARMLESS):
            raise PlatformError(f"Telegram refused {doing}: {error.message}") from error
        _log.debug("nothing left of %s: %s", doing, error.message)
    except RetryAfter as error:
        seconds = error.retry_after
        after = seconds.total_seconds() if not isinstance(seconds, int) else float(seconds)
        raise PlatformError(f"Telegram is too busy for {doing}", retry_after_seconds=after) from error
    except (Forbidden, ChatMigrated) as error:
        raise PlatformError(f"Telegram does not let us in for {doing}: {error.message}") from error
    except TelegramError as error:
        raise PlatformError(f"Telegram is away for {doing}: {error.message}") from error
