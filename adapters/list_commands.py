"""``mop lists``: what lists are at hand, bringing them up to date, and why a host is rated as it is."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.operator import operators_words
from bot.catalogue.lists.agreement import agreement, left_out, readings, stated
from bot.catalogue.lists.update import Outcome, imported
from bot.errors import LinkError, ListError
from bot.fetch import Fetcher
from bot.links import canonical
from bot.local_ratings import local_ratings
from bot.refresh import update_lists
from bot.startup import clock, load_catalogue, shelf_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.catalogue import Catalogue
    from bot.catalogue.lists.held import Held
    from bot.catalogue.lists.subscription import Subscription
    from bot.catalogue.lists.update import Updated
    from bot.catalogue.lookup import Explained
    from bot.settings import Settings


async def status(settings: Settings) -> None:
    """Print each list with its rows, date, licence and last fault."""
    catalogue = load_catalogue(settings)
    state = shelf_of(settings).state()
    for subscription in catalogue.tables.lists:
        click.echo(_status_line(subscription, state.of(subscription.id)))
    if catalogue.lists.fault:
        click.echo(f"fault: {catalogue.lists.fault}")


async def update(settings: Settings, name: str) -> int:
    """Update one list, or all that are on; 1 where one failed."""
    catalogue = load_catalogue(settings)
    wanted = (_named(catalogue, name),) if name else tuple(each for each in catalogue.tables.lists if each.is_on)
    done: list[Updated] = []
    shelf = shelf_of(settings)
    async with Fetcher(settings.fetch, catalogue.rules, clock) as fetcher:
        waiting: Iterable[Subscription]
        with click.progressbar(wanted, label="lists", file=sys.stderr) as waiting:
            for subscription in waiting:
                await update_lists(catalogue, shelf, fetcher, clock(), (subscription,), done.append)
    with suppress(ListError):  # another update is going on, and does it
        shelf.keep_only(each.id for each in catalogue.tables.lists)
    for updated in done:
        click.echo(_update_line(updated))
    return 1 if any(each.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE} for each in done) else 0


async def import_file(settings: Settings, name: str, path: str) -> None:
    """Take over a list from a file.

    Raises:
        ListError: it cannot be read, or was refused.
    """
    catalogue = load_catalogue(settings)
    held = imported(_named(catalogue, name), shelf_of(settings), catalogue.terms(), Path(path), clock())
    click.echo(f"{name}: {held.rows} rows, {held.hosts} hosts")


async def explain(settings: Settings, host: str) -> None:
    """Print every row that speaks of a host, closest first, and which one wins and why."""
    catalogue = load_catalogue(settings)
    try:
        link = canonical(host if "://" in host else f"https://{host}", catalogue.rules)
    except LinkError as error:
        raise ListError(host, "is no host") from error
    own = local_ratings(await operators_words(settings))(link)
    for rating in own:
        click.echo(f"{rating.subject}: the operator: “{rating.rating}” {rating.as_of} [before all raters]")
    rows = catalogue.explain(link)
    for row in rows:
        click.echo(_explained_line(row))
    if not rows and not own:
        click.echo(f"No row speaks of {link.host}.")
    if look_alike := catalogue.look_alike(link):
        click.echo(f"It looks like {look_alike.poses_as} ({look_alike.real_url}): {look_alike.how}")


async def compare(settings: Settings) -> None:
    """Print how far raters agree, and how much of each list the others would have warned about without it."""
    catalogue, shelf = load_catalogue(settings), shelf_of(settings)
    state, raters = shelf.state(), catalogue.raters
    own = stated(catalogue.tables.sources, raters)
    for each in catalogue.tables.lists:
        if each.is_on and each.rater in raters:
            own[f"{each.id} (list)"] = readings(shelf.rows_of(state.of(each.id)), raters[each.rater])
    click.echo("Two raters on what both rate: in common, read alike, one step apart, two or more apart")
    for pair in agreement(own):
        click.echo(f"{pair.one} / {pair.other}: {pair.both}, {pair.same}, {pair.near}, {pair.far}")
    click.echo(
        "Each rater left out: bad by its word, warned about by others; sound by its word, warned about by others"
    )
    for row in left_out(own):
        click.echo(f"{row.name}: {row.bad}, {row.warned}; {row.sound}, {row.alarmed}")


def _named(catalogue: Catalogue, name: str) -> Subscription:
    lists = catalogue.tables.lists
    found = next((each for each in lists if each.id == name), None)
    if found is None:
        raise ListError(name, f"is no list; the lists are {', '.join(each.id for each in lists)}")
    return found


def _status_line(subscription: Subscription, held: Held) -> str:
    if not subscription.is_on:
        return f"{subscription.id}: off ({subscription.why_off})"
    if not held.taken_at:
        at_hand = "not at hand yet"
    else:
        at_hand = f"{held.rows} rows, {held.hosts} hosts, as of {held.as_of or 'unknown'}"
    fault = f"; last update failed: {held.fault}" if held.fault else ""
    return f"{subscription.id}: {at_hand}; {subscription.licence}{fault}"


def _update_line(updated: Updated) -> str:
    detail = updated.problem or f"{updated.held.rows} rows, {updated.held.hosts} hosts"
    return f"{updated.list_id}: {updated.outcome.value}, {detail}"


def _explained_line(row: Explained) -> str:
    rating = row.rating
    word = f"“{rating.rating}”" if rating.rating else rating.kind.value if rating.kind else "nothing"
    source = row.list_id or "sources.yaml"
    return f"{rating.subject}: {rating.rater}: {word} {rating.as_of} <{rating.url}> [{source}; {row.because.value}]"
