"""Sockets that dial only permitted addresses and that stop listening to a server which sends too much.

aiohttp bounds single headers, but neither interim (1xx) answers nor a head that never ends, nor what a server
wraps around a body: chunk extensions, one-byte packets, TLS records without content. Every byte passes a Meter.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import weakref
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp.client_proto import ResponseHandler

from bot.fetch.failures import ExcessError, HeadTooLargeError, RefusedAddressError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext

    from aiohttp.abc import AbstractResolver
    from aiohttp.client_reqrep import ClientResponse
    from aiohttp.connector import AddrInfoType
    from typing_extensions import Buffer

    from bot.fetch.addresses import Guard

MAX_HEAD_BYTES = 128 * 1024
"""Status line and headers of one answer, interim answers included. Chromium stops at 256 KiB, curl at 300 KB."""
MAX_INTERIM_ANSWERS = 16
READ_AT_ONCE = 128 * 1024
"""Bytes taken from a socket in one turn of the loop, so that no turn is long."""
OVERHEAD_BYTES = 512 * 1024
"""What may come besides the body: chunk sizes and extensions, trailers, TLS records, unread read-ahead."""
FREE_READS = 1_000
BYTES_PER_READ = 1_024
"""After FREE_READS, a connection whose reads are smaller than this on average is given up: each costs a turn."""


class Meter:
    """Counts what one connection receives and ends it at the limit.

    Attributes:
        received: bytes since the request began, TLS and HTTP framing included.
    """

    def __init__(self) -> None:
        self.received = 0
        self._reads = 0
        self._limit = 0
        self.restart()

    def restart(self) -> None:
        """A request begins: only a head is expected."""
        self.received = 0
        self._reads = 0
        self._limit = MAX_HEAD_BYTES + OVERHEAD_BYTES

    def delivered(self, body_bytes: int) -> None:
        """So much of the body has been taken over; as much again may follow, and the framing around it."""
        self._limit = MAX_HEAD_BYTES + body_bytes + OVERHEAD_BYTES

    def count(self, received: int) -> None:
        """Take note of one read.

        Raises:
            ExcessError: that was too much, or too much work for too little.
        """
        self.received += received
        self._reads += 1
        if self.received > self._limit:
            raise ExcessError("more framing than content")
        if self._reads > FREE_READS + self.received // BYTES_PER_READ:
            raise ExcessError("too many small packets")


class MeteredSocket(socket.socket):
    """A socket that reads in small turns and through a meter."""

    meter: Meter

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Read at most READ_AT_ONCE bytes."""
        data = super().recv(min(bufsize, READ_AT_ONCE), flags)
        self.meter.count(len(data))
        return data

    def recv_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0, /) -> int:
        """Read at most READ_AT_ONCE bytes; TLS reads this way."""
        room = nbytes or memoryview(buffer).nbytes
        received = super().recv_into(buffer, min(room, READ_AT_ONCE), flags)
        self.meter.count(received)
        return received


class BoundedHandler(ResponseHandler):
    """aiohttp's protocol with an end to heads."""

    def __init__(self, loop: asyncio.AbstractEventLoop, meters: Mapping[int, Meter]) -> None:
        super().__init__(loop)
        self._meters = meters
        self.meter = Meter()
        self._in_head = False
        self._given_up = False
        self._head_bytes = 0
        self._interim = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Find the meter of the socket below, through TLS if need be."""
        super().connection_made(transport)
        sock = transport.get_extra_info("socket")
        self.meter = self._meters.get(sock.fileno(), self.meter)

    def set_response_params(self, **params: Any) -> None:  # noqa: ANN401 - handed on as they are
        """A request begins on this connection."""
        self.meter.restart()
        self._in_head, self._head_bytes, self._interim = True, 0, 0
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Parse, and give up on a head that does not end.

        A head is handed on by itself: aiohttp forgets an answer when what follows it in the same packet cannot be
        parsed, and a body that is longer than its Content-Length is such a thing.
        """
        start = 0
        while self._in_head and (end := data.find(b"\r\n\r\n", start) + 4) >= 4:
            self._parse_head(data[start:end])
            start = end
        rest = data[start:]
        if self._in_head:
            self._parse_head(rest)
        elif not self._given_up and (rest or not data):
            super().data_received(rest)

    def _parse_head(self, data: bytes) -> None:
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._give_up("header bytes")
        else:
            super().data_received(data)

    def feed_data(self, data: Any, size: int = 0) -> None:  # noqa: ANN401 - aiohttp's message and payload
        """Take a parsed answer; a 1xx other than 101 is followed by another one."""
        super().feed_data(data, size)
        code = data[0].code
        if not 100 <= code < 200 or code == 101:
            self._in_head = False
            return
        self._interim += 1
        if self._interim > MAX_INTERIM_ANSWERS:
            self._give_up("interim answers")

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """Tell whoever reads the body too: aiohttp leaves them waiting when a later chunk cannot be parsed."""
        super().set_exception(exc, *cause)
        if self._payload is not None and not self._payload.is_eof():
            told = exc if isinstance(exc, aiohttp.ClientError) else aiohttp.ClientPayloadError(str(exc))
            self._payload.set_exception(told, *cause)

    def _give_up(self, what: str) -> None:
        self._in_head, self._given_up = False, True
        self.set_exception(HeadTooLargeError(what))
        if self.transport is not None:
            self.transport.abort()


class GuardedConnector(aiohttp.TCPConnector):
    """The only maker of connections for strangers' URLs.

    The check is in the socket factory because that is handed the very address about to be dialled: literals never
    reach a resolver, and a name may answer differently between a check and its use (DNS rebinding).
    """

    def __init__(
        self,
        guard: Guard,
        resolver: AbstractResolver,
        *,
        connections_per_host: int,
        ssl_context: SSLContext,
    ) -> None:
        self._guard = guard
        self._meters: weakref.WeakValueDictionary[int, Meter] = weakref.WeakValueDictionary()
        super().__init__(
            resolver=resolver,
            limit_per_host=connections_per_host,
            ssl=ssl_context,
            socket_factory=self._open_socket,
            keepalive_timeout=5.0,
        )
        # aiohttp offers no argument for the protocol class; tests/fetch/test_wire.py fails if this stops working.
        self._factory = functools.partial(  # type: ignore[assignment]  # a partial of the base class there
            BoundedHandler, self._loop, self._meters
        )

    def _open_socket(self, info: AddrInfoType) -> socket.socket:
        family, kind, proto, _, address = info
        if not self._guard.permits(str(address[0]), int(address[1])):
            raise RefusedAddressError(str(address[0]))
        sock = MeteredSocket(family=family, type=kind, proto=proto)
        sock.meter = self._meters[sock.fileno()] = Meter()
        return sock


def meter_of(response: ClientResponse) -> Meter | None:
    """Find the meter of an answer that is being read; None once its connection was given back."""
    connection = response.connection
    protocol = connection.protocol if connection else None
    return protocol.meter if isinstance(protocol, BoundedHandler) else None
