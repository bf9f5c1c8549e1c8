"""Calls to the Bot API over a network that fails: repeated where nothing can be said twice by that."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from typing import TYPE_CHECKING, Any, Final, Literal

import httpx
from msgspec import DecodeError, Raw, Struct
from msgspec.json import Decoder
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from adapters.telegram.body import Contents
from adapters.telegram.pacing import Pacing
from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from bot.fetch import OwnPage

POLL_SECONDS: Final = 30
"""How long Telegram holds a poll open while there is nothing new."""

READ_SECONDS: Final = 20.0

PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0, 60.0)
"""Seconds between repeated calls, four minutes in all: a restart of Telegram's servers loses no answer."""

SAYS_SOMETHING: Final = frozenset({"sendMessage"})
"""Calls that must not be repeated when it is unknown whether the first one arrived."""

# python-telegram-bot gives durations as timedelta where this is set, and warns where it is not.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_FILE_PATH: Final = re.compile(r"[A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)*")
"""What getFile names, such as ``photos/file_7.jpg``: nothing that could lead to another host or call."""

_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


_log = logging.getLogger(__name__)


class JsonBody(RequestData):  # type: ignore[misc] # final only because its making is nobody's business
    """What is sent with a call, as JSON that is made already."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


class _Polls(HTTPXRequest):
    """Asks for updates, and leaves them as they came."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what Telegram answers, with each update as bytes."""
        try:
            news = _NEWS.decode(payload.decode("utf-8", "replace"))
        except (DecodeError, RecursionError):
            return HTTPXRequest.parse_json_payload(payload)
        return {"ok": True, "result": [bytes(update) for update in news.result]}


class _News(Struct):
    """What getUpdates answers, each update unread: one that is not understood spoils no other."""

    ok: Literal[True]
    result: list[Raw]


_NEWS: Final = Decoder(_News)


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
                status, body = await self._once(url, method, request_data, timeouts)
            except NetworkError as error:
                if not may_repeat(url, error):
                    raise
            else:
                if status < 500:
                    return status, body
            if pause >= 1.0:
                _log.warning("Telegram does not answer %s; asked again in %g s", url.rpartition("/")[2], pause)
            await asyncio.sleep(pause)
        return await self._once(url, method, request_data, timeouts)

    async def _once(
        self, url: str, method: str, request_data: RequestData | None, timeouts: tuple[Any, Any, Any, Any]
    ) -> tuple[int, bytes]:
        if not isinstance(request_data, JsonBody):
            return await super().do_request(url, method, request_data, *timeouts)
        headers = {"User-Agent": self.USER_AGENT, "Content-Type": "application/json"}
        try:
            answer = await self._client.post(url, content=request_data.body, headers=headers)
        except httpx.TimeoutException as error:
            raise TimedOut from error
        except httpx.HTTPError as error:
            raise NetworkError(f"httpx.{type(error).__name__}: {error}") from error
        return answer.status_code, answer.content

    async def file_bytes(self, url: str, max_bytes: int) -> bytes:
        """Return a file, read no further than its limit: what a header says of its length is only a promise.

        Raises:
            httpx.HTTPError: it could not be had.
        """
        data = bytearray()
        plain = {"Accept-Encoding": "identity"}  # what is counted is what came
        async with self._client.stream("GET", url, headers=plain, follow_redirects=False) as answer:
            if answer.status_code != 200:
                raise httpx.HTTPError(f"status {answer.status_code}")
            async for piece in answer.aiter_raw():
                data += piece
                if len(data) > max_bytes:
                    raise _TooLargeError
        return bytes(data)


class _TooLargeError(Exception):
    """A file has more bytes than are wanted."""


def _no_file(file_id: str, detail: str) -> FetchError:
    return FetchError(file_id, Gap(GapStep.IMAGES, GapReason.UNREACHABLE, detail))


def may_repeat(url: str, error: NetworkError) -> bool:
    """Tell whether a call can be made again without anything being said twice."""
    return isinstance(error.__cause__, _NEVER_SENT) or url.rpartition("/")[2] not in SAYS_SOMETHING


class MopBot(ExtBot[None]):
    """The Bot API, paced and patient; updates come as Telegram sent them."""

    def __init__(
        self, token: str, api_url: str, pacing: Pacing | None = None, own_page: OwnPage | None = None
    ) -> None:
        pacing = pacing or Pacing()
        calls = PatientRequest(read_timeout=READ_SECONDS, pool_timeout=READ_SECONDS)
        super().__init__(
            token,
            base_url=api_url,
            request=calls,
            get_updates_request=_Polls(connection_pool_size=2, read_timeout=POLL_SECONDS + 10.0),
            rate_limiter=pacing,
        )
        self._calls = calls
        self._pacing = pacing
        self._contents = Contents()
        self._own_page = own_page
        self._files = f"{api_url.removesuffix('/bot')}/file/bot{token}"

    async def initialize(self) -> None:
        """Ask Telegram who we are; that page is told to sites that the operator named no contact for."""
        await super().initialize()
        if self._own_page is not None:
            self._own_page.url = f"https://t.me/{self.username}"

    @property
    def contents(self) -> Contents:
        """What answers say, as bytes."""
        return self._contents

    async def raw_updates(self, offset: int | None, seconds: int, kinds: tuple[str, ...]) -> list[bytes]:
        """Return updates from ``offset`` on as JSON, unread, so that one that is not understood spoils no other.

        Raises:
            TelegramError: Telegram refused or is away.
        """
        data = {"offset": offset, "timeout": seconds, "allowed_updates": kinds}
        found = await self._post("getUpdates", data)
        return found if isinstance(found, list) else []

    async def send(self, chat: int, body: bytes) -> int:
        """Send a message whose call is made already (``body``), and return its number.

        Raises:
            TelegramError: Telegram refused or is away.
        """
        url, data = f"{self.base_url}/sendMessage", {"chat_id": chat}
        sent = await self._pacing.process_request(
            self._calls.post, (url, JsonBody(body)), {}, "sendMessage", data, rate_limit_args=None
        )
        try:
            return int(sent["message_id"])
        except (TypeError, KeyError, ValueError) as error:
            raise TelegramError("an answer without a number") from error

    async def file_bytes(self, file_id: str, max_bytes: int) -> bytes:
        """Return a file that somebody sent.

        Raises:
            FetchError: TOO_LARGE; UNREACHABLE for whatever else. Its address holds the token and is in no message.
        """
        try:
            found = await self._post("getFile", {"file_id": file_id})
            path = found.get("file_path") if isinstance(found, dict) else None
            if not isinstance(path, str) or not _FILE_PATH.fullmatch(path) or ".." in path:
                raise _no_file(file_id, "path")
            return await self._calls.file_bytes(f"{self._files}/{path}", max_bytes)
        except (TelegramError, httpx.HTTPError) as error:
            # "from None": httpx names the whole address, token and all, in its errors.
            raise _no_file(file_id, type(error).__name__) from None
        except _TooLargeError:
            raise FetchError(file_id, Gap(GapStep.IMAGES, GapReason.TOO_LARGE, str(max_bytes))) from None
