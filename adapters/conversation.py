"""``mop chat``: a conversation in the terminal, with the same actions that chats show as buttons."""

from __future__ import annotations

import select
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

from adapters.terminal import (
    CONVERSATION,
    LONGEST_MESSAGE,
    TOO_LONG,
    actions_line,
    picture_named,
    pressed,
    render,
    show,
    to_message,
)
from bot.buttons import Buttons
from bot.commands import COMMANDS, Caller, Commands
from bot.desk import Desk
from bot.errors import CommandError
from bot.locales import localizer
from bot.model import Action, Reply
from bot.startup import clock, open_checker, retained, store_location
from bot.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.terminal import FilePicture
    from bot.locales import Localizer
    from bot.model import ConversationKind
    from bot.settings import Settings

PASTE_PAUSE_SECONDS: Final = 0.1
"""Lines that come this soon after each other were pasted together and are one message."""

WELCOME: Final = (
    "Paste a message and press Enter; an empty line ends it in a pipe. Ctrl-D leaves.\n"
    "/help lists the commands, which are those of the chats; “n” and a few words say what is wrong with an answer.\n"
    "The path of a picture, or /image and the path, has the picture read."
)

_NAMES: Final = frozenset(command.name for command in COMMANDS)


async def converse(settings: Settings, kind: ConversationKind) -> None:
    """Answer message after message until the input ends."""
    sentences = localizer(settings.locale)
    click.echo(WELCOME, err=True)
    async with open_checker(settings, pictures="soon") as checker, open_store(store_location(settings)) as store:
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
        self._caller = Caller(CONVERSATION, kind, is_admin=True, person=CONVERSATION)
        self._commands = Commands(desk, retained())

    async def hear(self, text: str) -> None:
        """Answer a message or a command, or press what a single letter stands for."""
        command, _, words = text.strip().partition(" ")
        if self._last and (action := pressed(command, self._actions)) is not None:
            if not words:
                await self._press(action)
                return
            if action is Action.NOT_RIGHT:
                await self._object(words)
                return
        if command.startswith("/") and command[1:] in _NAMES - {"check"}:
            self._show(await self._commands.run(command[1:], words, self._caller))
            return
        picture = picture_named(words if command == "/image" else text)
        if command == "/image" and picture is None:
            click.echo(f"There is no picture {words or 'named'}: write /image and the path of one.", err=True)
        elif picture is not None:
            await self._check("", asked=False, pictures=(picture,))
        else:
            await self._check(words if command == "/check" else text, asked=command == "/check")

    async def _check(self, text: str, *, asked: bool, pictures: Sequence[FilePicture] = ()) -> None:
        self._heard += 1
        self._last = ""
        message = replace(to_message(text, self._kind, pictures=pictures), asked=asked)
        decision = await self._desk.hear(message, str(self._heard), self)
        if decision.speak:
            click.echo(actions_line(self._actions, self._sentences), err=True)
        else:
            click.echo(f"(silent: {decision.reason.value.replace('_', ' ')})", err=True)

    async def _press(self, action: Action) -> None:
        buttons = Buttons(self._desk)
        if action is Action.DISMISS:
            await buttons.dismiss(self._last, self._caller, self, posted_it=True)
            return
        try:
            self._show(await buttons.press(action, self._last, self._caller))
        except CommandError as error:
            self._show(Reply(self._sentences.text(error.message_id, **error.arguments)))

    async def _object(self, words: str) -> None:
        link = next((word for word in words.split() if word.startswith(("https://", "http://"))), "")
        try:
            self._show(await Buttons(self._desk).object_to(self._last, self._caller, words, link))
        except CommandError as error:
            self._show(Reply(self._sentences.text(error.message_id, **error.arguments)))

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
    """Return the next message, or None at the end of the input, or where Ctrl-C ends the conversation."""
    try:
        with _interruptible():
            return _pasted()
    except KeyboardInterrupt:
        click.echo(err=True)
        return None


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end the wait for a line: asyncio's own handler only marks the task, which waits for that line."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _pasted() -> str | None:
    """Return lines that belong together; None at the end of the input, or of what anybody could have written."""
    text = line = sys.stdin.readline(LONGEST_MESSAGE + 1)
    while line and len(text) <= LONGEST_MESSAGE and _more_follows(line):
        line = sys.stdin.readline(LONGEST_MESSAGE + 1 - len(text))
        text += line
    if len(text) > LONGEST_MESSAGE:
        click.echo(TOO_LONG, err=True)
        return None
    return text.rstrip("\n") if text else None


def _more_follows(line: str) -> bool:
    if not sys.stdin.isatty():
        return bool(line.strip())
    return bool(select.select([sys.stdin], [], [], PASTE_PAUSE_SECONDS)[0])
