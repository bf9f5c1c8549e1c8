"""A whole conversation in ``mop chat``; ``python -m tests.conversations.talking`` writes docs/conversation.md."""

from __future__ import annotations

import asyncio
import re
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.doctor import OPTIONAL_PARTS
from tests.conftest import REPOSITORY
from tests.conversations.knowledge import PROGRAM, known_world

PAGE: Final = REPOSITORY / "docs" / "conversation.md"
WIDTH: Final = 128

HEAD: Final = """\
# A conversation in the terminal

Recorded from the real `mop chat` by `python -m tests.conversations.talking`; a test holds this page against what it
says. The pages are played by a local server, and two fact-checkers and their checks are made up
(`tests/conversations`). Everything else is what everybody gets. What was typed stands behind `>`; a letter is what a
button is in a chat.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Some turns of the conversation, and what they show."""

    title: str
    typed: tuple[str, ...]
    reads_pictures: bool = False
    """Whether it can only be had where the extra ``ocr`` is installed."""


PARTS: Final = (
    Part(
        "A rumour that comes round again, and a fact-check of it: one note",
        (
            "Disgraceful!! Shops have BANNED the sale of poppies this year because it offends people. Share!",
            "s",
        ),
    ),
    Part(
        "A hoax in Spanish that was checked",
        (
            "/language es",
            """Reenviado muchas veces
El ayuntamiento de Villarrobles regala bicicletas eléctricas a quien reenvíe este mensaje de WhatsApp""",
            "d",
            "/language auto",
        ),
    ),
    Part(
        "A link that was checked, sent as an archived copy",
        (
            "https://web.archive.org/web/20260505101010/https://coast-herald.example/lighthouse-sold?id=7",
            "n it was sold after all, says my aunt",
        ),
    ),
    Part("The debunk itself", ("look what I found https://checks.example/lighthouse",)),
    Part("A neutral headline", ("https://park-news.example/budget",)),
    Part(
        "Nearly the same claim, which is not the same",
        ("the river Osk did not turn purple because a dye works emptied its tanks at night",),
    ),
    Part(
        "A picture that tells the rumour (extra `ocr`)",
        ("/image tests/conversations/meme.png", "s"),
        reads_pictures=True,
    ),
    Part("A site that keeps programs out", ("https://gate.example/story",)),
)
_ASKED: Final = "/language"
"""Typed unseen after each turn: when its answer has come, everything before it has."""
_ANSWERED: Final = re.compile(r"(?:I answer in|Respondo en) ")
_DAY: Final = re.compile(r"(Looked at|Consultado el) [^.]+\.")
"""The one thing that changes from day to day."""


def page() -> str:
    """Return the page as it is recorded, without what cannot be had here."""
    recorded = PAGE.read_text("utf-8")
    for part in PARTS:
        if part not in _parts():
            before, _, after = recorded.partition(f"## {part.title}\n")
            recorded = before + after[after.index("\n## ") + 1 :]
    return recorded


def _parts() -> list[Part]:
    pictures = not any(part.extra == "ocr" and part.missing() for part in OPTIONAL_PARTS)
    return [part for part in PARTS if pictures or not part.reads_pictures]


async def conversation(environment: dict[str, str]) -> str:
    """Return the page, as ``mop chat`` talks today in the environment of ``known_world``."""
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "chat",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        # The first picture waits for its reader to load, which takes long on a busy machine.
        env={**environment, "PYTHONUNBUFFERED": "1", "MOP_CHECK_DEADLINE_SECONDS": "60"},
        cwd=REPOSITORY,
    )
    await _heard(process, "")
    parts = [f"## {part.title}\n```text\n{await _turns(process, part)}\n```\n" for part in _parts()]
    assert process.stdin
    process.stdin.close()
    assert await process.wait() == 0
    return "\n".join((HEAD, *parts))


async def _turns(process: asyncio.subprocess.Process, part: Part) -> str:
    return "\n\n".join([f"{_quoted(typed)}\n{await _heard(process, typed)}" for typed in part.typed])


async def _heard(process: asyncio.subprocess.Process, typed: str) -> str:
    """Type something and return all that is said to it."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{typed}\n\n{_ASKED}\n\n".encode())
    said: list[str] = []
    while line := (await process.stdout.readline()).decode():
        if _ANSWERED.match(line):
            return _DAY.sub(r"\1 (today).", "\n".join(said))
        said += textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    raise AssertionError("the conversation ended early:\n" + "\n".join(said))


def _quoted(typed: str) -> str:
    lines = (textwrap.fill(line, WIDTH - 2, subsequent_indent="  ") for line in typed.splitlines())
    return textwrap.indent("\n".join(lines), "> ")


def main() -> None:
    """Write the page; read it before you commit it."""

    async def talk(folder: Path) -> str:
        async with known_world(folder) as environment:
            return await conversation(environment)

    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(asyncio.run(talk(Path(folder))), "utf-8")


if __name__ == "__main__":
    main()
