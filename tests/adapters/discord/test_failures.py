"""What Discord refuses, as one of ours."""

from __future__ import annotations

from unittest.mock import MagicMock

import aiohttp
import discord
import pytest

from adapters.discord.failures import NothingLeftError, NotPermittedError, if_still_there, translated
from bot.errors import PlatformError


def http_error(status: int, code: int, words: str = "words") -> discord.HTTPException:
    """Return an error as discord.py raises it."""
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    if status >= 500:
        kind = discord.DiscordServerError
    return kind(MagicMock(status=status, reason="reason"), {"code": code, "message": words})


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (http_error(404, 10008), NothingLeftError, "too late for an answer: words"),
        (http_error(404, 0), NothingLeftError, "too late"),
        (http_error(400, 50083), NothingLeftError, "too late"),
        (http_error(400, 40060), NothingLeftError, "too late"),
        (http_error(401, 50027), NothingLeftError, "too late"),
        (http_error(400, 50035, "In reference: REPLIES_UNKNOWN_MESSAGE"), NothingLeftError, "too late"),
        (http_error(403, 50013), NotPermittedError, "does not let us in for an answer"),
        (http_error(400, 160002), NotPermittedError, "does not let us in"),
        (http_error(503, 0), PlatformError, "Discord is away for an answer"),
        (http_error(400, 20016), PlatformError, "Discord refused an answer: words"),
        (discord.InteractionResponded(MagicMock()), NothingLeftError, "answered already"),
        (aiohttp.ClientConnectionError("reset"), PlatformError, "ClientConnectionError reset"),
        (TimeoutError(), PlatformError, "Discord is away"),
    ],
)
def test_every_error_is_one_of_ours(error: Exception, kind: type[PlatformError], words: str) -> None:
    """Each refusal is told apart: too late, not allowed, away, refused; the cause is kept."""
    with pytest.raises(PlatformError, match=words) as raised, translated("an answer"):
        raise error
    assert type(raised.value) is kind
    assert raised.value.__cause__ is error


def test_too_busy() -> None:
    """Where Discord wants us to wait long, how long is kept."""
    with pytest.raises(PlatformError) as raised, translated("an answer"):
        raise discord.RateLimited(12.5)
    assert raised.value.retry_after_seconds == 12.5


def test_what_is_gone_needs_no_change() -> None:
    """Changing or deleting what is gone is no failure, anything else is."""
    fail_with(http_error(404, 10008))
    with pytest.raises(NotPermittedError):
        fail_with(http_error(403, 50013))


@if_still_there("an edit")
def fail_with(error: Exception) -> None:
    """Fail at an edit."""
    raise error
