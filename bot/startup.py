"""Settings -> an open Checker. The only place that picks concrete I/O."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.catalogue import load
from bot.catalogue.lists.shelf import Shelf
from bot.claims.shelf import Shelf as ClaimShelf
from bot.commands import Retained
from bot.core import Checker
from bot.fetch import Fetcher
from bot.inquiry import Knowledge
from bot.page_cache import CachedPages
from bot.patterns import Matcher
from bot.patterns.wording import parse as parse_wording
from bot.store import RETENTION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path

    from bot.catalogue import Catalogue
    from bot.claims.admission import Admission
    from bot.inquiry import Claims
    from bot.metrics import Metrics
    from bot.settings import Settings

DEAD_LINKS = "dead_links.json"
"""File in the data folder: a JSON list of citations that ``mop doctor --links`` last saw dead."""


def clock() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_checker(
    settings: Settings, *, fetch: bool = True, metrics: Metrics | None = None
) -> AsyncIterator[Checker]:
    """Open a checker for as long as the block runs.

    Args:
        settings: what the operator chose.
        fetch: whether pages may be opened at all.
        metrics: where what happens is counted and timed; None for nowhere.

    Raises:
        ConfigurationError: sources.yaml has faults.
    """
    knowledge = load_knowledge(settings)
    async with Fetcher(settings.fetch, knowledge.catalogue.rules, clock) as fetcher:
        if metrics is not None:
            async with _open_measured(settings, knowledge, fetcher if fetch else None, metrics) as checker:
                yield checker
            return
        async with CachedPages(fetcher, clock) as pages:
            yield Checker(
                knowledge,
                pages if fetch else None,
                clock,
                deadline_seconds=settings.deadline_seconds,
                language=settings.locale,
            )


@asynccontextmanager
async def _open_measured(
    settings: Settings, knowledge: Knowledge, fetcher: Fetcher | None, metrics: Metrics
) -> AsyncIterator[Checker]:
    from bot.metrics import FETCH, MeasuredChecker, MeasuredPages, with_measured_claims  # noqa: PLC0415 - on request

    metrics.watch_lists(lambda: list_ages(settings, clock()))
    async with AsyncExitStack() as stack:
        pages = None
        if fetcher is not None:
            cached = CachedPages(MeasuredPages(fetcher, metrics, FETCH), clock, told=metrics.page_came)
            pages = await stack.enter_async_context(cached)
            metrics.watch_cache(pages)
        yield MeasuredChecker(
            with_measured_claims(knowledge, metrics),
            pages,
            clock,
            metrics,
            deadline_seconds=settings.deadline_seconds,
            language=settings.locale,
        )


def list_ages(settings: Settings, now: datetime) -> dict[str, float]:
    """Return how many seconds ago sources.yaml was changed and each list and feed was taken over, by its id."""
    ages: dict[str, float] = {}
    with suppress(OSError):
        ages[settings.sources.name] = now.timestamp() - settings.sources.stat().st_mtime
    taken = {name: held.taken_at for name, held in shelf_of(settings).state().lists.items()}
    taken |= {f"claims/{name}": feed.taken_at for name, feed in claims_shelf(settings).state().feeds.items()}
    for name, taken_at in taken.items():
        with suppress(ValueError, TypeError):  # "" for one that was never had; a zone cut off by hand
            ages[name] = (now - datetime.fromisoformat(taken_at)).total_seconds()
    return ages


def load_catalogue(settings: Settings) -> Catalogue:
    """Read sources.yaml, or its cached form where it has not changed, and the lists at hand.

    Raises:
        ConfigurationError: with every fault and its line.
    """
    catalogue = load(settings.sources, settings.data_dir / "cache", check_wording=parse_wording)
    return catalogue.with_lists(shelf_of(settings).open())


def load_knowledge(settings: Settings) -> Knowledge:
    """Read everything that is known before any link is opened.

    Raises:
        ConfigurationError: sources.yaml has faults.
    """
    catalogue = load_catalogue(settings)
    matcher = Matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any)
    return Knowledge(catalogue, matcher, load_claims(settings), read_dead_links(settings.data_dir))


def load_claims(settings: Settings) -> Claims:
    """Return the index of fact-checks, which opens and follows whatever is in the data folder, if anything is."""
    from bot.claims.index import ClaimIndex  # noqa: PLC0415 - tantivy loads only where something is checked
    from bot.claims.search import open_encoder  # noqa: PLC0415

    shelf = claims_shelf(settings)
    return ClaimIndex(shelf, open_encoder() if shelf.state().generation else None)


def claims_shelf(settings: Settings) -> ClaimShelf:
    """Return the folder of the fact-checks."""
    return ClaimShelf(settings.data_dir / "claims")


def claims_admission(catalogue: Catalogue) -> Admission:
    """Return whose fact-checks count and how their ratings are read, as sources.yaml says."""
    from bot.claims.admission import Admission, readings_of  # noqa: PLC0415 - only imports need it

    return Admission(catalogue.is_fact_checker, readings_of(catalogue.tables.reviewers))


def shelf_of(settings: Settings) -> Shelf:
    """Return the folder of the subscribed lists."""
    return Shelf(settings.data_dir / "lists")


def store_location(settings: Settings) -> Path | str:
    """Return where the store is: the data folder, or PostgreSQL's address."""
    return settings.database_url or settings.data_dir


def retained() -> tuple[Retained, ...]:
    """Return what is kept and for how long, as /privacy shows it: the table that the store enforces."""
    return tuple(Retained(row.name, row.until) for row in RETENTION)


def read_dead_links(data_dir: Path) -> frozenset[str]:
    """Return the citations last seen dead; none where nobody has looked, or where the file is spoilt."""
    try:
        urls = json.loads((data_dir / DEAD_LINKS).read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(url for url in urls if isinstance(url, str)) if isinstance(urls, list) else frozenset()


def write_dead_links(data_dir: Path, urls: Iterable[str]) -> None:
    """Keep the citations seen dead, for every program that starts later.

    Raises:
        OSError: the data folder cannot be written.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    waiting = data_dir / f"{DEAD_LINKS}.new"
    waiting.write_text(json.dumps(sorted(urls), indent=0), "utf-8")
    waiting.replace(data_dir / DEAD_LINKS)
