"""``mop chat``, line by line."""

from __future__ import annotations

import io
import signal
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from adapters.conversation import converse
from adapters.terminal import LONGEST_MESSAGE, TOO_LONG
from bot.fetch import FetchSettings
from bot.model import ConversationKind
from bot.settings import Settings
from bot.store import open_store
from tests.conftest import SMALL
from tests.images.pictures import qr_code, saved


async def _talk(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: ConversationKind) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    await converse(Settings(tmp_path, SMALL, deadline_seconds=0.2), kind)


async def test_a_conversation_with_every_action(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paste, read the answer, press what chats show as buttons; a dispute is kept."""
    typed = "the moon is\nmade of cheese\n\nd\n\ns\n\nr\n\nn\n\n"
    await _talk(typed, tmp_path, monkeypatch, ConversationKind.DIRECT)
    shown, told = capsys.readouterr()
    assert shown.startswith("Going round since 1999: The moon is made of cheese.\n")
    assert "In detail\n" in shown
    assert "The moon is rock. Astronauts brought some back.\nRead instead: Moon rocks, The Moon Office:\n" in shown
    assert "Checkers rated it “False” in 2020. https://checkers.example/moon\n" in shown
    assert "Report it, do not feed it." in shown
    assert "Thank you. Whoever runs this bot will look at it." in shown
    assert "[d] Details" in told


async def test_a_group_in_the_terminal_is_as_quiet_as_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a group nothing is said of what is not worth it, and the reason is told beside."""
    await _talk("good morning\n\nd\n\n", tmp_path, monkeypatch, ConversationKind.GROUP)
    shown, told = capsys.readouterr()
    assert shown == ""
    assert told.count("(silent:") == 2


async def test_a_dismissed_answer_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After dismissing there is nothing left to press."""
    await _talk("moon made of cheese\n\nx\n\nd\n\n", tmp_path, monkeypatch, ConversationKind.GROUP)
    shown, told = capsys.readouterr()
    assert "In detail" not in shown
    assert "(silent:" in told


async def test_commands_are_those_of_the_chats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom the chat distrusts is said first, with the reason; it can be listed and taken back; /help lists all."""
    typed = "\n\n".join((
        "/distrust gossip.example they made up a quote",
        "https://gossip.example/x",
        "/distrust gossip.example off",
        "/distrust",
        "/help",
        "/check the moon is made of cheese",
        "/nonsense",
        "",
    ))  # fmt: skip
    await _talk(typed, tmp_path, monkeypatch, ConversationKind.GROUP)
    shown, told = capsys.readouterr()
    assert "This group's admins say: “they made up a quote” (20" in shown
    assert "/privacy: " in shown
    assert "The moon is made of cheese." in shown
    assert told.count("(silent:") == 1, "an unknown command is a message like any other"


async def test_an_objection_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The letter n and a few words say what should have been said, with the link that shows it."""
    typed = "the moon is made of cheese\n\nn it is a joke https://moon.example/joke\n\nd now\n\n"
    await _talk(typed, tmp_path, monkeypatch, ConversationKind.DIRECT)
    assert "look at it, with your words." in capsys.readouterr().out
    async with open_store(tmp_path) as store:
        (dispute,) = await store.disputes()
    assert (dispute.what_should_be_said, dispute.link) == (
        "it is a joke https://moon.example/joke",
        "https://moon.example/joke",
    )


async def test_ctrl_c_leaves_while_mop_waits_for_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends the conversation at once, without a traceback, and not only after the next Enter."""

    def interrupt(characters: int) -> str:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("went on reading")

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(readline=interrupt))
    await converse(Settings(tmp_path, SMALL, deadline_seconds=0.2), ConversationKind.DIRECT)
    assert capsys.readouterr().out == ""
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize("line", ["\0", "words"])
async def test_an_input_without_an_end_is_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """Nothing is read for ever: neither a line that does not end (/dev/zero) nor lines without an empty one."""

    def endless(characters: int) -> str:
        assert 0 < characters <= LONGEST_MESSAGE + 1
        return line * characters if line == "\0" else f"{'word ' * min(1_000, characters // 5)}\n"[:characters]

    monkeypatch.setattr("sys.stdin", SimpleNamespace(readline=endless, isatty=lambda: False))
    await converse(Settings(tmp_path, SMALL, deadline_seconds=0.2), ConversationKind.DIRECT)
    shown, told = capsys.readouterr()
    assert shown == ""
    assert TOO_LONG in told


async def test_buttons_of_an_answer_that_is_no_longer_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After /forget the last answer is gone, and pressing it says so in plain words."""
    typed = "the moon is made of cheese\n\n/forget\n\nd\n\nn wrong\n\n"
    await _talk(typed, tmp_path, monkeypatch, ConversationKind.DIRECT)
    assert capsys.readouterr().out.count("too old to look up") == 2


async def test_pictures_in_a_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that is a picture's path is that picture, and so is /image with one; a mistyped path is told."""
    picture = tmp_path / "code.png"
    picture.write_bytes(saved(qr_code("https://gossip.example/x")))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{picture}\n\n/image {picture}\n\n/image none.png\n\n/image\n\n"))
    settings = Settings(tmp_path, SMALL, deadline_seconds=100.0, read_images=True)
    await converse(replace(settings, fetch=FetchSettings(resolve={"*": ()})), ConversationKind.DIRECT)
    shown, told = capsys.readouterr()
    assert shown.count("The Gossip: not a source to rely on, according to The Editors.") == 2
    assert "There is no picture none.png" in told
    assert "There is no picture named" in told
