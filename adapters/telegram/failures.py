"""Telegram's errors, translated once: what is nobody's fault is silence, the rest is a PlatformError."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from adapters.telegram.pacing import seconds_of
from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE: Final = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message can't be deleted",
    "message identifier is not specified",
    "message_id_invalid",
    "query is too old",
    "query id is invalid",
    "query_id_invalid",
)
"""Parts of descriptions (Bot API errors carry no finer code) that say that there is nothing left to do."""

NO_ENTRY: Final = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "user_banned_in_channel",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "chat not found",
    "user is deactivated",
    "peer_id_invalid",
    "chat was deactivated",
    "bot was kicked",
)
"""Parts of descriptions that say that Mop may not speak there (any more)."""

_log = logging.getLogger(__name__)


class NotLetInError(PlatformError):
    """Mop was blocked, removed, muted, or its topic closed: nothing to mend and nobody to tell."""


class RefusedError(PlatformError):
    """Telegram did not take what was sent as it was sent."""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn Telegram's exceptions into ours.

    Args:
        doing: what was being done, for the log.

    Raises:
        NotLetInError: Mop may not do that there.
        RefusedError: the call itself was wrong.
        PlatformError: it could not be done.
    """
    try:
        yield
    except BadRequest as error:
        kind = NotLetInError if _says_one_of(error, NO_ENTRY) else RefusedError
        raise kind(f"Telegram refused {doing}: {error.message}") from error
    except RetryAfter as error:
        raise PlatformError(f"Telegram is too busy for {doing}", seconds_of(error)) from error
    except (Forbidden, ChatMigrated) as error:
        raise NotLetInError(f"Telegram does not let us in for {doing}: {error.message}") from error
    except TelegramError as error:
        raise PlatformError(f"Telegram is away for {doing}: {error.message}") from error


@contextmanager
def if_still_there(doing: str) -> Iterator[None]:
    """Do the same for calls about something that may be gone by now, which then is fine.

    Raises:
        PlatformError: as ``translated``.
    """
    with translated(doing):
        try:
            yield
        except BadRequest as error:
            if not _says_one_of(error, GONE):
                raise
            _log.debug("nothing left of %s: %s", doing, error.message)


def _says_one_of(error: BadRequest, parts: tuple[str, ...]) -> bool:
    return any(part in error.message.lower() for part in parts)
