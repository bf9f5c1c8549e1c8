"""A data folder as a running Mop has it, made up: lists with so many hosts, an index of so many fact-checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIST: str = "cred-1"
"""A list that the shipped sources.yaml subscribes to."""
WORD: str = "fake_news"
TAKEN_AT = "2026-11-22T12:00:00+00:00"


def make(folder: Path, hosts: int, claims: int) -> None:
    """Write the lists and the fact-checks into a data folder."""
    rows = tuple(Row(host, WORD) for host in made.hosts(hosts))
    Shelf(folder / "lists").take_over(LIST, Use.RATINGS, Parsed(rows), Held(rows=hosts, taken_at=TAKEN_AT))
    incoming = Incoming("made", (entry for _, entry in zip(range(claims), entries(), strict=False)))
    ClaimShelf(folder / "claims").take_over(incoming, Feed(taken_at=TAKEN_AT), Rules())


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
    return {"MOP_DATA_DIR": str(folder), **reach}


def article(paragraphs: int) -> str:
    """Return a news page; 400 paragraphs are 200 KB, most of it text and markup that says nothing of the page."""
    draw = made.chance("article")
    words = made.vocabulary(3_000, "article")
    title = " ".join(draw.choices(words, k=9)).capitalize()
    body = "".join(
        f'<div class="column wide" data-track="{number}"><p class="paragraph text">'
        f'{" ".join(draw.choices(words, k=60))} <a href="/story/{number}">{draw.choice(words)}</a></p></div>\n'
        for number in range(paragraphs)
    )
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2026-11-20T10:00:00+00:00",
    }
    scripts = "".join(f"<script>var v{number} = {{a: '<p>'}};</script>\n" for number in range(20))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Made Paper">'
        f'<meta name="description" content="{" ".join(draw.choices(words, k=20))}">'
        f'<script type="application/ld+json">{json.dumps(about)}</script>'
        f"{scripts}</head><body>{body}</body></html>"
    )


def title_of(page: Path) -> str:
    """Return the title that ``article`` gave a page."""
    return page.read_text("utf-8").partition("<title>")[2].partition("<")[0]
