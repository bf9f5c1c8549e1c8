"""The terminal: text in, an answer out; colour and hyperlinks on a terminal, plain text in a pipe."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import FetchError
from bot.model import Action, Conversation, ConversationKind, Gap, GapReason, GapStep, Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console
    from rich.text import Text

    from bot.locales import Localizer
    from bot.model import Citation, Reply

CONVERSATION: Final = "terminal"

COLOURS: Final = {
    Outcome.DANGEROUS: "bold red",
    Outcome.IMPERSONATION: "bold red",
    Outcome.CLAIM_CHECKED: "bold red",
    Outcome.UNRELIABLE_SOURCE: "bold red",
    Outcome.KNOWN_PATTERN: "bold red",
    Outcome.RELIABLE_SOURCE: "bold green",
    Outcome.FACT_CHECK: "bold green",
    Outcome.NOTHING_FOUND: "bold",
    Outcome.NOT_CHECKED: "bold",
}
"""Colour by seriousness, never the only signal; every other outcome is yellow."""

LONGEST_MESSAGE: Final = 1_000_000
"""Characters that are read of one message: the longest mails have fewer, and a pipe may have no end (/dev/zero)."""

TOO_LONG: Final = f"A message has at most {LONGEST_MESSAGE:,} characters; this one goes on."

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
"""Of files that are pictures."""

LONGEST_PATH: Final = 4_096

KEYS: Final = {
    Action.DETAILS: "d",
    Action.SHARE: "s",
    Action.REPORT: "r",
    Action.NOT_RIGHT: "n",
    Action.DISMISS: "x",
}


def to_message(
    text: str, kind: ConversationKind, language: str = "", pictures: Iterable[FilePicture] = ()
) -> Message:
    """Return a pasted text, with pictures, as a message, as if it had been forwarded to a chat of ``kind``."""
    place = Conversation(CONVERSATION, kind)
    return Message(text, images=tuple(pictures), language=language, conversation=place)


@dataclass(frozen=True, slots=True)
class FilePicture:
    """A picture in a file of this machine."""

    path: Path

    async def load(self, max_bytes: int) -> bytes:
        """Return its bytes.

        Raises:
            FetchError: it cannot be read, or is too large.
        """
        try:
            data = await asyncio.to_thread(self._read, max_bytes + 1)
        except OSError as exc:
            raise FetchError(str(self.path), Gap(GapStep.IMAGES, GapReason.UNREACHABLE, str(exc))) from exc
        if len(data) > max_bytes:
            raise FetchError(str(self.path), Gap(GapStep.IMAGES, GapReason.TOO_LARGE, str(max_bytes)))
        return data

    def _read(self, most: int) -> bytes:
        with self.path.open("rb") as file:
            return file.read(most)


def picture_named(text: str) -> FilePicture | None:
    """Return the picture whose path a line is, as a terminal writes it for a file dropped on it; None for words."""
    name = text.strip()
    if "\n" in name or len(name) > LONGEST_PATH or not name.lower().rstrip("'\"").endswith(ENDINGS):
        return None
    for each in (name, name.strip("'\""), name.replace("\\ ", " ")):
        path = Path(each.removeprefix("file://")).expanduser()
        if path.is_file():
            return FilePicture(path)
    return None


def render(reply: Reply, localizer: Localizer) -> str:
    """Return a reply as plain text with every address written out."""
    lines = [reply.headline]
    lines.extend(f"- {note.text}{_written_out(note.citations)}" for note in reply.notes)
    if reply.authorities:
        lines.append(f"{localizer.text('label-read-instead')}:")
        lines.extend(f"- {page.title}, {page.publisher}: {page.url}" for page in reply.authorities)
    lines.extend(reply.caveats)
    lines.extend(f"{url} ({localizer.text('label-phishing')})" for url in reply.blocked_urls)
    return "\n".join(lines)


def show(reply: Reply, localizer: Localizer, console: Console) -> None:
    """Print a reply: styled on a terminal, as ``render`` has it in a pipe."""
    if not console.is_terminal:
        console.file.write(render(reply, localizer) + "\n")
        return
    for line in _styled(reply, localizer):
        console.print(line, soft_wrap=False)


def actions_line(actions: Iterable[Action], localizer: Localizer) -> str:
    """Return actions with the key of each, such as ``[d] Details``."""
    return "  ".join(f"[{KEYS[action]}] {localizer.text(f'action-{action.value}')}" for action in actions)


def pressed(text: str, actions: Iterable[Action]) -> Action | None:
    """Return the one of ``actions`` whose key ``text`` is."""
    return next((action for action in actions if KEYS[action] == text.strip().lower()), None)


def _written_out(citations: Iterable[Citation]) -> str:
    urls = ", ".join(citation.url for citation in citations)
    return f" ({urls})" if urls else ""


def _styled(reply: Reply, localizer: Localizer) -> Iterator[Text]:
    from rich.text import Text  # noqa: PLC0415 - a pipe does not pay for it

    yield Text(reply.headline, style=COLOURS.get(reply.outcome, "bold yellow"))
    for note in reply.notes:
        line = Text(f"• {note.text}")
        for citation in note.citations:
            line.append(" (").append(citation.label, style=f"link {citation.url}").append(")")
        yield line
    if reply.authorities:
        yield Text(f"{localizer.text('label-read-instead')}:", style="bold")
    for page in reply.authorities:
        yield Text("• ").append(f"{page.title}, {page.publisher}", style=f"link {page.url}")
    for caveat in reply.caveats:
        yield Text(caveat, style="dim")
    for url in reply.blocked_urls:
        yield Text(f"{url} ({localizer.text('label-phishing')})", style="dim")
