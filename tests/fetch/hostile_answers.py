"""Answers of servers that mean harm, or are broken beyond reading: name -> what they say, and the gap for it.

None in place of a gap: a page can still be read of it, or not; it must only end, cheaply.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]  # it ships no types

from bot.model import GapReason
from tests.fetch.site import PAGE, answer, redirect
from tests.fetch.zstandard import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fetch.site import Speaks

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OPEN = HEAD + b"Connection: close\r\n\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = bytes(8_000_000)
MALFORMED = GapReason.MALFORMED
UNREACHABLE = GapReason.UNREACHABLE


def over_and_over(first: bytes, again: bytes, pause: float = 0) -> Speaks:
    """Speak without end; short speech comes in many small packets."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not (writer.is_closing() or reader.at_eof()):
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause)

    return speak


def then(*said: bytes, ending: str = "close") -> Speaks:
    """Say some packets, then close, reset, or fall silent."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for packet in said:
            writer.write(packet)
            await writer.drain()
            await asyncio.sleep(0.005)
        if ending == "reset":
            writer.transport.abort()
        elif ending == "silence":
            await reader.read()

    return speak


def coded(coding: str, body: bytes) -> bytes:
    """Give an answer with a coding, without a length."""
    return HEAD + b"Content-Encoding: " + coding.encode() + b"\r\nConnection: close\r\n\r\n" + body


def _heads() -> Iterator[tuple[str, bytes | Speaks, GapReason | None]]:
    yield "says nothing and hangs up", b"", UNREACHABLE
    yield "resets at once", then(ending="reset"), UNREACHABLE
    yield "says nothing", then(ending="silence"), GapReason.TIMED_OUT
    yield "stops in the status line", then(b"HTTP/1.1 2"), UNREACHABLE
    yield "stops in a header", then(b"HTTP/1.1 200 OK\r\nContent-Ty"), None
    yield "falls silent in a header", then(b"HTTP/1.1 200 OK\r\nContent-Ty", ending="silence"), GapReason.TIMED_OUT
    yield "resets in a header", then(b"HTTP/1.1 200 OK\r\nContent-Ty", ending="reset"), None
    yield "speaks another protocol (SSH)", b"SSH-2.0-OpenSSH_9.6\r\n", MALFORMED
    yield "speaks another protocol (SMTP)", b"220 mail.test ESMTP\r\n", MALFORMED
    yield "speaks another protocol (Redis)", b"-ERR unknown command\r\n", MALFORMED
    yield "speaks another protocol (TLS)", b"\x15\x03\x01\x00\x02\x02\x28", MALFORMED
    yield "speaks another protocol (ICY)", b"ICY 200 OK\r\n\r\n" + PAGE, MALFORMED
    yield "HTTP/0.9", PAGE, MALFORMED
    yield "HTTP/2 without being asked", b"HTTP/2.0 200 OK\r\n\r\n", None
    yield "HTTP/2 frames", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", MALFORMED
    yield "HTTP/9.9", b"HTTP/9.9 200 OK\r\n\r\n", MALFORMED
    yield "no status", b"HTTP/1.1 \r\n\r\n", MALFORMED
    yield "a status of letters", b"HTTP/1.1 abc OK\r\n\r\n", MALFORMED
    yield "a status too short", b"HTTP/1.1 20\r\n\r\n", MALFORMED
    yield "a status too long", b"HTTP/1.1 20000 OK\r\n\r\n", MALFORMED
    yield "a negative status", b"HTTP/1.1 -200 OK\r\n\r\n", MALFORMED
    yield "status 0", answer(status="000 Nothing"), MALFORMED
    yield "status 999", answer(status="999 Denied"), MALFORMED
    yield (
        "switches protocols",
        b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" + b"x" * 99999,
        MALFORMED,
    )
    yield "an endless reason", over_and_over(b"HTTP/1.1 200 ", b"a" * 4096), MALFORMED
    yield "an endless header name", over_and_over(b"HTTP/1.1 200 OK\r\n", b"a" * 4096), MALFORMED
    yield "an endless header value", over_and_over(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 4096), MALFORMED
    yield "headers without end", over_and_over(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 100), MALFORMED
    yield (
        "long headers without end",
        over_and_over(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 8000 + b"\r\n"),
        MALFORMED,
    )
    yield "empty lines without end", over_and_over(b"", b"\r\n" * 1000), MALFORMED
    yield "interim answers without end", over_and_over(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), MALFORMED
    yield (
        "early hints without end",
        over_and_over(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <" + b"a" * 5000 + b">\r\n\r\n"),
        MALFORMED,
    )
    yield "interim answers, slowly", over_and_over(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.001), MALFORMED
    yield "unknown interim answers", over_and_over(b"", b"HTTP/1.1 199 Misc\r\n\r\n" * 500), MALFORMED
    yield "folded headers without end", over_and_over(b"HTTP/1.1 200 OK\r\nX: a\r\n", b" folded\r\n" * 100), MALFORMED
    yield "a zero byte in a header", b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n" + PAGE, MALFORMED
    yield "a header without a name", b"HTTP/1.1 200 OK\r\n: x\r\n\r\n" + PAGE, MALFORMED
    yield "a header without a colon", b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + PAGE, MALFORMED
    yield "a space in a header name", b"HTTP/1.1 200 OK\r\nX Y: z\r\n\r\n" + PAGE, MALFORMED
    yield "thousands of cookies", b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b\r\n" * 3000 + b"\r\n" + PAGE, MALFORMED
    yield "one byte at a time, head", over_and_over(b"HTTP/1.1 200 OK\r\nX: ", b"a"), MALFORMED


def _lengths() -> Iterator[tuple[str, bytes | Speaks, GapReason | None]]:
    yield "a negative length", answer(Content_Length="-1"), MALFORMED
    yield "a length of letters", answer(Content_Length="many"), MALFORMED
    yield "a length with a sign", answer(Content_Length="+5"), MALFORMED
    yield "a length beyond numbers", answer(Content_Length="9" * 40), MALFORMED
    yield "a huge length", answer(Content_Length=str(2**62), Connection="close"), None
    yield "two lengths", answer(Content_Length="5\r\nContent-Length: 6"), MALFORMED
    yield "two lengths in one", answer(Content_Length="5, 5"), MALFORMED
    yield "a length and chunks", answer(Content_Length="5\r\nTransfer-Encoding: chunked"), MALFORMED
    yield "chunks twice", HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", None
    yield "unknown transfer coding", HEAD + b"Transfer-Encoding: cow\r\n\r\n" + PAGE, None
    yield "a chunk size of letters", CHUNKED + b"zz\r\n", MALFORMED
    yield "a negative chunk", CHUNKED + b"-1\r\nx\r\n", MALFORMED
    yield "a chunk size beyond numbers", CHUNKED + b"f" * 40 + b"\r\n", MALFORMED
    yield "a huge chunk", CHUNKED + b"7fffffffffffffff\r\n" + PAGE, None
    yield "a chunk that is longer", CHUNKED + b"2\r\nabcdef\r\n0\r\n\r\n", None
    yield "an endless chunk size", over_and_over(CHUNKED, b"0" * 4096), None
    yield "an endless chunk extension", over_and_over(CHUNKED + b"1;", b"a" * 4096), None
    yield "chunks of one byte without end", over_and_over(CHUNKED, b"1\r\na\r\n" * 1000), None
    yield "chunks with long extensions", over_and_over(CHUNKED, b"1;" + b"a" * 8000 + b"\r\nx\r\n"), None
    yield "trailers without end", over_and_over(CHUNKED + b"1\r\nx\r\n0\r\n", b"X-A: b\r\n" * 100), None
    yield "empty page", answer(b""), None
    yield "no content", b"HTTP/1.1 204 No Content\r\n\r\n", None
    yield "no content, with content", b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n" + PAGE, None
    yield "an answer and another", answer() + answer(b"<title>Another</title>"), None
    yield "a body without end", over_and_over(OPEN + PAGE, b"<p>more</p>" * 1000), None
    yield "a body without end, in lines", over_and_over(OPEN + PAGE, b"\n" * 4096), None
    yield "a body that drips", over_and_over(OPEN + PAGE, b"a"), None
    yield "a body that drips in chunks", over_and_over(CHUNKED, b"1\r\na\r\n"), None
    yield "a body that breaks off", then(HEAD + b"Content-Length: 999\r\n\r\n" + PAGE), None
    yield "a body that is reset", then(HEAD + b"Content-Length: 999\r\n\r\n" + PAGE, ending="reset"), None
    yield (
        "a body that never begins",
        then(HEAD + b"Content-Length: 999\r\n\r\n", ending="silence"),
        GapReason.TIMED_OUT,
    )
    yield (
        "a body that stops",
        then(HEAD + b"Content-Length: 999\r\n\r\n" + PAGE, ending="silence"),
        GapReason.TIMED_OUT,
    )


def _codings() -> Iterator[tuple[str, bytes | Speaks, GapReason | None]]:
    yield "gzip bomb", coded("gzip", gzip.compress(ZEROS, 9)), None
    yield "gzip bomb in gzip", coded("gzip, gzip", gzip.compress(gzip.compress(ZEROS, 9), 9)), None
    yield "deflate bomb", coded("deflate", zlib.compress(ZEROS, 9)), None
    yield "brotli bomb", coded("br", brotli.compress(ZEROS, quality=3)), None
    yield "zstd bomb", coded("zstd", zstd.compress(ZEROS)), None
    yield "zstd with a window of 128 MB", coded("zstd", _wide_zstd()), MALFORMED
    yield "zstd that asks for 2 GB", coded("zstd", b"\x28\xb5\x2f\xfd\x00\xa8" + bytes(64)), MALFORMED
    yield "empty gzip members without end", coded("gzip", gzip.compress(b"") * 20_000), None
    yield "empty zstd frames without end", coded("zstd", zstd.compress(b"") * 40_000), None
    yield "skippable zstd frames without end", coded("zstd", b"\x50\x2a\x4d\x18\x00\x00\x00\x00" * 80_000), None
    yield "empty deflate blocks without end", coded("deflate", b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 200_000), None
    yield "gzip with an endless name", coded("gzip", b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * 900_000), None
    yield "gzip that is broken", coded("gzip", b"\x1f\x8b\x08\x00" + b"\xff" * 100), MALFORMED
    yield "gzip with a wrong checksum", coded("gzip", gzip.compress(PAGE)[:-8] + bytes(8)), None
    yield "brotli that is noise", coded("br", b"\xff" * 1000), MALFORMED
    yield "deflate that is noise", coded("deflate", b"\xff" * 1000), MALFORMED
    yield "three codings", coded("gzip, gzip, gzip", gzip.compress(PAGE)), MALFORMED
    yield "a hundred codings", coded(", ".join(["br"] * 100), PAGE), MALFORMED
    yield (
        "gzip that drips",
        over_and_over(coded("gzip", b"\x1f\x8b\x08\x00" + bytes(6)), b"\x00\x00\x00\xff\xff"),
        None,
    )
    yield "a body of zero bytes", answer(bytes(600_000)), None


def _wide_zstd() -> bytes:
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 27}
    compressor = zstd.ZstdCompressor(options=options)
    return compressor.compress(ZEROS[:1000]) + compressor.compress(ZEROS) + compressor.flush()


def _pages() -> Iterator[tuple[str, bytes | Speaks, GapReason | None]]:
    """Hostile HTML; how pages reads it is its own matter, that it ends is everybody's."""
    size = 500_000
    yield "nested elements", answer(b"<div>" * (size // 5)), None
    yield "nested formatting", answer(b"<b><i>" * (size // 6)), None
    yield "nested tables", answer(b"<table><tr><td>" * (size // 15)), None
    yield (
        "attributes on one element",
        answer(b"<p " + b"".join(b"a%d=b " % number for number in range(size // 10)) + b">"),
        None,
    )
    yield "one attribute again and again", answer(b"<p " + b"a=b " * (size // 4) + b">"), None
    yield "one attribute without end", answer(b'<p a="' + b"x" * size), None
    yield "a tag without end", answer(b"<" + b"a" * size), None
    yield "a comment without end", answer(b"<!--" + b"-" * size), None
    yield "comments", answer(b"<!---->" * (size // 7)), None
    yield "ampersands", answer(b"&" * size), None
    yield "entities", answer(b"&lt;" * (size // 4)), None
    yield "unknown entities", answer(b"&aaaa" * (size // 5)), None
    yield "doctypes with entities", answer(b"<!DOCTYPE html [" + b"<!ENTITY a 'b'>" * (size // 15) + b"]>"), None
    yield "less-than signs", answer(b"<" * size), None
    yield "titles", answer(b"<title>a" * (size // 8)), None
    yield "metas", answer(b"<meta name=description content=x>" * (size // 33)), None
    yield "refreshes", answer(b"<meta http-equiv=refresh content='0'>" * (size // 37)), None
    yield "scripts", answer(b"<script>" * (size // 8)), None
    yield "scripts of JSON", answer(b"<script type=application/ld+json>{}</script>" * (size // 45)), None
    yield "deep JSON", answer(b"<script type=application/ld+json>" + b"[" * size), None
    yield "JSON of braces", answer(b"<script type=application/ld+json>" + b'{"a":' * (size // 5)), None
    yield "closing tags", answer(b"</p>" * (size // 4)), None
    yield "closing tags of nothing", answer(b"<div>" * 20_000 + b"</span>" * 50_000), None
    yield "select and options", answer(b"<select><option>" * (size // 16)), None
    yield "spaces", answer(b"<title>" + b" " * size), None
    yield "a line", answer(b"<p>" + b"a" * size), None
    yield "combining marks", answer(("<title>e" + "\u0301" * (size // 2)).encode()), None
    yield "charsets", answer(b"<meta charset=x>" * (size // 16)), None
    yield "a charset without end", answer(content_type="text/html; charset=" + "a" * 5000), None
    yield "UTF-7", answer(b"+ADw-title+AD4-" * 1000, content_type="text/html; charset=utf-7"), None
    yield "a charset that is code", answer(content_type="text/html; charset=rot13"), None
    yield "a charset that is compression", answer(content_type="text/html; charset=zlib_codec"), None
    yield "half a character at the end", answer("<title>é".encode()[:-1]), None
    yield "frames", answer(b"<frameset><frame src=/x>" * (size // 24)), None
    yield "image maps in SVG", answer(b"<svg><g>" * (size // 8)), None
    yield "formatting that is never closed", answer(b"<p><font>" * (size // 9)), None


def _statuses() -> Iterator[tuple[str, bytes | Speaks, GapReason | None]]:
    yield "not found, without end", over_and_over(b"HTTP/1.1 404 Not Found\r\n\r\n", PAGE), GapReason.NOT_FOUND
    yield "an error, without end", over_and_over(b"HTTP/1.1 500 Oops\r\n\r\n", PAGE), GapReason.HTTP_STATUS
    yield (
        "a redirect, with a body without end",
        over_and_over(redirect("/elsewhere").replace(b"Content-Length: 0\r\n", b""), PAGE),
        GapReason.NOT_FOUND,
    )
    yield (
        "a picture without end",
        over_and_over(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", PAGE),
        GapReason.NOT_A_PAGE,
    )
    yield "a picture called a page", answer(b"\x89PNG\r\n\x1a\n" + bytes(900_000)), GapReason.NOT_A_PAGE
    yield "a refresh header to itself", answer(Refresh="0"), None
    yield "a refresh header to nowhere", answer(Refresh="0; url=javascript:alert(1)"), None
    yield (
        "asks for a login",
        answer(status="401 Unauthorized", WWW_Authenticate="Basic realm=x"),
        GapReason.HTTP_STATUS,
    )
    yield "asks for a proxy login", answer(status="407 Proxy", Proxy_Authenticate="Basic"), GapReason.HTTP_STATUS
    yield "redirects without a place", b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", GapReason.HTTP_STATUS
    yield "not modified, unasked", b"HTTP/1.1 304 Not Modified\r\n\r\n", GapReason.HTTP_STATUS


ANSWERS: dict[str, tuple[bytes | Speaks, GapReason | None]] = {
    name: (said, gap) for group in (_heads, _lengths, _codings, _pages, _statuses) for name, said, gap in group()
}
