"""Content-Encoding, undone in small pieces so that no bomb gets further than the cap. Pure.

aiohttp's own decompression is off: it follows any window size a zstd frame asks for (2 GiB), does not undo two
codings, and runs inside the loop's read callback where nothing can pause it.
"""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

if sys.version_info >= (3, 14):  # pragma: no cover - where these tests are run on 3.11
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
PIECE = 64 * 1024
"""Bytes that one call into a decompressor may give; brotli goes beyond by up to half."""
MAX_CODINGS = 2
MAX_MEMBERS = 64
"""Gzip members or zstd frames in one body. Each costs a new decompressor; real bodies have one."""
_MAX_ZSTD_WINDOW_LOG = 23  # 8 MiB, the most a server may use for content coding (RFC 9659)
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class DecodingError(ValueError):
    """A body is not in the coding that its header names."""


class _Stage(Protocol):
    """One coding."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` decodes to, at most PIECE bytes at a time; raises what the library raises."""
        ...

    @property
    def complete(self) -> bool:
        """True when the coding's own end has been reached."""
        ...


class _Inflate:
    """gzip, and deflate in both its meanings (zlib as the standard says, raw as some servers send)."""

    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._members = 0
        self._inflate: zlib._Decompress | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data and self._members <= MAX_MEMBERS and not self._is_padding(data):
            inflate = self._inflate = self._inflate or self._begin(data)
            piece = inflate.decompress(data, PIECE)
            while piece:
                yield piece
                piece = inflate.decompress(inflate.unconsumed_tail, PIECE)
            data = inflate.unused_data if self._gzip else b""
            if inflate.eof and self._gzip:
                self._inflate = None

    @property
    def complete(self) -> bool:
        return self._inflate.eof if self._inflate else self._members > 0

    def _is_padding(self, data: bytes) -> bool:
        """After the end only another gzip member counts."""
        return self.complete and not (self._gzip and data.startswith(_GZIP_MAGIC[: len(data)]))

    def _begin(self, data: bytes) -> zlib._Decompress:
        self._members += 1
        if self._gzip:
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        wrapped = data[0] & 0x0F == zlib.DEFLATED  # RFC 1950: CM
        return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


class _Brotli:
    def __init__(self) -> None:
        self._decompressor = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        # can_accept_more_data() is no sign that all has been given: it turns true before the last pieces.
        while not self._decompressor.is_finished():
            piece = self._decompressor.process(data, output_buffer_limit=PIECE)
            if not piece:
                return
            yield piece
            data = b""

    @property
    def complete(self) -> bool:
        return bool(self._decompressor.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._frames = 0
        self._decompressor: zstd.ZstdDecompressor | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data and self._frames <= MAX_MEMBERS:
            frame = self._decompressor = self._decompressor or self._begin()
            yield frame.decompress(data, PIECE)
            while not (frame.needs_input or frame.eof):
                yield frame.decompress(b"", PIECE)
            data = b""
            if frame.eof:
                data, self._decompressor = frame.unused_data, None

    @property
    def complete(self) -> bool:
        return self._decompressor is None

    def _begin(self) -> zstd.ZstdDecompressor:
        self._frames += 1
        # A frame may ask for a window of 2 GiB; more than 8 MiB is refused before it is allocated.
        options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _MAX_ZSTD_WINDOW_LOG}
        return zstd.ZstdDecompressor(options=options)


class Decoder:
    """Undoes the codings of one body, chunk by chunk.

    Args:
        codings: in the order they were applied, as ``codings_of`` gives them.
    """

    def __init__(self, codings: Sequence[str]) -> None:
        self._codings = tuple(codings)
        self._stages: tuple[_Stage, ...] | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Yield what a chunk decodes to, lazily, about PIECE bytes at a time where there is a coding.

        Raises:
            DecodingError: it is not in its coding.
        """
        if self._stages is None:
            self._stages = _stages(self._codings, data)
        try:
            yield from _through(self._stages, data)
        except (zlib.error, zstd.ZstdError, brotli.error) as exc:
            raise DecodingError("the body is not in the coding its header names") from exc

    @property
    def complete(self) -> bool:
        """True when no coding waits for more."""
        return all(stage.complete for stage in self._stages or ())


def _through(stages: Sequence[_Stage], data: bytes) -> Iterator[bytes]:
    if not stages:
        yield data
        return
    for piece in stages[0].pieces(data):
        if piece:
            yield from _through(stages[1:], piece)


def _stages(codings: Sequence[str], start: bytes) -> tuple[_Stage, ...]:
    """The codings to undo, last one first; a body that visibly is not in its only coding is taken as plain."""
    magic = {"gzip": _GZIP_MAGIC, "zstd": _ZSTD_MAGIC}.get(codings[-1]) if codings else None
    if magic and not start.startswith(magic[: len(start)]) and not _is_skippable(start):
        return ()
    return tuple(_stage(coding) for coding in reversed(codings))


def _is_skippable(start: bytes) -> bool:
    """A zstd body may begin with a skippable frame (RFC 8878: 0x184D2A50 to 0x184D2A5F)."""
    return len(start) >= 4 and start[1:4] == b"\x2a\x4d\x18" and start[0] & 0xF0 == 0x50


def _stage(coding: str) -> _Stage:
    if coding == "br":
        return _Brotli()
    if coding == "zstd":
        return _Zstd()
    return _Inflate(gzip=coding == "gzip")


def codings_of(headers: Sequence[str]) -> tuple[str, ...]:
    """Read Content-Encoding headers.

    Names that are no coding of ours are passed over, as browsers do: servers write ``utf-8`` or ``none`` there.

    Raises:
        DecodingError: more codings on top of each other than a page has.
    """
    names = (name.strip().lower().removeprefix("x-") for header in headers for name in header.split(","))
    known = tuple(name for name in names if name in {"gzip", "deflate", "br", "zstd"})
    if len(known) > MAX_CODINGS:
        raise DecodingError("too many codings")
    return known
