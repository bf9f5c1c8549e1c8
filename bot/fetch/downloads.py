"""Files that the operator subscribes to (lists, feeds), streamed to disk through the same guard."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import FetchError, StoreError
from bot.fetch.decoding import Decoder, DecodingError, codings_of
from bot.fetch.exchange import chunks
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from aiohttp import ClientResponse

_WRITTEN_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was saved."""

    path: Path
    url: str
    """Where the redirects ended."""
    size_bytes: int
    """As saved, after Content-Encoding was undone."""
    etag: str
    """For the next request; "" when the server gave none."""
    last_modified: str
    """As the server wrote it, for the next request; "" when it gave none."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The file is as it was (304)."""

    url: str


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """Headers that ask only for a newer file; both may be ""."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Accept": "*/*"}
    return {name: value for name, value in headers.items() if value}


async def save(answer: ClientResponse, path: Path, max_bytes: int) -> int:
    """Stream a body into a file, which is only put in place when it is whole.

    Args:
        answer: a successful one.
        path: where the file goes; beside it a ``.part`` file lives meanwhile.
        max_bytes: most that is written.

    Returns:
        Bytes written.

    Raises:
        FetchError: TOO_LARGE.
        StoreError: the file cannot be written.
        DecodingError, aiohttp.ClientError, OSError: the body could not be read whole.
    """
    part = path.with_name(path.name + ".part")
    try:
        with _writing(path):
            file = await asyncio.to_thread(part.open, "wb")
        with file:
            size = await _stream(answer, file, max_bytes, path)
        with _writing(path):
            await asyncio.to_thread(part.replace, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return size


async def _stream(answer: ClientResponse, file: BinaryIO, max_bytes: int, path: Path) -> int:
    size = 0
    waiting = bytearray()
    async for piece in _decoded(answer):
        size += len(piece)
        if size > max_bytes:
            raise FetchError(str(answer.url), Gap(GapStep.FETCH, GapReason.TOO_LARGE, str(max_bytes)))
        waiting += piece
        if len(waiting) >= _WRITTEN_AT_ONCE:
            await _write(file, waiting, path)
    await _write(file, waiting, path)
    return size


async def _decoded(answer: ClientResponse) -> AsyncIterator[bytes]:
    decoder = Decoder(codings_of(answer.headers.getall("Content-Encoding", ())))
    async for chunk in chunks(answer):
        for piece in decoder.pieces(chunk):
            yield piece
    if not decoder.complete:
        raise DecodingError("the body ends in the middle of its coding")


async def _write(file: BinaryIO, waiting: bytearray, path: Path) -> None:
    with _writing(path):
        await asyncio.to_thread(file.write, bytes(waiting))
    waiting.clear()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Keep a full disk apart from a site that is away: both are OSErrors."""
    try:
        yield
    except OSError as exc:
        raise StoreError(str(path), "a download cannot be written") from exc
