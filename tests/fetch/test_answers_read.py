"""Legitimate answers in every form that servers give them."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.fetch import Fetcher
from bot.links import Rules
from tests.fetch.conftest import NOW
from tests.fetch.site import PAGE, Site, answer
from tests.fetch.zstandard import zstd

if TYPE_CHECKING:
    from collections.abc import Callable


def chunked(body: bytes, size: int, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """Give a body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    lines = [b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts]
    return b"".join(lines) + b"0\r\n" + trailers + b"\r\n"


def raw_deflate(body: bytes) -> bytes:
    """Deflate without the zlib wrapper, as some servers mean it."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(body) + deflate.flush()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
FORMS = {
    "with its length": answer(),
    "without a length": HEAD + b"Connection: close\r\n\r\n" + PAGE,
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "HTTP/1.0 with its length": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    % len(PAGE)
    + PAGE,
    "in chunks": CHUNKED + chunked(PAGE, 10),
    "in chunks of one byte": CHUNKED + chunked(PAGE, 1),
    "in chunks with extensions": CHUNKED + chunked(PAGE, 30, b";name=value"),
    "in chunks with trailers": CHUNKED + chunked(PAGE, 30, b"", b"X-Sum: 1\r\n"),
    "gzip": answer(gzip.compress(PAGE), Content_Encoding="gzip"),
    "x-gzip": answer(gzip.compress(PAGE), Content_Encoding="X-GZip"),
    "gzip in two members": answer(gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:]), Content_Encoding="gzip"),
    "gzip in chunks": CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    + chunked(gzip.compress(PAGE), 7),
    "gzip cut off": answer(gzip.compress(PAGE + bytes(9))[:-8], Content_Encoding="gzip"),
    "deflate": answer(zlib.compress(PAGE), Content_Encoding="deflate"),
    "raw deflate": answer(raw_deflate(PAGE), Content_Encoding="deflate"),
    "brotli": answer(brotli.compress(PAGE), Content_Encoding="br"),
    "zstd": answer(zstd.compress(PAGE), Content_Encoding="zstd"),
    "brotli over gzip": answer(brotli.compress(gzip.compress(PAGE)), Content_Encoding="gzip, br"),
    "identity": answer(Content_Encoding="identity"),
    "a coding that is none": answer(Content_Encoding="utf-8"),
    "called gzip and is not": answer(Content_Encoding="gzip"),
    "called zstd and is not": answer(Content_Encoding="zstd"),
    "no content type": answer(content_type=None),
    "plain text that is HTML": answer(content_type="text/plain"),
    "XHTML": answer(content_type="application/xhtml+xml"),
    "XML that is XHTML": answer(
        b'<?xml version="1.0"?><html xmlns="x"><head><title>A title</title></head></html>', content_type="text/xml"
    ),
    "early hints first": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + answer(),
    "continue first": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + answer(),
    "another success": answer(status="203 Non-Authoritative Information"),
    "part of it": answer(status="206 Partial Content"),
    "no reason": answer(status="200"),
    "long headers": answer(Content_Security_Policy="default-src " + "https://a.example " * 1500),
    "many headers": answer(content_type="text/html\r\n" + "\r\n".join(f"X-{number}: x" for number in range(200))),
    "headers in capitals": answer().replace(b"Content-Type", b"CONTENT-TYPE"),
    "headers in UTF-8": answer(X_Note="caf\u00c3\u00a9"),
    "headers in Latin-1": answer(X_Note="caf\u00e9"),
    "cookies": answer(Set_Cookie="a=b; Path=/; HttpOnly"),
    "less than promised": answer(Content_Length=str(len(PAGE) + 500), Connection="close"),
    "more than promised": answer() + b"and more",
    "chunks without their end": CHUNKED + chunked(PAGE, 10)[:-5],
    "a comment first": answer(b"<!-- " + b"x" * 900 + b" -->" + PAGE, content_type=None),
    "an unknown version": answer().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "lines that end with LF": answer().replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("form", FORMS)
async def test_read(form: str, site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page is read whichever way its server sends it."""
    site.pages["/"] = FORMS[form]
    page = await fetcher_for(site.settings()).page(site.link(), 5)
    assert page.title == "A title"
    assert page.link == site.link()
    assert page.fetched_at == NOW


async def test_opened_and_closed(site: Site) -> None:
    """A fetcher is open for as long as its block."""
    site.pages["/"] = answer()
    async with Fetcher(site.settings(), Rules(), lambda: NOW) as fetcher:
        assert (await fetcher.page(site.link(), 5)).title == "A title"
    async with Fetcher(site.settings(), Rules(), lambda: NOW):
        pass


async def test_connection_is_kept(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Two pages of one site, and its robots.txt, take one connection."""
    site.pages["*"] = answer()
    fetcher = fetcher_for(site.settings())
    await fetcher.page(site.link("/a"), 5)
    await fetcher.page(site.link("/b"), 5)
    assert site.paths == ["/a", "/b"]
    assert len(site.heads) == 3
    assert site.connections == 1


async def test_long_page_is_cut(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Of a page longer than the limit the beginning is read, and the rest is left."""
    site.pages["/"] = answer(PAGE + b"<p>words</p>" * 200_000)
    page = await fetcher_for(site.settings(max_bytes=100_000)).page(site.link(), 5)
    assert page.title == "A title"


async def test_long_page_in_a_thread(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A long page within the limit is read whole."""
    site.pages["/"] = answer(PAGE + b"<p>words</p>" * 10_000 + b"<p>the end")
    page = await fetcher_for(site.settings()).page(site.link(), 5)
    assert page.title == "A title"


async def test_nothing_is_sent_along(
    site: Site, fetcher_for: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cookie, referrer, language or login of anybody is sent, and no proxy of the environment is used."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/"] = answer(Set_Cookie="seen=1; Path=/")
    site.pages["/next"] = answer()
    fetcher = fetcher_for(site.settings(contact_url="https://example.org/mop"))
    await fetcher.page(site.link(), 5)
    await fetcher.page(site.link("/next"), 5)
    sent = "\n".join(site.heads).lower()
    assert not any(f"\n{name}:" in sent for name in ("cookie", "referer", "authorization", "origin", "from", "via"))
    assert "accept-language: *\n" in sent.replace("\r", "")
    assert "mop/" in sent
    assert "+https://example.org/mop" in sent


async def test_no_contact(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Without a contact address Mop still says what it is."""
    site.pages["/"] = answer()
    await fetcher_for(site.settings()).page(site.link(), 5)
    assert "compatible; Mop/" in site.heads[0]
    assert "; +" not in site.heads[0]


async def test_a_bots_own_page_stands_in_as_contact(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """Where the operator named none, sites are told the bot's own page as soon as its platform has said it."""
    settings = site.settings()
    site.pages["/"] = site.pages["/next"] = answer()
    fetcher = fetcher_for(settings)
    await fetcher.page(site.link(), 5)
    settings.own_page.url = "https://chat.example/mop"
    await fetcher.page(site.link("/next"), 5)
    assert "+https://chat.example/mop" not in site.heads[0]
    assert "; +https://chat.example/mop)" in site.heads[-1]


async def test_ipv6(fetcher_for: Callable[..., Fetcher]) -> None:
    """A site on IPv6 is read, by name and by address."""
    running = Site({"/": answer()})
    await running.start(host="::1")
    try:
        fetcher = fetcher_for(running.settings(resolve={}))
        assert (await fetcher.page(running.link(host="[::1]"), 5)).title == "A title"
    finally:
        await running.stop()


async def test_international_host(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A host in any script is asked for under its ASCII name."""
    site.pages["/"] = answer()
    page = await fetcher_for(site.settings()).page(site.link(host="bücher.example"), 5)
    assert page.link.host == "xn--bcher-kva.example"
    assert f"Host: xn--bcher-kva.example:{site.port}" in site.heads[-1]
