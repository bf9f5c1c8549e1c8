"""Answers on a terminal and in a pipe."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from adapters.terminal import FilePicture, actions_line, picture_named, pressed, render, show, to_message
from bot.errors import FetchError
from bot.locales import localizer
from bot.model import Action, ConversationKind, GapReason, Kind, Reliability
from bot.reply import compose
from tests.reply.test_compose import report
from tests.samples import authority, evidence, rating

ENGLISH = localizer("en")
REPLY = compose(report(evidence(rating(Reliability.UNRELIABLE), authorities=(authority(),))), ENGLISH)


def _shown(*, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=200, color_system="standard")
    show(REPLY, ENGLISH, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_pipe_gets_plain_text() -> None:
    """In a pipe there is no colour and every address is written out."""
    shown = _shown(terminal=False)
    assert shown == render(REPLY, ENGLISH) + "\n"
    assert "\x1b" not in shown
    assert "- The page, The Authority: https://authority.example/page" in shown


def test_a_terminal_gets_colour_and_hyperlinks() -> None:
    """On a terminal the first line is coloured and citations are hyperlinks with a short label."""
    shown = _shown(terminal=True)
    assert "\x1b[1;31m" in shown
    assert "https://some-rater.example/news" in shown
    assert "some-rater.example" in shown


def test_a_dangerous_link_is_written_defanged() -> None:
    """A link that must not be opened cannot be clicked in a terminal either."""
    reply = compose(report(evidence(rating(kind=Kind.PHISHING))), ENGLISH)
    assert "hxxps://news[.]example/story (not linked, on purpose)" in render(reply, ENGLISH)
    console = Console(file=io.StringIO(), force_terminal=True, width=200)
    show(reply, ENGLISH, console)
    assert isinstance(console.file, io.StringIO)
    assert "hxxps://news[.]example/story" in console.file.getvalue()


def test_actions_have_keys() -> None:
    """Every action that an answer offers can be pressed, in either case; anything else is a message."""
    assert actions_line(REPLY.actions, ENGLISH) == "[d] Details  [s] Share the facts  [r] Report it  [n] Not right?"
    assert pressed(" D\n", REPLY.actions) is Action.DETAILS
    assert pressed("x", REPLY.actions) is None
    assert pressed("dd", REPLY.actions) is None


@pytest.mark.parametrize("kind", ConversationKind)
def test_a_pasted_text_is_a_message(kind: ConversationKind) -> None:
    """What is pasted is taken as if it had been forwarded to such a chat."""
    message = to_message("x", kind)
    assert (message.text, message.conversation.kind) == ("x", kind)


async def test_a_picture_in_a_file(tmp_path: Path) -> None:
    """Its bytes are had up to a limit; a file that is gone, or a folder, is a fault with a reason."""
    path = tmp_path / "a.png"
    path.write_bytes(b"12345")
    assert await FilePicture(path).load(5) == b"12345"
    for picture, reason in (
        (FilePicture(path), GapReason.TOO_LARGE),
        (FilePicture(tmp_path / "none.png"), GapReason.UNREACHABLE),
        (FilePicture(tmp_path), GapReason.UNREACHABLE),
    ):
        with pytest.raises(FetchError) as caught:
            await picture.load(4)
        assert caught.value.gap.reason is reason


def test_a_line_that_is_the_path_of_a_picture(tmp_path: Path) -> None:
    """As typed, as a terminal writes a file that is dropped on it, quoted or not; anything else is words."""
    path = tmp_path / "my meme.PNG"
    path.write_bytes(b"x")
    escaped = str(path).replace(" ", "\\ ")
    for line in (str(path), f" '{path}' \n", f'"{path}"', f"file://{path}", escaped):
        assert picture_named(line) == FilePicture(path)
    (tmp_path / "notes.txt").write_bytes(b"x")
    for line in (
        str(tmp_path / "notes.txt"),
        str(tmp_path / "none.png"),
        f"{path}\n{path}",
        "",
        "x" * 9_000 + ".png",
    ):
        assert picture_named(line) is None
