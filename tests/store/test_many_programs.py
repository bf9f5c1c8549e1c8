"""Several programs on one database, as real processes, two of which are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.adapters.telegram.chaos import Size, run

if TYPE_CHECKING:
    from pathlib import Path


async def test_killed_workers_lose_nothing(postgres_location: str, tmp_path: Path) -> None:
    """Out of order, some twice, with two processes killed: all who asked are answered once, each chat in order."""
    size = Size(
        200, 40, kills=2, kill_seconds=2, asked_share=0.3, messages_per_second=300, limits=False, lease_seconds=3
    )
    seen = await run(size, postgres_location, tmp_path)
    assert seen.faults() == [], seen.said
    assert len(seen.killed) == 2
    assert len(seen.asked) > 40
