"""Discord's errors, translated once: what is nobody's fault is silence, the rest is a PlatformError."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from bot.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTHING_LEFT: Final = frozenset({10003, 10004, 10008, 10015, 10062, 40060, 50027, 50083})
"""Codes of Discord's documentation (JSON error codes) that say that there is nothing left to do: unknown channel,
server, message, webhook or interaction; already acknowledged; expired token; archived thread."""

REPLIED_TO_IS_GONE: Final = "REPLIES_UNKNOWN_MESSAGE"

NO_HISTORY: Final = 160002
"""Replying needs Read Message History."""

MISSING_PERMISSIONS: Final = 50013

_log = logging.getLogger(__name__)


class NothingLeftError(PlatformError):
    """What was to be answered or changed is gone."""


class NotPermittedError(PlatformError):
    """A permission is missing.

    Attributes:
        code: Discord's own.
    """

    def __init__(self, problem: str, code: int) -> None:
        self.code = code
        super().__init__(problem)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn discord.py's exceptions into ours.

    Args:
        doing: what was being done, for the log.

    Raises:
        NothingLeftError: it is too late for it.
        NotPermittedError: the server does not let Mop do it.
        PlatformError: it could not be done for another reason.
    """
    try:
        yield
    except discord.RateLimited as error:
        raise PlatformError(f"Discord is too busy for {doing}", retry_after_seconds=error.retry_after) from error
    except discord.HTTPException as error:
        raise _of(error, doing) from error
    except discord.InteractionResponded as error:
        raise NothingLeftError(f"{doing} was answered already") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise PlatformError(f"Discord is away for {doing}: {type(error).__name__} {error}") from error


@contextmanager
def if_still_there(doing: str) -> Iterator[None]:
    """Do what is pointless where the message is gone; that is no failure.

    Raises:
        PlatformError: it could not be done for another reason.
    """
    try:
        with translated(doing):
            yield
    except NothingLeftError as error:
        _log.debug("nothing left of %s: %s", doing, error)


def _of(error: discord.HTTPException, doing: str) -> PlatformError:
    words = " ".join(str(error.text).split()) or f"status {error.status}"
    if error.code in NOTHING_LEFT or error.status == 404 or REPLIED_TO_IS_GONE in words:
        return NothingLeftError(f"it is too late for {doing}: {words}")
    if error.status == 403 or error.code == NO_HISTORY:
        return NotPermittedError(f"Discord does not let us in for {doing}: {words}", error.code)
    if error.status >= 500:
        return PlatformError(f"Discord is away for {doing}: {words}")
    return PlatformError(f"Discord refused {doing}: {words}")
