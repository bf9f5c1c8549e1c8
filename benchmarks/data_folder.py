"""A data folder as a running Mop has it, made up: lists with so many hosts, an index of so many fact-checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from benchmarks import made
from bot.catalogue.lists.held import Held
from bot.catalogue.lists.parsed import Parsed
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.shelf import Shelf
from bot.catalogue.lists.subscription import Use
from bot.claims.entry import Entry
from bot.claims.held import Feed
from bot.claims.shelf import Incoming
from bot.claims.shelf import Shelf as ClaimShelf
from bot.links import Rules
from bot.model import ClaimReview
from bot.settings import default_sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIST: Final = "cred-1"
"""A list that the shipped sources.yaml subscribes to."""
WORD: Final = "fake"
TAKEN_AT: Final = "2026-11-22T12:00:00+00:00"
PHRASE: Final = "the moon over harwick is made of green chalk"
"""A wording of one of the made patterns."""
SOURCES: Final = "sources.yaml"
_SHORT: Final = """version: 1
raters:
  cred-1: {name: CRED-1, url: "https://rater.example/", words: {fake: fabricated}}
sources:
  - {name: Checkers, host: checks.example, kind: fact_checker, language: en, url: "https://checks.example/about"}
patterns:
unless_any: {en: [hoax]}
signals:
  - {kind: clickbait, says: {en: ["you will not believe"]}}
topics:
  vaccines:
    name: {en: vaccines, es: vacunas}
    words: {en: [cheese], es: [queso]}
    authorities: [{title: Eating well, publisher: The Food Office, url: "https://food.example/", language: en}]
platforms: []
links: {shorteners: [], archives: [], wrappers: [], tracking: {everywhere: [], hosts: {}}}
lists:
  - {id: cred-1, rater: cred-1, title: CRED-1, url: "https://rater.example/list", format: csv, host: domain,
     rating: category, licence: none, attribution: made up}
"""
"""What the shipped file has, in a few lines, for a run that only shows that the work is done."""


def make(folder: Path, hosts: int, claims: int, *, phrases: int = 0, short: bool = False) -> None:
    """Write sources.yaml, the lists and the fact-checks.

    Args:
        folder: the data folder.
        hosts: in the lists.
        claims: fact-checks.
        phrases: wordings that are added to those of sources.yaml.
        short: whether to leave out nearly all of the shipped sources.yaml.
    """
    shipped = _SHORT if short else default_sources().read_text("utf-8")
    before, patterns, after = shipped.partition("\npatterns:\n")
    (folder / SOURCES).write_text(f"{before}{patterns}{_patterns(max(1, phrases))}{after}", "utf-8")
    rows = tuple(Row(host, WORD) for host in made.hosts(hosts))
    Shelf(folder / "lists").take_over(LIST, Use.RATINGS, Parsed(rows), Held(rows=hosts, taken_at=TAKEN_AT))
    incoming = Incoming("made", (entry for _, entry in zip(range(claims), entries(), strict=False)))
    ClaimShelf(folder / "claims").take_over(incoming, Feed(taken_at=TAKEN_AT), Rules())


def _patterns(phrases: int) -> str:
    """Return rows for the ``patterns`` section, ten wordings each."""
    draw, words = made.chance("phrases"), made.vocabulary(5_000, "phrases")
    says = [PHRASE, *(" ".join(draw.choices(words, k=draw.randint(3, 6))) for _ in range(phrases - 1))]
    rows = (
        f"  - id: made-{start}\n    topic: vaccines\n    since: 2020\n    title: {{en: Made up, es: Inventado}}\n"
        f"    says: {{en: {json.dumps(says[start : start + 10])}}}\n"
        "    known: {en: Nobody said so., es: Nadie lo dijo.}\n"
        "    authorities: [{title: The page, publisher: The Office, url: 'https://office.example/', language: en}]\n"
        for start in range(0, len(says), 10)
    )
    return "".join(rows)


def listed_host(number: int) -> str:
    """Return one of the hosts that ``make`` lists."""
    return next(made.hosts(1, start=number))


def entries() -> Iterator[Entry]:
    """Yield made-up fact-checks without end."""
    draw = made.chance("fact-checks")
    words = made.vocabulary(20_000, "fact-checks")
    # Words of a language are used very unequally (Zipf's law): a few stand in every tenth text.
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    number = 0
    while True:
        for claim in _sentences(draw.choices(words, weights, k=12 * 1_000)):
            yield Entry(_review(number, claim), "", "made")
            number += 1


def _sentences(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), 12):
        yield " ".join(words[start : start + 12]).capitalize() + "."


def _review(number: int, claim: str) -> ClaimReview:
    return ClaimReview(
        claim_reviewed=claim,
        claimant="",
        textual_rating="False",
        publisher="Made Checks",
        url=f"https://checks.example/{number}",
        review_date="2024-03-01",
        language="en",
        appearances=(f"https://rumours.example/post/{number}",),
    )


def environment(folder: Path, port: int | None = None) -> dict[str, str]:
    """Return what makes Mop use this folder, and find every host at one port of this machine."""
    reach = {"MOP_RESOLVE": f"*=127.0.0.1:{port}", "MOP_FETCH_ALLOW": f"127.0.0.1:{port}"} if port else {}
    return {"MOP_DATA_DIR": str(folder), "MOP_SOURCES": str(folder / SOURCES), **reach}
