"""The ``mop`` program: one command a job; each loads only what it needs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

import click

from adapters.terminal import FilePicture, render, show, to_message
from bot import __version__
from bot.errors import ConfigurationError, MopError
from bot.model import ConversationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator

    from bot.core import Checker
    from bot.doctor import Examination
    from bot.inquiry import LocalRatings
    from bot.model import Message, Reply
    from bot.policy import Decision
    from bot.report import JsonObject
    from bot.settings import Settings

T = TypeVar("T")

AT_ONCE = 8
"""Messages of ``--lines`` that are checked side by side; answers keep the order of the lines."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mop")
def mop() -> None:
    """Check forwarded links: what is known of the source, who checked the claim, what to read instead."""


@mop.command()
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON (docs/report.md).")
@click.option("--no-fetch", is_flag=True, help="Open no page: only what the lists know.")
@click.option("--as", "as_kind", type=click.Choice(["direct", "group"]), default="direct", help="Where it was said.")
@click.option("--lines", is_flag=True, help="Every line of standard input is a message; one JSON object a line out.")
@click.option(
    "--image",
    "images",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture of the message, read where the extra ocr is installed (docs/images.md); may be repeated.",
)
@click.argument("text", nargs=-1)
def check(
    text: tuple[str, ...], as_kind: str, images: tuple[Path, ...], *, as_json: bool, no_fetch: bool, lines: bool
) -> None:
    """Check one message: TEXT, or standard input, or pictures."""
    settings = _settings()
    kind = ConversationKind(as_kind)
    if lines:
        messages = (to_message(line, kind) for line in _standard_input_lines())
        _run(_check_lines(settings, messages, fetch=not no_fetch))
        return
    words = " ".join(text) if text or images else _standard_input()
    if not words.strip() and not images:
        raise click.UsageError("There is no message: give it as TEXT or on standard input.")
    message = to_message(words, kind, pictures=map(FilePicture, images))
    _run(_check_one(settings, message, as_json=as_json, fetch=not no_fetch))


@mop.command()
@click.option("--as", "as_kind", type=click.Choice(["direct", "group"]), default="direct", help="Where it is said.")
def chat(as_kind: str) -> None:
    """Talk to Mop here: paste a message, read the answer, press what Telegram and Discord show as buttons."""
    from adapters.conversation import converse  # noqa: PLC0415 - only this command talks

    _run(converse(_settings(), ConversationKind(as_kind)))


@mop.command()
def links() -> None:
    """List the links of each line of standard input, as JSON; no network."""
    from bot.links import find  # noqa: PLC0415 - other commands load it with the rest
    from bot.report import link_as_json  # noqa: PLC0415
    from bot.startup import load_catalogue  # noqa: PLC0415

    settings = _settings()
    rules = _or_exit(lambda: load_catalogue(settings)).rules
    for line in _standard_input_lines():
        found = find(to_message(line, ConversationKind.DIRECT), rules)
        _print_json([link_as_json(link) for link in found.found])


@mop.command()
@click.option("--links", "with_links", is_flag=True, help="Also ask every cited page whether it still answers.")
def doctor(*, with_links: bool) -> None:
    """Check the whole configuration and sources.yaml, and say what each optional part would need."""
    raise SystemExit(_run(_doctor(with_links=with_links)))


@mop.command()
def telegram() -> None:
    """Answer in Telegram until told to stop (docs/telegram.md)."""
    from adapters.telegram.program import run  # noqa: PLC0415 - only this command needs the library
    from adapters.telegram.settings import read_telegram_settings  # noqa: PLC0415

    settings, own = _or_exit(lambda: read_telegram_settings(os.environ))
    _log_as(settings)
    _run(run(settings, own))


@mop.command("web")
def receive() -> None:
    """Take what Telegram delivers and record it for workers; any number may run (docs/running.md)."""
    from adapters.telegram.many import receive as run  # noqa: PLC0415 - only this command needs the library
    from adapters.telegram.settings import read_telegram_settings  # noqa: PLC0415

    settings, own = _or_exit(lambda: read_telegram_settings(os.environ))
    _log_as(settings)
    _run(run(settings, own))


@mop.command()
def worker() -> None:
    """Answer in Telegram what `mop web` recorded; any number may run (docs/running.md)."""
    from adapters.telegram.many import work  # noqa: PLC0415 - only this command needs the library
    from adapters.telegram.settings import read_telegram_settings  # noqa: PLC0415

    settings, own = _or_exit(lambda: read_telegram_settings(os.environ))
    _log_as(settings)
    _run(work(settings, own))


@mop.group(invoke_without_command=True)
@click.pass_context
def disputes(context: click.Context) -> None:
    """List open objections to answers; `accept` and `decline` settle them."""
    if context.invoked_subcommand is None:
        from adapters.operator import list_disputes  # noqa: PLC0415 - only the operator's commands need the store

        _run(list_disputes(_settings()))


@disputes.command("accept")
@click.option("--trust/--distrust", required=True, help="What the site deserves from now on, as the operator's word.")
@click.option("--of", "subject", default="", metavar="HOST[/PATH]", help="What gets it, in place of the whole site.")
@click.argument("number", type=int)
@click.argument("reason")
def accept(number: int, reason: str, *, trust: bool, subject: str) -> None:
    """Accept dispute NUMBER: its sites get the operator's word with REASON, shown beside the raters."""
    from adapters.operator import accept_dispute  # noqa: PLC0415 - as above

    _run(accept_dispute(_settings(), number, reason, trust=trust, subject=subject))


@disputes.command("decline")
@click.argument("number", type=int)
@click.argument("reason")
def decline(number: int, reason: str) -> None:
    """Decline dispute NUMBER with REASON."""
    from adapters.operator import decline_dispute  # noqa: PLC0415 - as above

    _run(decline_dispute(_settings(), number, reason))


@mop.command()
@click.option("--off", is_flag=True, help="Take the operator's word back.")
@click.argument("source", default="", metavar="HOST[/PATH]")
@click.argument("reason", nargs=-1)
def trust(source: str, reason: tuple[str, ...], *, off: bool) -> None:
    """Say in all chats that HOST is to be trusted, with REASON; alone, list what the operator says."""
    _say_of(source, " ".join(reason), trust=True, off=off)


@mop.command()
@click.option("--off", is_flag=True, help="Take the operator's word back.")
@click.argument("source", default="", metavar="HOST[/PATH]")
@click.argument("reason", nargs=-1)
def distrust(source: str, reason: tuple[str, ...], *, off: bool) -> None:
    """Say in all chats that HOST is not to be trusted, with REASON; alone, list what the operator says."""
    _say_of(source, " ".join(reason), trust=False, off=off)


def _say_of(source: str, reason: str, *, trust: bool, off: bool) -> None:
    from adapters import operator  # noqa: PLC0415 - only the operator's commands need the store

    settings = _settings()
    if not source:
        _run(operator.list_words(settings))
    elif off:
        _run(operator.take_back(settings, source))
    else:
        _run(operator.say_of(settings, source, reason, trust=trust))


@mop.group(invoke_without_command=True)
@click.pass_context
def lists(context: click.Context) -> None:
    """Show the subscribed lists: rows, date, licence, last fault."""
    if context.invoked_subcommand is None:
        from adapters.list_commands import status  # noqa: PLC0415 - only these commands need the lists' folder

        _run(status(_settings()))


@lists.command("update")
@click.argument("name", default="")
def update_lists(name: str) -> None:
    """Bring one list, or all, up to date; a bad update leaves the old one."""
    from adapters.list_commands import update  # noqa: PLC0415 - as above

    raise SystemExit(_run(update(_settings(), name)))


@lists.command("run")
def keep_lists() -> None:
    """Keep the lists current, and delete what is past its time, until told to stop."""
    from adapters.lists_program import keep_current  # noqa: PLC0415 - as above

    _run(keep_current(_settings()))


@lists.command("import")
@click.argument("name")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
def import_list(name: str, path: str) -> None:
    """Take list NAME over from the file PATH."""
    from adapters.list_commands import import_file  # noqa: PLC0415 - as above

    _run(import_file(_settings(), name, path))


@lists.command("explain")
@click.argument("host")
def explain_host(host: str) -> None:
    """Print every row that speaks of HOST (or HOST/PATH), and which one wins and why."""
    from adapters.list_commands import explain  # noqa: PLC0415 - as above

    _run(explain(_settings(), host))


@lists.command("agreement")
def compare_lists() -> None:
    """Print how far raters agree on what they share, and what the others say of each one's hosts."""
    from adapters.list_commands import compare  # noqa: PLC0415 - as above

    _run(compare(_settings()))


@mop.group(invoke_without_command=True)
@click.pass_context
def claims(context: click.Context) -> None:
    """Show the fact-checks at hand: feeds, publishers, what was left out (docs/claims.md)."""
    if context.invoked_subcommand is None:
        from adapters.claims_commands import status  # noqa: PLC0415 - only these commands need the index

        _run(status(_settings()))


@claims.command("status")
def claims_status() -> None:
    """Show the fact-checks at hand."""
    from adapters.claims_commands import status  # noqa: PLC0415 - as above

    _run(status(_settings()))


@claims.command("import")
@click.argument("what", metavar="FILE|URL")
@click.option("--force", is_flag=True, help="Take it even where it has less than half of what it had.")
def import_claims(what: str, *, force: bool) -> None:
    """Take over fact-checks: a feed, a table, an export, or a fact-checker's page or sitemap."""
    from adapters.claims_commands import take  # noqa: PLC0415 - as above

    raise SystemExit(_run(take(_settings(), what, force=force)))


@claims.command("update")
def update_claims() -> None:
    """Have every feed again that was had by its address; the public feed where there is none."""
    from adapters.claims_commands import update  # noqa: PLC0415 - as above

    raise SystemExit(_run(update(_settings())))


@claims.command("search")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a query.")
@click.option("--top", default=5, show_default=True, type=click.IntRange(1, 30), help="Fact-checks a query.")
def search_claims(top: int, *, as_json: bool) -> None:
    """Search with each line of standard input; shows all candidates, also those that no chat would be told of."""
    from adapters.claims_commands import search  # noqa: PLC0415 - as above

    settings = _settings()
    _or_exit(lambda: search(settings, _standard_input_lines(), top=top, as_json=as_json))


@claims.command("vectors")
def make_vectors() -> None:
    """Make what finds fact-checks by meaning (extra "semantic"); may be stopped and begun again."""
    from adapters.claims_commands import make_vectors as make  # noqa: PLC0415 - as above

    raise SystemExit(_or_exit(lambda: make(_settings())))


@claims.command("export")
@click.argument("path", type=click.Path(dir_okay=False))
def export_claims(path: str) -> None:
    """Write the fact-checks, with what was made of them, as one file that other machines can import."""
    from adapters.claims_commands import hand_on  # noqa: PLC0415 - as above

    raise SystemExit(_or_exit(lambda: hand_on(_settings(), Path(path))))


@mop.command("export")
@click.argument("chat")
def export(chat: str) -> None:
    """Print everything that is kept of CHAT (such as telegram:-100123), as JSON."""
    from adapters.operator import export_chat  # noqa: PLC0415 - as above

    _run(export_chat(_settings(), chat))


@mop.command()
@click.argument("chat")
def forget(chat: str) -> None:
    """Delete everything that is kept of CHAT and say what it was."""
    from adapters.operator import forget_chat  # noqa: PLC0415 - as above

    _run(forget_chat(_settings(), chat))


@mop.command()
@click.argument("path")
def backup(path: str) -> None:
    """Write a copy of the database to PATH, also while a bot is running."""
    from adapters.operator import back_up  # noqa: PLC0415 - as above

    _run(back_up(_settings(), path))


@mop.command()
def migrate() -> None:
    """Bring the database to this program's form."""
    from adapters.operator import migrate as bring  # noqa: PLC0415 - as above

    _run(bring(_settings()))


@mop.command()
def discord() -> None:
    """Answer in Discord until told to stop (docs/discord.md)."""
    from adapters.discord.program import run  # noqa: PLC0415 - only this command needs the library
    from adapters.discord.settings import read_discord_settings  # noqa: PLC0415

    settings, own = _or_exit(lambda: read_discord_settings(os.environ))
    _log_as(settings)
    _run(run(settings, own))


def main() -> None:
    """Run the program; a fault of ours that a person can mend is told in a line, without a traceback."""
    try:
        mop(prog_name="mop")
    except MopError as error:
        _exit_with(error)


async def _check_one(settings: Settings, message: Message, *, as_json: bool, fetch: bool) -> None:
    from bot.startup import open_checker  # noqa: PLC0415 - aiohttp takes a third of a second to load

    local = await _operators_words(settings)
    async with open_checker(settings, fetch=fetch, pictures="now" if message.images else "later") as checker:
        decision, reply, report = await _answer(checker, settings, message, local)
    if as_json:
        _print_json(report)
    elif decision.speak:
        _show(reply, settings)
    else:
        click.echo(f"(silent: {decision.reason.value.replace('_', ' ')})", err=True)


async def _check_lines(settings: Settings, messages: Iterable[Message], *, fetch: bool) -> None:
    from bot.startup import open_checker  # noqa: PLC0415 - as above

    local = await _operators_words(settings)
    async with open_checker(settings, fetch=fetch) as checker:
        window: list[asyncio.Task[tuple[Decision, Reply, JsonObject]]] = []
        for message in messages:
            window.append(asyncio.create_task(_answer(checker, settings, message, local)))
            if len(window) == AT_ONCE:
                _print_json((await window.pop(0))[2])
        for task in window:
            _print_json((await task)[2])


async def _operators_words(settings: Settings) -> LocalRatings:
    from adapters.operator import operators_words  # noqa: PLC0415 - loaded with the checker
    from bot.local_ratings import local_ratings  # noqa: PLC0415

    return local_ratings(await operators_words(settings))


async def _answer(
    checker: Checker, settings: Settings, message: Message, local: LocalRatings
) -> tuple[Decision, Reply, JsonObject]:
    from bot import policy, report  # noqa: PLC0415 - loaded with the checker
    from bot.locales import best_language, localizer  # noqa: PLC0415
    from bot.reply import compose  # noqa: PLC0415

    found = await checker.check(message, local)
    decision = policy.decide(policy.default_mode(message.conversation.kind), message, found)
    sentences = localizer(best_language(message.language, settings.locale))
    reply = compose(found, sentences, message.conversation.kind)
    return decision, reply, report.as_json(found, decision, reply)


def _show(reply: Reply, settings: Settings) -> None:
    from bot.locales import localizer  # noqa: PLC0415 - loaded with the checker

    sentences = localizer(settings.locale)
    if not sys.stdout.isatty():
        click.echo(render(reply, sentences))
        return
    from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it

    show(reply, sentences, Console())


async def _doctor(*, with_links: bool) -> int:
    """Print every finding; 1 where anything is at fault."""
    from bot.doctor import OPTIONAL_PARTS, examine, remarks  # noqa: PLC0415 - only this command examines

    found = examine(os.environ)
    for fault in found.faults:
        click.echo(f"fault: {fault}")
    if found.catalogue is not None:
        tables = found.catalogue.tables
        sizes = f"{len(tables.sources)} sources, {len(tables.patterns)} patterns, {len(tables.topics)} topics"
        click.echo(f"sources.yaml: {sizes}, {len(tables.platforms)} platforms")
    for part in OPTIONAL_PARTS:
        click.echo(str(part))
    for line in remarks(found.settings, os.environ) if found.settings else ():
        click.echo(line)
    _show_invitation()
    gone = await _dead_links(found) if with_links else 0
    click.echo("Nothing to mend." if not found.faults and not gone else f"{len(found.faults) + gone} to mend.")
    return 1 if found.faults or gone else 0


def _show_invitation() -> None:
    """Print the link that adds Mop to a server, where there is a Discord token to tell it from."""
    from adapters.discord.invite import invite_link  # noqa: PLC0415 - only doctor shows it

    link = invite_link(os.environ.get("MOP_DISCORD_TOKEN", ""))
    if link:
        click.echo(f"Discord: add Mop to a server or an account: {link}")


async def _dead_links(found: Examination) -> int:
    from bot.doctor import cited_urls, dead_links, remember_dead_links  # noqa: PLC0415 - only on request
    from bot.fetch import Fetcher  # noqa: PLC0415
    from bot.startup import clock  # noqa: PLC0415

    if found.settings is None or found.catalogue is None:
        click.echo("cited pages: not asked, since the configuration has faults")
        return 0
    urls = cited_urls(found.catalogue)
    click.echo(f"cited pages: asking {len(urls)}")
    async with Fetcher(found.settings.fetch, found.catalogue.rules, clock) as fetcher:
        gone = await dead_links(fetcher, urls, lambda url, why: click.echo(f"cited page: {url}: {why}"))
    click.echo(f"cited pages: {len(gone)} gone")
    fault = remember_dead_links(found.settings, gone)
    if fault:
        click.echo(f"fault: {fault}")
    return len(gone)


def _settings() -> Settings:
    from bot.settings import read_settings  # noqa: PLC0415 - `mop --help` needs none

    settings = _or_exit(lambda: read_settings(os.environ))
    _log_as(settings)
    return settings


def _log_as(settings: Settings) -> None:
    from bot import logs  # noqa: PLC0415 - `mop --help` needs none

    logs.configure(settings.log_level, settings.log_format, logs.secrets_in(os.environ))


def _or_exit(load: Callable[[], T]) -> T:
    try:
        return load()
    except MopError as error:
        _exit_with(error)


def _run(work: Coroutine[None, None, T]) -> T:
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _exit_with(error: MopError) -> NoReturn:
    faults = error.faults if isinstance(error, ConfigurationError) else (error,)
    for fault in faults:
        click.echo(f"mop: {fault}", err=True)
    raise SystemExit(2)


def _standard_input() -> str:
    """Return all of standard input; a byte that is no UTF-8 is somebody's old mail, not an error."""
    from adapters.terminal import LONGEST_MESSAGE, TOO_LONG  # noqa: PLC0415 - `mop --help` needs none

    text = _stdin().read(LONGEST_MESSAGE + 1)
    if len(text) > LONGEST_MESSAGE:
        raise click.UsageError(TOO_LONG)
    return text


def _standard_input_lines() -> Iterator[str]:
    for line in _stdin():
        yield line.rstrip("\r\n")


def _stdin() -> TextIO:
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
