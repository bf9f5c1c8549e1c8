"""``mop chat``: a conversation in the terminal, with the same actions that chats show as buttons."""

from __future__ import annotations

import select
import sys
from typing import TYPE_CHECKING, Final

import click

from adapters.terminal import CONVERSATION, actions_line, pressed, render, show, to_message
from bot.buttons import Buttons
from bot.commands import Caller
from bot.desk import Desk
from bot.locales import localizer
from bot.model import Action
from bot.startup import clock, open_checker, store_location
from bot.store import open_store

if TYPE_CHECKING:
    from bot.locales import Localizer
    from bot.model import ConversationKind, Reply
    from bot.settings import Settings

PASTE_PAUSE_SECONDS: Final = 0.1
"""Lines that come this soon after each other were pasted together and are one message."""

WELCOME: Final = "Paste a message and press Enter; an empty line ends it in a pipe. Ctrl-D leaves."


async def converse(settings: Settings, kind: ConversationKind) -> None:
    """Answer message after message until the input ends."""
    sentences = localizer(settings.locale)
    click.echo(WELCOME, err=True)
    async with open_checker(settings) as checker, open_store(store_location(settings)) as store:
        talk = Conversation(Desk(checker, store, clock, language=settings.locale), sentences, kind)
        while (text := _read_message()) is not None:
            if text.strip():
                await talk.hear(text)


class Conversation:
    """One conversation: what was last answered is what an action is about."""

    def __init__(self, desk: Desk, sentences: Localizer, kind: ConversationKind) -> None:
        self._desk = desk
        self._sentences = sentences
        self._kind = kind
        self._heard = 0
        self._last = ""
        """Id of the last answer; "" when there is nothing to press."""
        self._actions: tuple[Action, ...] = ()

    async def hear(self, text: str) -> None:
        """Answer a message, or press what a single letter stands for."""
        if self._last and (action := pressed(text, self._actions)) is not None:
            await self._press(action)
            return
        self._heard += 1
        self._last = ""
        decision = await self._desk.hear(to_message(text, self._kind), str(self._heard), self)
        if decision.speak:
            click.echo(actions_line(self._actions, self._sentences), err=True)
        else:
            click.echo(f"(silent: {decision.reason.value.replace('_', ' ')})", err=True)

    async def _press(self, action: Action) -> None:
        caller = Caller(CONVERSATION, self._kind, is_admin=True, person=CONVERSATION)
        buttons = Buttons(self._desk)
        if action is Action.DISMISS:
            await buttons.dismiss(self._last, caller, self, posted_it=True)
        else:
            self._show(await buttons.press(action, self._last, caller))

    can_edit = False
    """A terminal cannot take lines back."""

    async def busy(self) -> None:
        """Show nothing: the cursor waits anyway."""

    async def send(self, reply: Reply, sentences: Localizer) -> str:
        """Print an answer."""
        del sentences
        self._show(reply)
        self._last = str(self._heard)
        self._actions = reply.actions
        return self._last

    async def edit(self, answer: str, reply: Reply, sentences: Localizer) -> None:
        """Print a changed answer below the first one."""
        del answer
        await self.send(reply, sentences)

    async def remove(self, answer: str) -> None:
        """Forget the answer; its lines have scrolled by."""
        del answer
        self._last = ""

    def link_to(self, answer: str) -> str:
        """Return no link: a terminal has none."""
        del answer
        return ""

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
