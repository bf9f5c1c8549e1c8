"""What the operator does at a terminal: disputes, a chat's data, backup, the database's form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.disputes import accept, decline, line_of
from bot.startup import clock, store_location
from bot.state import DisputeState
from bot.store import open_store

if TYPE_CHECKING:
    from bot.settings import Settings


async def list_disputes(settings: Settings) -> None:
    """Print open disputes, oldest first."""
    async with open_store(store_location(settings)) as store:
        disputes = await store.disputes(DisputeState.OPEN)
    for dispute in disputes:
        click.echo(line_of(dispute))
    if not disputes:
        click.echo("No open disputes.")


async def settle(settings: Settings, number: int, reason: str, *, accepted: bool, trust: bool) -> None:
    """Accept or decline a dispute; its filer is told by the running bot."""
    async with open_store(store_location(settings)) as store:
        if accepted:
            dispute = await accept(store, number, reason, clock(), trust=trust)
        else:
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
