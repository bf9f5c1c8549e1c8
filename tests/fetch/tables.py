"""The tables in tests/data/fetch: one input a line, then two spaces and why it is there."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "fetch"


def rows(name: str) -> list[tuple[str, ...]]:
    """Give the rows of a table, split at two spaces; lines that begin with # are about the table itself."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [tuple(line.split("  ")) for line in lines if line and not line.startswith("#")]
