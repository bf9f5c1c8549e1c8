"""Names to addresses, without blocking the loop, and never to an address that may not be dialled."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import AsyncResolver

from bot.fetch.failures import RefusedAddressError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetch.addresses import Guard
    from bot.fetch.settings import FetchSettings

_QUERY_SECONDS = 1.0
_QUERY_TRIES = 2
_FALLBACK_THREADS = 4


class GuardedResolver(AbstractResolver):
    """Answers from the operator's table, else from DNS; refuses a name whole when one answer is forbidden.

    A name that answers with a public and a private address at once is how rebinding attacks have the second one
    tried when the first does not answer; so one bad answer spoils the name.
    """

    def __init__(self, settings: FetchSettings, guard: Guard, upstream: Callable[[], AbstractResolver]) -> None:
        self._settings = settings
        self._guard = guard
        self._make_upstream = upstream
        self._upstream: AbstractResolver | None = None

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up.

        Raises:
            RefusedAddressError: at least one of its addresses is not to be dialled.
            OSError: there is no such name, or no answer.
        """
        pinned = self._settings.pinned_answers(host)
        if pinned:
            found = [result(host, str(address), own or port) for address, own in pinned]
        else:
            found = await self._ask(host, port, family)
        if not all(self._guard.permits(answer["host"], answer["port"]) for answer in found):
            raise RefusedAddressError(host)
        return found

    async def _ask(self, host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        if self._upstream is None:
            self._upstream = self._make_upstream()
        return await self._upstream.resolve(host, port, family)

    async def close(self) -> None:
        """Let go of the resolver behind this one."""
        if self._upstream is not None:
            await self._upstream.close()
            self._upstream = None


class PoolResolver(AbstractResolver):
    """The system's own look-up in threads of our own, where c-ares cannot be used.

    The loop's default threads are not used: a few names that never answer would hold all of them.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_FALLBACK_THREADS, thread_name_prefix="mop-dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up as it stands; the trailing dot keeps the system's search domains out of it."""
        loop = asyncio.get_running_loop()
        name = host.rstrip(".") + "."
        try:
            rows = await loop.run_in_executor(
                self._pool, lambda: socket.getaddrinfo(name, port, family, socket.SOCK_STREAM)
            )
        except UnicodeError as exc:  # a label that is empty or longer than 63 characters
            raise OSError(None, "no host name") from exc
        return [result(host, str(row[4][0]), port) for row in rows]

    async def close(self) -> None:
        """Leave unfinished look-ups to end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def system_resolver() -> AbstractResolver:
    """DNS by c-ares on the loop itself, or in threads where c-ares does not run.

    NOSEARCH: the search domains of this machine must not turn ``bank`` into ``bank.corp.example``, since the host
    that was rated is the host that is dialled.
    """
    try:
        import pycares  # noqa: PLC0415 - a compiled part that some platforms lack

        return AsyncResolver(flags=pycares.ARES_FLAG_NOSEARCH, timeout=_QUERY_SECONDS, tries=_QUERY_TRIES)
    except (ImportError, RuntimeError, OSError):
        return PoolResolver()


def result(host: str, address: str, port: int) -> ResolveResult:
    """One answer in aiohttp's form."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
