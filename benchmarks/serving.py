"""A web server in a process of its own, so that its work is not counted as anybody's.

Every host and path has the one page, robots.txt is short, and a host that begins with ``slow`` never answers.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Iterator

ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /search\n"


@contextmanager
def served(page: Path, certificate: Path | None = None) -> Iterator[int]:
    """Serve for as long as the block runs.

    Args:
        page: HTML to serve.
        certificate: PEM file with key and chain; None for plain HTTP.

    Yields:
        The port on 127.0.0.1.
    """
    command = [sys.executable, "-m", "benchmarks.serving", str(page), *([str(certificate)] if certificate else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        try:
            assert server.stdout is not None  # noqa: S101 - asked for above
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def everywhere() -> None:
    """Leave the one core that what is measured has to itself, for a process that stands for the world outside."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def serve(page: bytes, tls: ssl.SSLContext | None) -> None:
    """Serve until the process is ended; the port is the first line of the output."""

    async def answer(request: web.Request) -> web.Response:
        if request.host.startswith("slow"):
            await asyncio.Event().wait()
        if request.path == "/robots.txt":
            return web.Response(text=ROBOTS)
        return web.Response(body=page, headers={"Content-Type": "text/html; charset=utf-8"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls, backlog=1024)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    """Serve the page that the command line names."""
    everywhere()
    tls = None
    if len(sys.argv) > 2:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[2])
    asyncio.run(serve(Path(sys.argv[1]).read_bytes(), tls))


if __name__ == "__main__":
    main()
