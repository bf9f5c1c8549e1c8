"""What people forward, and what they are told."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.conversations.answering import ANSWERS, answers


async def test_every_message_gets_its_recorded_answer(tmp_path: Path) -> None:
    """Run through the real program, with a local web: each message gets just the answer that stands beside it."""
    expected = yaml.safe_load(ANSWERS.read_text("utf-8"))
    found = await answers(tmp_path)
    assert found == {name: text.rstrip("\n") for name, text in expected.items()}
