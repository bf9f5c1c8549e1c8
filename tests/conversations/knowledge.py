"""What Mop knows in these conversations: the shipped sources.yaml, two made-up fact-checkers and their checks."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.conversations.site import played_web

FACT_CHECKS = Path(__file__).parent / "fact_checks.jsonl"
PROGRAM = (sys.executable, "-c", "from adapters.cli import main; main()")
MADE_UP = """
  - {name: Checks Example, host: checks.example, kind: fact_checker, language: en, url: "https://checks.example/about"}
  - {name: Verifica Ejemplo, host: verifica.example, kind: fact_checker, language: es, url: "https://verifica.example/sobre"}
"""


@asynccontextmanager
async def known_world(folder: Path) -> AsyncIterator[dict[str, str]]:
    """Play all pages, and know what these conversations know, for as long as the block runs.

    Yields:
        The environment in which ``mop`` reaches and knows it.
    """
    async with played_web(folder) as reach:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MOP_")}
        yield await prepared(folder, {**environment, **reach, "MOP_CHECK_DEADLINE_SECONDS": "4"})


async def prepared(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Write what is known into a folder, fact-checks imported by the real ``mop claims import``.

    Returns:
        The environment in which ``mop`` knows it.
    """
    shipped = (REPOSITORY / "sources.yaml").read_text("utf-8")
    (folder / "sources.yaml").write_text(shipped.replace("\nsources:\n", f"\nsources:{MADE_UP}", 1), "utf-8")
    feed = folder / "fact_checks.jsonl"
    feed.write_text(FACT_CHECKS.read_text("utf-8") + "".join(f"{json.dumps(row)}\n" for row in _others()), "utf-8")
    known = {**environment, "MOP_DATA_DIR": str(folder), "MOP_SOURCES": str(folder / "sources.yaml")}
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "claims", "import", str(feed), env=known, stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0
    return known


def _others() -> Iterator[dict[str, str]]:
    """Yield fact-checks of other things: among a handful alone nobody could tell a rare word from a common one."""
    animals, towns = ("badger", "otter", "donkey", "goose", "weasel"), ("Leeds", "Derby", "Truro", "York", "Exeter")
    deeds, days = ("dancing", "driving a tram", "juggling"), ("Monday", "Friday", "Sunday")
    for number, (animal, town, deed, day) in enumerate(product(animals, towns, deeds, days)):
        yield {
            "claim": f"The {animal} of {town} was seen {deed} on a {day}.",
            "url": f"https://checks.example/other/{number}",
            "rating": "False",
            "publisher": "Checks Example",
            "language": "en",
        }
