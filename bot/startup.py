"""Settings -> an open Checker. The only place that picks concrete I/O."""

from __future__ import annotations

import gc
import json
import logging
import math
import time
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bot.catalogue import load
from bot.catalogue.lists.shelf import Shelf
from bot.claims.shelf import STATE as CLAIMS_STATE
from bot.claims.shelf import Shelf as ClaimShelf
from bot.core import Checker
from bot.inquiry import Knowledge
from bot.patterns.kept import open_matcher
from bot.patterns.wording import parse as parse_wording
from bot.queries import Of
from bot.report_cache import Reports

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator
    from pathlib import Path

    from bot.catalogue import Catalogue
    from bot.claims.admission import Admission
    from bot.core import Pages, Pictures
    from bot.fact_check_tools import FactCheckTools
    from bot.fact_checks import Live
    from bot.fetch import Fetcher
    from bot.inquiry import Claims
    from bot.metrics import Metrics
    from bot.page_cache import CachedPages, CacheUse
    from bot.patterns import Matcher
    from bot.settings import Settings

_log = logging.getLogger(__name__)

WHOLE_LOOKS_EVERY = 50
"""Looks for garbage among what is young before one goes through everything; Python's own figure is 10."""

Readied = Literal["now", "soon", "later"]

STAMP_SECONDS = 0.25
"""How much later than new fact-checks it may be noticed that what is kept rests on older ones."""

DEAD_LINKS = "dead_links.json"
"""File in the data folder: a JSON list of citations that ``mop doctor --links`` last saw dead."""


def clock() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_checker(
    settings: Settings, *, fetch: bool = True, metrics: Metrics | None = None, pictures: Readied = "later"
) -> AsyncIterator[Checker]:
    """Open a checker for as long as the block runs.

    Args:
        settings: what the operator chose.
        fetch: whether pages may be opened at all.
        metrics: where what happens is counted and timed; None for nowhere.
        pictures: when what reads them is to be ready: before this returns, beside it, or for the first that comes;
            loading the models takes seconds. Programs that measure and fetch begin at once.

    Raises:
        ConfigurationError: sources.yaml has faults.
    """
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(_opened(settings)) if fetch else None
        knowledge = load_knowledge(settings, live)
        fetcher = await stack.enter_async_context(_open_fetcher(settings, knowledge)) if fetch else None
        if metrics is not None and fetch and pictures == "later":
            pictures = "soon"
        reader = await stack.enter_async_context(open_pictures(settings, pictures))
        if metrics is not None:
            stack.enter_context(_settled())
            measured = _open_measured(settings, knowledge, fetcher, metrics)
            checker = await stack.enter_async_context(measured)
            checker.pictures = reader and _measured(reader, metrics)
            yield checker
            return
        checker = Checker(
            knowledge,
            await stack.enter_async_context(_cached(fetcher)) if fetcher else None,
            clock,
            deadline_seconds=settings.deadline_seconds,
            language=settings.locale,
            reports=Reports(clock, stamp=claims_stamps(settings)),
        )
        checker.pictures = reader
        yield checker


@contextmanager
def _settled() -> Iterator[None]:
    """Look for no garbage, within the block, among what was loaded before it.

    Each look at it would stop every thread for a tenth of a second, in the middle of anybody's answer. Among what
    came since, such as pages that are kept, a look at all of it takes 10 to 25 ms, and is taken more seldom.
    """
    before = gc.get_threshold()
    gc.set_threshold(*before[:2], WHOLE_LOOKS_EVERY)
    settle()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def settle() -> None:
    """Take what is there now for something that stays."""
    gc.collect()
    gc.freeze()


def _open_fetcher(settings: Settings, knowledge: Knowledge) -> Fetcher:
    from bot.fetch import Fetcher  # noqa: PLC0415 - aiohttp takes as long to load as all the rest

    return Fetcher(settings.fetch, knowledge.catalogue.rules, clock)


def _cached(pages: Pages, told: Callable[[CacheUse], None] = lambda use: None) -> CachedPages:
    from bot.page_cache import CachedPages  # noqa: PLC0415 - only where pages are read

    return CachedPages(pages, clock, told=told)


@asynccontextmanager
async def open_pictures(settings: Settings, ready: Readied = "later") -> AsyncIterator[Pictures | None]:
    """Open what reads pictures, where the operator wants it or, unasked, where all it needs is installed.

    Args:
        settings: what the operator chose.
        ready: when it is to be ready.
    """
    from bot.images import parts  # noqa: PLC0415 - asks which packages there are

    lacking = parts.missing()
    wanted = settings.read_images if settings.read_images is not None else not lacking
    if wanted and lacking:
        _log.warning("MOP_READ_IMAGES is on, but not all it needs is installed (extra ocr): %s", ", ".join(lacking))
    if not wanted or not parts.can_read_anything():
        yield None
        return
    from bot.images.reader import PictureReader  # noqa: PLC0415 - only where pictures are read
    from bot.images.workshop import Workshop  # noqa: PLC0415

    async with Workshop() as workshop:
        if ready == "now":
            await workshop.ready()
        elif ready == "soon":
            workshop.warm_up()
        yield PictureReader(workshop)


def _measured(pictures: Pictures, metrics: Metrics) -> Pictures:
    from bot.metrics import MeasuredPictures  # noqa: PLC0415 - on request

    return MeasuredPictures(pictures, metrics)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[FactCheckTools | None]:
    """Open the service that the operator named for fact-checks; None where none is named."""
    if settings.fact_checks is None:
        yield None
        return
    from bot.fact_check_tools import FactCheckTools  # noqa: PLC0415 - only where there is a key

    async with FactCheckTools(settings.fact_checks, clock, settings.fetch.contact()) as service:
        yield service


@asynccontextmanager
async def _open_measured(
    settings: Settings, knowledge: Knowledge, fetcher: Fetcher | None, metrics: Metrics
) -> AsyncIterator[Checker]:
    from bot.metrics import FETCH, MeasuredChecker, MeasuredPages, with_measured_claims  # noqa: PLC0415 - on request

    metrics.watch_lists(lambda: list_ages(settings, clock()))
    metrics.watch_claims(lambda: claims_age(settings, clock()))
    async with AsyncExitStack() as stack:
        pages = None
        if fetcher is not None:
            timed = MeasuredPages(fetcher, metrics, FETCH)
            reads = await stack.enter_async_context(_shared(timed, settings, metrics))
            pages = await stack.enter_async_context(_cached(reads, metrics.page_came))
            metrics.watch_cache(pages)
        reports = Reports(clock, stamp=claims_stamps(settings), told=metrics.report_came)
        metrics.watch_reports(reports)
        yield MeasuredChecker(
            with_measured_claims(knowledge, metrics),
            pages,
            clock,
            metrics,
            deadline_seconds=settings.deadline_seconds,
            language=settings.locale,
            reports=reports,
        )


@asynccontextmanager
async def _shared(pages: Pages, settings: Settings, metrics: Metrics) -> AsyncIterator[Pages]:
    """Share pages with the other programs on the same PostgreSQL, where there is one."""
    if not settings.database_url:
        yield pages
        return
    from bot.shared_pages import SharedPages  # noqa: PLC0415 - asyncpg is an extra

    async with SharedPages(pages, settings.database_url, clock, told=metrics.page_shared) as shared:
        yield shared


def claims_age(settings: Settings, now: datetime) -> dict[str, float]:
    """Return how many seconds ago the index of fact-checks was last changed, by ""; nothing where there is none."""
    try:
        changed = (settings.data_dir / "claims" / CLAIMS_STATE).stat().st_mtime
    except OSError:
        return {}
    return {"": now.timestamp() - changed}


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


def load_matcher(settings: Settings, catalogue: Catalogue) -> Matcher:
    """Return what finds the wordings of sources.yaml."""
    return open_matcher(catalogue.patterns, catalogue.signals, catalogue.unless_any, settings.data_dir / "cache")


def load_knowledge(settings: Settings, live: Live | None = None) -> Knowledge:
    """Read everything that is known before any link is opened.

    Args:
        settings: what the operator chose.
        live: an open service that is asked for fact-checks besides; None for none.

    Raises:
        ConfigurationError: sources.yaml has faults.
    """
    with uncollected():
        catalogue = load_catalogue(settings).warmed()
        matcher = load_matcher(settings, catalogue)
    claims = load_claims(settings, catalogue, live)
    sends = live.sends if live else frozenset[Of]()
    return Knowledge(catalogue, matcher, claims, read_dead_links(settings.data_dir), sends)


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage while hundreds of thousands of objects are made that stay.

    Each look goes through all of them and stops every thread: a fifth of the time that loading takes.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def load_claims(settings: Settings, catalogue: Catalogue, live: Live | None = None) -> Claims:
    """Return all fact-checks: the index, which opens and follows whatever is in the data folder, and a service."""
    from bot.claims.index import ClaimIndex  # noqa: PLC0415 - tantivy loads only where something is checked
    from bot.claims.search import open_encoder, open_english  # noqa: PLC0415
    from bot.fact_checks import FactChecks  # noqa: PLC0415

    shelf = claims_shelf(settings)
    encoder = open_encoder() if shelf.state().generation else None
    index = ClaimIndex(shelf, encoder, open_english() if encoder else None)
    return FactChecks(index, live, claims_admission(catalogue), clock)


def claims_shelf(settings: Settings) -> ClaimShelf:
    """Return the folder of the fact-checks."""
    return ClaimShelf(settings.data_dir / "claims")


def claims_stamps(settings: Settings, timer: Callable[[], float] = time.monotonic) -> Callable[[], tuple[int, int]]:
    """Return what tells a stamp that changes whenever the fact-checks at hand do, in this process or another.

    It looks at one file, and not again for a moment: each message asks several times.
    """
    path = settings.data_dir / "claims" / CLAIMS_STATE
    stamp, until = (0, 0), -math.inf

    def claims_stamp() -> tuple[int, int]:
        nonlocal stamp, until
        if (now := timer()) >= until:
            stamp, until = _stamp_of(path), now + STAMP_SECONDS
        return stamp

    return claims_stamp


def _stamp_of(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


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


def retained() -> tuple[str, ...]:
    """Return what is kept, as /privacy tells it: the rows of the table that the store enforces."""
    from bot.store import RETENTION  # noqa: PLC0415 - only chats ask

    return tuple(row.name for row in RETENTION)


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
