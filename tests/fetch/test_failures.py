"""Foreign exceptions and the gaps they stand for."""

from __future__ import annotations

import errno
import ssl
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import client_exceptions, http_exceptions

from bot.errors import FetchError
from bot.fetch.failures import (
    FOREIGN,
    REASONS,
    ExcessError,
    HeadTooLargeError,
    RefusedAddressError,
    gap_for,
    translated,
)
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = aiohttp.client_reqrep.ConnectionKey("news.test", 443, True, True, None, None, None)


def family(kind: type[Exception]) -> Iterator[type[Exception]]:
    """A class and all that are derived from it."""
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


def test_the_map_is_complete() -> None:
    """Every exception of aiohttp's client has a gap of its own; a release that adds one fails here."""
    missing = {kind.__name__ for kind in family(aiohttp.ClientError) if kind.__module__.startswith("aiohttp.")}
    missing -= {kind.__name__ for kind in REASONS}
    assert missing == set()
    assert {getattr(client_exceptions, name) for name in client_exceptions.__all__ if "Message" not in name} <= set(
        REASONS
    )


def test_every_one_is_caught() -> None:
    """Whatever the map names is caught at the edge."""
    assert all(issubclass(kind, FOREIGN) for kind in REASONS)


@pytest.mark.parametrize(
    ("exc", "reason"),
    [
        (TimeoutError(), GapReason.TIMED_OUT),
        (aiohttp.SocketTimeoutError(), GapReason.TIMED_OUT),
        (aiohttp.ConnectionTimeoutError(), GapReason.UNREACHABLE),
        (ConnectionResetError(), GapReason.UNREACHABLE),
        (OSError(errno.ENETUNREACH, "x"), GapReason.UNREACHABLE),
        (aiohttp.ServerDisconnectedError(), GapReason.UNREACHABLE),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(None, "x")), GapReason.UNREACHABLE),
        (aiohttp.ClientConnectorDNSError(KEY, RefusedAddressError("x")), GapReason.REFUSED_ADDRESS),
        (aiohttp.ClientConnectorError(KEY, RefusedAddressError("x")), GapReason.REFUSED_ADDRESS),
        (aiohttp.ClientConnectorSSLError(KEY, ssl.SSLError(1, "x")), GapReason.UNREACHABLE),
        (
            aiohttp.ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError(1, "x")),
            GapReason.BAD_CERTIFICATE,
        ),
        (aiohttp.ClientPayloadError("x"), GapReason.MALFORMED),
        (aiohttp.InvalidURL("x"), GapReason.MALFORMED),
        (http_exceptions.BadStatusLine("x"), GapReason.MALFORMED),
        (UnicodeError("x"), GapReason.MALFORMED),
        (HeadTooLargeError("x"), GapReason.MALFORMED),
        (ExcessError("x"), GapReason.MALFORMED),
        (RefusedAddressError("x"), GapReason.REFUSED_ADDRESS),
    ],
)
def test_reason(exc: Exception, reason: GapReason) -> None:
    """Each failure is told as what it is, without a word of the system's."""
    assert gap_for(exc) == Gap(GapStep.FETCH, reason)


def test_own_cause_is_found() -> None:
    """What aiohttp wraps around a refusal of ours does not hide it."""
    outer = aiohttp.ClientOSError(errno.EMSGSIZE, "x")
    outer.__cause__ = ExcessError("x")
    assert gap_for(outer).reason is GapReason.MALFORMED


def test_circular_causes() -> None:
    """Causes that run in a circle end."""
    first, second = OSError(), OSError()
    first.__cause__, second.__cause__ = second, first
    assert gap_for(first).reason is GapReason.UNREACHABLE


def test_translated() -> None:
    """The error names the address and keeps the cause."""
    cause = aiohttp.ServerDisconnectedError()
    with pytest.raises(FetchError) as caught, translated("http://news.test/"):
        raise cause
    assert caught.value.url == "http://news.test/"
    assert caught.value.gap == Gap(GapStep.FETCH, GapReason.UNREACHABLE)
    assert caught.value.__cause__ is cause


def test_own_errors_pass() -> None:
    """What is a gap already, or a mistake of ours, is left as it is."""
    own = FetchError("u", Gap(GapStep.FETCH, GapReason.ROBOTS))
    with pytest.raises(FetchError) as caught, translated("v"):
        raise own
    assert caught.value is own
    with pytest.raises(ZeroDivisionError), translated("v"):
        raise ZeroDivisionError
