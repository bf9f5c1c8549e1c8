"""What the operator does at a terminal: their word on sources, disputes, a chat's data, the database."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.display import harmless
from bot.disputes import accept, decline, line_of
from bot.errors import StoreError
from bot.local_ratings import LONGEST_REASON, local_rating, subject_of
from bot.model import Reliability, Voice
from bot.startup import clock, load_catalogue, store_location
from bot.state import OPERATOR, DisputeState
from bot.store import open_store
from bot.store.sqlite import FILE_NAME

if TYPE_CHECKING:
    from bot.model import SourceRating
    from bot.settings import Settings

_log = logging.getLogger(__name__)

DATABASE_SECONDS: Final = 3.0
"""How long a single check waits for the operator's own word."""


async def list_words(settings: Settings) -> None:
    """Print what the operator says of sources, for all chats."""
    async with open_store(store_location(settings)) as store:
        said = await store.local_ratings(OPERATOR)
    for rating in said:
        word = "trusted" if rating.reliability is Reliability.RELIABLE else "not trusted"
        click.echo(f"{rating.subject}: {word} ({rating.rating}, {rating.as_of})")
    if not said:
        click.echo("The operator has said nothing of any source.")


async def say_of(settings: Settings, source: str, reason: str, *, trust: bool) -> None:
    """Keep the operator's word on a host or host/path, for all chats.

    Raises:
        LinkError: it is no website.
    """
    subject, now = subject_of(source), clock()
    word, day = harmless(reason, LONGEST_REASON), now.date().isoformat()
    async with open_store(store_location(settings)) as store:
        rating = local_rating(subject, Voice.OPERATOR, trust=trust, reason=word, as_of=day)
        await store.rate_locally(OPERATOR, rating, now)
    click.echo(f"{subject}: {'trusted' if trust else 'not trusted'}, in all chats")


async def take_back(settings: Settings, source: str) -> None:
    """Take the operator's word on a source back.

    Raises:
        LinkError: it is no website.
    """
    subject = subject_of(source)
    async with open_store(store_location(settings)) as store:
        gone = await store.unrate_locally(OPERATOR, subject, clock())
    click.echo(f"{subject}: taken back" if gone else f"{subject}: nothing was said of it")


async def operators_words(settings: Settings) -> tuple[SourceRating, ...]:
    """Return what the operator says for all chats; nothing where no database is kept, or while it is away."""
    location = store_location(settings)
    if isinstance(location, Path) and not (location / FILE_NAME).exists():
        return ()
    try:
        async with asyncio.timeout(DATABASE_SECONDS), open_store(location) as store:
            return await store.local_ratings(OPERATOR)
    except (StoreError, TimeoutError) as error:
        _log.warning(
            "going on without the operator's own word on sources: %s", str(error) or "the database takes too long"
        )
        return ()


async def list_disputes(settings: Settings) -> None:
    """Print open disputes, oldest first."""
    async with open_store(store_location(settings)) as store:
        disputes = await store.disputes(DisputeState.OPEN)
    for dispute in disputes:
        click.echo(line_of(dispute))
    if not disputes:
        click.echo("No open disputes.")


async def accept_dispute(settings: Settings, number: int, reason: str, *, trust: bool, subject: str) -> None:
    """Accept a dispute; its filer is told by the running bot.

    Raises:
        LinkError: strangers publish on the site, and ``subject`` does not say whose word it is.
    """
    strangers = load_catalogue(settings).terms().strangers
    async with open_store(store_location(settings)) as store:
        dispute = await accept(store, number, reason, clock(), trust=trust, subject=subject, strangers=strangers)
    click.echo(f"{dispute.state.value}: {line_of(dispute)}")


async def decline_dispute(settings: Settings, number: int, reason: str) -> None:
    """Decline a dispute; its filer is told by the running bot."""
    async with open_store(store_location(settings)) as store:
        dispute = await decline(store, number, reason, clock())
    click.echo(f"{dispute.state.value}: {line_of(dispute)}")


async def export_chat(settings: Settings, chat: str) -> None:
    """Print everything kept of a chat, as JSON."""
    async with open_store(store_location(settings)) as store:
        click.echo(json.dumps(await store.export_chat(chat), ensure_ascii=False, indent=2))


async def forget_chat(settings: Settings, chat: str) -> None:
    """Delete everything kept of a chat and say what it was."""
    async with open_store(store_location(settings)) as store:
        gone = await store.forget_chat(chat)
    for name, rows in gone.items():
        click.echo(f"{name}: {rows}")
    if not gone:
        click.echo("Nothing was kept of it.")


async def back_up(settings: Settings, path: str) -> None:
    """Write a copy of the database, also while a bot is running."""
    async with open_store(store_location(settings)) as store:
        await store.backup(Path(path))
    click.echo(f"Written to {path}.")


async def migrate(settings: Settings) -> None:
    """Bring the database to this program's form."""
    async with open_store(store_location(settings)) as store:
        click.echo(f"The database has form {await store.schema_version()}.")
