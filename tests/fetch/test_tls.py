"""Certificates: verified, never passed over."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trustme

from bot.errors import FetchError
from bot.fetch.exchange import tls_context
from bot.fetch.failures import ExcessError
from bot.model import GapReason
from tests.fetch.hostile_answers import CHUNKED, over_and_over, then
from tests.fetch.site import Site, answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.fetch import Fetcher

AUTHORITY = trustme.CA()


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Give what a server needs to show a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def client_context() -> ssl.SSLContext:
    """Give what Mop uses, with the tests' own authority in place of the system's."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@pytest.fixture
async def secure_site() -> AsyncIterator[Site]:
    """A site with a good certificate for news.test."""
    site = Site({"/": answer()})
    await site.start(server_context(AUTHORITY.issue_cert("news.test")))
    yield site
    await site.stop()


async def test_good_certificate(secure_site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page behind a good certificate is read."""
    fetcher = fetcher_for(secure_site.settings(), ssl_context=client_context())
    assert (await fetcher.page(secure_site.link(scheme="https"), 5)).title == "A title"


async def test_long_page(secure_site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A long page behind TLS is read as far as the limit."""
    secure_site.pages["/"] = over_and_over(CHUNKED, b"1000\r\n" + b"a" * 4096 + b"\r\n")
    fetcher = fetcher_for(secure_site.settings(), ssl_context=client_context())
    page = await fetcher.page(secure_site.link(scheme="https"), 10)
    assert page.link.host == "news.test"


async def test_tickets_without_end(fetcher_for: Callable[..., Fetcher]) -> None:
    """A server that sends session tickets instead of a page is hung up on; they never reach HTTP's own limits."""
    context = server_context(AUTHORITY.issue_cert("news.test"))
    context.num_tickets = 20_000
    site = Site({"/": then(ending="silence")})
    await site.start(context)
    try:
        fetcher = fetcher_for(site.settings(), ssl_context=client_context())
        with pytest.raises(FetchError) as caught:
            await fetcher.page(site.link(scheme="https"), 10)
    finally:
        await site.stop()
    assert caught.value.gap.reason is GapReason.MALFORMED
    assert isinstance(root_of(caught.value), ExcessError)


def root_of(error: BaseException) -> BaseException:
    """Give the first cause of an error."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


BAD = {
    "of an unknown authority": trustme.CA().issue_cert("news.test"),
    "for another name": AUTHORITY.issue_cert("other.test"),
    "for a parent's other children": AUTHORITY.issue_cert("*.news.test"),
    "that has expired": AUTHORITY.issue_cert(
        "news.test", not_before=datetime(2019, 1, 1, tzinfo=UTC), not_after=datetime(2020, 1, 1, tzinfo=UTC)
    ),
}


@pytest.mark.parametrize("fault", BAD)
async def test_bad_certificate(fault: str, fetcher_for: Callable[..., Fetcher]) -> None:
    """A page behind a bad certificate is not read, nor asked for, and the gap says why."""
    site = Site({"/": answer()})
    await site.start(server_context(BAD[fault]))
    try:
        fetcher = fetcher_for(site.settings(), ssl_context=client_context())
        with pytest.raises(FetchError) as caught:
            await fetcher.page(site.link(scheme="https"), 5)
    finally:
        await site.stop()
    assert caught.value.gap.reason is GapReason.BAD_CERTIFICATE
    assert site.heads == []


async def test_no_tls_there(site: Site, fetcher_for: Callable[..., Fetcher]) -> None:
    """A server that speaks no TLS cannot be reached; nothing is asked of it in the clear instead."""
    site.pages["/"] = answer()
    with pytest.raises(FetchError) as caught:
        await fetcher_for(site.settings(connect_seconds=0.2)).page(site.link(scheme="https"), 5)
    assert caught.value.gap.reason is GapReason.UNREACHABLE
    assert site.heads == []


def test_context() -> None:
    """Names and chains are checked, old versions are not spoken, and no server starts handshakes without end."""
    context = tls_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION
