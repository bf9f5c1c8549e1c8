"""Foreign exceptions become gaps here, and nowhere else.

Readers hear one sentence for UNREACHABLE and REFUSED_ADDRESS; the difference is for the operator's report.
No detail holds an address or a message of the system's: what was found behind a name stays here.
"""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import client_exceptions, http_exceptions

from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep

if TYPE_CHECKING:
    from collections.abc import Iterator


class RefusedAddressError(OSError):
    """A socket was about to be opened, or a name was answered, with an address that may not be dialled."""

    def __init__(self, host: str) -> None:
        super().__init__(errno.EACCES, f"{host} is not a public web address")


class ExcessError(OSError):
    """A server sent more around its answer than any page needs."""

    def __init__(self, what: str) -> None:
        super().__init__(errno.EMSGSIZE, what)


class HeadTooLargeError(aiohttp.ClientError):
    """More header bytes or interim answers than allowed came before the answer itself."""


REASONS: dict[type[Exception], GapReason] = {
    HeadTooLargeError: GapReason.MALFORMED,
    ExcessError: GapReason.MALFORMED,
    RefusedAddressError: GapReason.REFUSED_ADDRESS,
    # aiohttp's own tree, every class of it: a test fails when a release adds one.
    aiohttp.ClientError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectionError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectionResetError: GapReason.UNREACHABLE,
    aiohttp.ClientOSError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectorError: GapReason.UNREACHABLE,
    aiohttp.ClientProxyConnectionError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectorDNSError: GapReason.UNREACHABLE,
    client_exceptions.UnixClientConnectorError: GapReason.UNREACHABLE,
    aiohttp.ClientSSLError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectorSSLError: GapReason.UNREACHABLE,
    aiohttp.ClientConnectorCertificateError: GapReason.BAD_CERTIFICATE,
    aiohttp.ServerFingerprintMismatch: GapReason.BAD_CERTIFICATE,
    aiohttp.ServerConnectionError: GapReason.UNREACHABLE,
    aiohttp.ServerDisconnectedError: GapReason.UNREACHABLE,
    aiohttp.ServerTimeoutError: GapReason.TIMED_OUT,
    # A filtered address never answers the first packet; it must look like a closed one.
    aiohttp.ConnectionTimeoutError: GapReason.UNREACHABLE,
    aiohttp.SocketTimeoutError: GapReason.TIMED_OUT,
    aiohttp.ClientPayloadError: GapReason.MALFORMED,
    client_exceptions.UploadAbortedError: GapReason.UNREACHABLE,
    aiohttp.ClientResponseError: GapReason.MALFORMED,
    aiohttp.ContentTypeError: GapReason.MALFORMED,
    aiohttp.WSServerHandshakeError: GapReason.MALFORMED,
    aiohttp.ClientHttpProxyError: GapReason.MALFORMED,
    aiohttp.TooManyRedirects: GapReason.TOO_MANY_REDIRECTS,
    aiohttp.InvalidURL: GapReason.MALFORMED,
    aiohttp.InvalidUrlClientError: GapReason.MALFORMED,
    aiohttp.RedirectClientError: GapReason.MALFORMED,
    aiohttp.NonHttpUrlClientError: GapReason.REFUSED_ADDRESS,
    aiohttp.InvalidUrlRedirectClientError: GapReason.MALFORMED,
    aiohttp.NonHttpUrlRedirectClientError: GapReason.REFUSED_ADDRESS,
    # What else comes out of a request: the parser's own, the system's, and refusals of odd text.
    http_exceptions.HttpProcessingError: GapReason.MALFORMED,
    TimeoutError: GapReason.TIMED_OUT,
    OSError: GapReason.UNREACHABLE,
    ValueError: GapReason.MALFORMED,
}

FOREIGN = (aiohttp.ClientError, http_exceptions.HttpProcessingError, OSError, ValueError)
"""TimeoutError is an OSError. A deadline's own TimeoutError is caught outside, around the whole fetch."""


def gap_for(exc: Exception) -> Gap:
    """Name the gap that a foreign exception stands for.

    Args:
        exc: one of FOREIGN.

    Returns:
        The gap of the cause where aiohttp has wrapped one of our own, else of the nearest class in REASONS.
    """
    own = _own_cause(exc)
    kind = type(own or exc)
    reason = next(REASONS[base] for base in kind.__mro__ if base in REASONS)
    return Gap(GapStep.FETCH, reason)


def _own_cause(exc: BaseException | None) -> Exception | None:
    """Find our own exception inside what aiohttp made of it."""
    seen = 0
    while exc is not None and seen < 8:
        if isinstance(exc, RefusedAddressError | ExcessError | HeadTooLargeError):
            return exc
        exc, seen = exc.__cause__ or getattr(exc, "os_error", None), seen + 1
    return None


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn what a request raises into a FetchError that names the address.

    Raises:
        FetchError: for every exception in FOREIGN.
    """
    try:
        yield
    except FOREIGN as exc:
        raise FetchError(url, gap_for(exc)) from exc
