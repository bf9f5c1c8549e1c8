"""``mop chat``, line by line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from adapters.conversation import converse
from bot.model import ConversationKind
from bot.settings import Settings
from tests.conftest import SMALL


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
