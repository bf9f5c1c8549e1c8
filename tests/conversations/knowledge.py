"""What Mop knows in these conversations: the shipped sources.yaml, and two made-up fact-checkers with their checks."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from tests.conftest import REPOSITORY

FACT_CHECKS = Path(__file__).parent / "fact_checks.jsonl"
PROGRAM = (sys.executable, "-c", "from adapters.cli import main; main()")
MADE_UP = """
  - {name: Checks Example, host: checks.example, kind: fact_checker, language: en, url: "https://checks.example/about"}
  - {name: Verifica Ejemplo, host: verifica.example, kind: fact_checker, language: es, url: "https://verifica.example/sobre"}
"""


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
    deeds, days = ("dancing", "driving a tram", "voting"), ("Monday", "Friday", "Sunday")
    for number, (animal, town, deed, day) in enumerate(product(animals, towns, deeds, days)):
        yield {
            "claim": f"The {animal} of {town} was seen {deed} on a {day}.",
            "url": f"https://checks.example/other/{number}",
            "rating": "False",
            "publisher": "Checks Example",
            "language": "en",
        }
