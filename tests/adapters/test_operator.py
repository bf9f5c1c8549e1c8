"""The operator's commands."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapters.cli import mop
from bot.model import Mode
from bot.store import open_store
from bot.store.sqlite import FILE_NAME
from tests.conftest import SMALL
from tests.samples import NOW
from tests.test_disputes import FILED

CHAT = FILED.chat


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Return a runner whose data folder holds one dispute and one chat's settings."""
    monkeypatch.setenv("MOP_DATA_DIR", str(tmp_path))

    async def prepare() -> None:
        async with open_store(tmp_path) as store:
            await store.file_dispute(FILED)
            await store.set_mode(CHAT, Mode.ASKED, NOW)

    asyncio.run(prepare())
    return CliRunner()


def test_disputes_are_listed_and_settled(run: CliRunner) -> None:
    """Open disputes are listed; an accepted one is gone from the list; a second word is refused in plain words."""
    assert "objection: it is our paper" in run.invoke(mop, ["disputes"]).output
    accepted = run.invoke(mop, ["disputes", "accept", "1", "so it is", "--trust"])
    assert accepted.output.startswith("accepted: 1")
    assert run.invoke(mop, ["disputes"]).output == "No open disputes.\n"
    again = run.invoke(mop, ["disputes", "decline", "1", "no"])
    assert "there is no open dispute 1" in str(again.exception)


def test_a_declined_dispute(run: CliRunner) -> None:
    """A dispute can be declined with its reason."""
    assert run.invoke(mop, ["disputes", "decline", "1", "no"]).output.startswith("declined: 1")


def test_the_operators_word_holds_everywhere(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator trusts or distrusts a site with a reason: shown as that, listed, explained, taken back."""
    monkeypatch.setenv("MOP_SOURCES", str(SMALL))
    assert "not trusted, in all chats" in run.invoke(mop, ["distrust", "www.quiet.example", "sells", "links"]).output
    check = ["check", "--no-fetch", "https://quiet.example/story"]
    assert "Whoever runs this bot says: “sells links” (20" in run.invoke(mop, check).output
    assert "the operator: “sells links”" in run.invoke(mop, ["lists", "explain", "quiet.example"]).output
    assert run.invoke(mop, ["trust"]).output.startswith("quiet.example: not trusted (sells links, 20")
    assert run.invoke(mop, ["trust", "quiet.example"]).output == "quiet.example: trusted, in all chats\n"
    assert "sells links" not in run.invoke(mop, check).output
    assert run.invoke(mop, ["trust", "--off", "quiet.example"]).output == "quiet.example: taken back\n"
    assert run.invoke(mop, ["distrust", "--off", "quiet.example"]).output == "quiet.example: nothing was said of it\n"
    assert run.invoke(mop, ["trust"]).output == "The operator has said nothing of any source.\n"


def test_a_check_goes_on_without_the_operators_word(
    run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that cannot be read costs the operator's word, not the answer."""
    monkeypatch.setenv("MOP_SOURCES", str(SMALL))
    (tmp_path / FILE_NAME).write_bytes(b"no database at all, however long it may be")
    result = run.invoke(mop, ["check", "--no-fetch", "https://gossip.example/x"])
    assert "The Gossip: not a source to rely on" in result.output


def test_a_chat_is_exported_and_forgotten(run: CliRunner) -> None:
    """Everything kept of a chat can be read and deleted."""
    kept = json.loads(run.invoke(mop, ["export", CHAT]).output)
    assert "asked" in json.dumps(kept)
    assert "chat settings: 1" in run.invoke(mop, ["forget", CHAT]).output
    assert run.invoke(mop, ["forget", CHAT]).output == "Nothing was kept of it.\n"


def test_backup_and_migrate(run: CliRunner, tmp_path: Path) -> None:
    """A copy can be written at any time, and the database's form is told."""
    copy = tmp_path / "copy.sqlite3"
    assert run.invoke(mop, ["backup", str(copy)]).output == f"Written to {copy}.\n"
    assert copy.stat().st_size
    assert run.invoke(mop, ["migrate"]).output.startswith("The database has form ")
