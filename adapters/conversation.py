"""``mop chat``: a conversation in the terminal, with the same actions that chats show as buttons."""

from __future__ import annotations

import select
import sys
from typing import TYPE_CHECKING, Final

import click

from adapters.terminal import actions_line, pressed, render, show, to_message
from bot import policy
from bot.locales import localizer
from bot.model import Action
from bot.reply import compose, details, report_it, share
from bot.startup import open_checker

if TYPE_CHECKING:
    from bot.core import Checker
    from bot.locales import Localizer
    from bot.model import ConversationKind, Reply, Report
    from bot.settings import Settings

PASTE_PAUSE_SECONDS: Final = 0.1
"""Lines that come this soon after each other were pasted together and are one message."""

WELCOME: Final = "Paste a message and press Enter; an empty line ends it in a pipe. Ctrl-D leaves."


async def converse(settings: Settings, kind: ConversationKind) -> None:
    """Answer message after message until the input ends."""
    sentences = localizer(settings.locale)
    click.echo(WELCOME, err=True)
    async with open_checker(settings) as checker:
        talk = Conversation(checker, sentences, kind)
        while (text := _read_message()) is not None:
            if text.strip():
                await talk.hear(text)


class Conversation:
    """One conversation: what was last answered is what an action is about."""

    def __init__(self, checker: Checker, sentences: Localizer, kind: ConversationKind) -> None:
        self._checker = checker
        self._sentences = sentences
        self._kind = kind
        self._last: tuple[Report, Reply] | None = None

    async def hear(self, text: str) -> None:
        """Answer a message, or press what a single letter stands for."""
        if self._last is not None and (action := pressed(text, self._last[1])) is not None:
            self._press(action, self._last[0])
            return
        message = to_message(text, self._kind)
        report = await self._checker.check(message)
        reply = compose(report, self._sentences, self._kind)
        decision = policy.decide(policy.default_mode(self._kind), message, report)
        if not decision.speak:
            self._last = None
            click.echo(f"(silent: {decision.reason.value.replace('_', ' ')})", err=True)
            return
        self._last = (report, reply)
        self._show(reply)
        click.echo(actions_line(reply, self._sentences), err=True)

    def _press(self, action: Action, report: Report) -> None:
        if action is Action.DETAILS:
            self._show(details(report, self._sentences))
        elif action is Action.SHARE:
            click.echo(share(report, self._sentences))
        elif action is Action.REPORT:
            self._show(report_it(report, self._sentences))
        elif action is Action.DISMISS:
            self._last = None
            click.clear()

    def _show(self, reply: Reply) -> None:
        if sys.stdout.isatty():
            from rich.console import Console  # noqa: PLC0415 - a pipe does not pay for it

            show(reply, self._sentences, Console())
        else:
            click.echo(render(reply, self._sentences))


def _read_message() -> str | None:
    """Return the next message, or None at the end of the input."""
    first = sys.stdin.readline()
    if not first:
        return None
    lines = [first]
    while _more_follows(lines[-1]) and (line := sys.stdin.readline()):
        lines.append(line)
    return "".join(lines).rstrip("\n")


def _more_follows(line: str) -> bool:
    if not sys.stdin.isatty():
        return bool(line.strip())
    return bool(select.select([sys.stdin], [], [], PASTE_PAUSE_SECONDS)[0])
