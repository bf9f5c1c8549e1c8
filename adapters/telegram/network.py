"""Calls to the Bot API over a network that fails: repeated where nothing can be said twice by that."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any, Final

import httpx
from telegram.error import NetworkError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from adapters.telegram.pacing import Pacing

if TYPE_CHECKING:
    from telegram.request import RequestData

POLL_SECONDS: Final = 30
"""How long Telegram holds a poll open while there is nothing new."""

READ_SECONDS: Final = 20.0

PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0)
"""Seconds between repeated calls, four minutes in all: a restart of Telegram's servers loses no answer."""

SAYS_SOMETHING: Final = frozenset({"sendMessage"})
"""Calls that must not be repeated when it is unknown whether the first one arrived."""

# python-telegram-bot gives durations as timedelta where this is set, and warns where it is not.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


_log = logging.getLogger(__name__)


class PatientRequest(HTTPXRequest):
    """Repeats calls that did not get through."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401 - as the base class has them
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """Make one call; a 5xx counts as not done, a lost connection as perhaps done."""
        timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        for pause in PAUSES:
            try:
                status, body = await super().do_request(url, method, request_data, *timeouts)
            except NetworkError as error:
                if not may_repeat(url, error):
                    raise
            else:
                if status < 500:
                    return status, body
            if pause >= 1.0:
                _log.warning("Telegram does not answer %s; asked again in %g s", url.rpartition("/")[2], pause)
            await asyncio.sleep(pause)
        return await super().do_request(url, method, request_data, *timeouts)


def may_repeat(url: str, error: NetworkError) -> bool:
    """Tell whether a call can be made again without anything being said twice."""
    return isinstance(error.__cause__, _NEVER_SENT) or url.rpartition("/")[2] not in SAYS_SOMETHING


class MopBot(ExtBot[None]):
    """The Bot API, paced and patient; updates come as Telegram sent them."""

    def __init__(self, token: str, api_url: str, pacing: Pacing | None = None) -> None:
        super().__init__(
            token,
            base_url=api_url,
            request=PatientRequest(read_timeout=READ_SECONDS, pool_timeout=READ_SECONDS),
            get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=POLL_SECONDS + 10.0),
            rate_limiter=pacing or Pacing(),
        )

    async def raw_updates(self, offset: int | None, seconds: int, kinds: tuple[str, ...]) -> list[Any]:
        """Return updates from ``offset`` on as plain JSON, so that one that is not understood spoils no other.

        Raises:
            TelegramError: Telegram refused or is away.
        """
        data = {"offset": offset, "timeout": seconds, "allowed_updates": kinds}
        found = await self._post("getUpdates", data)
        return found if isinstance(found, list) else []
