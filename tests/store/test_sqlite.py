"""SQLite: whatever happens to the file, nothing is half-written and every fault is one clear sentence."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.store import open_store, sqlite
from tests.store.values import ANSWER, CHAT, DAY, NOW, UPDATE, answer, update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store import SQLStore

REPOSITORY = Path(__file__).parent.parent.parent
NOBODY = 65534


def writer(task: str, folder: Path) -> subprocess.Popen[str]:
    """Start another process on the same data folder."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", task, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def nobody() -> Iterator[None]:
    """Run as a user to whom permissions mean something, where the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that can be read and not written; not in pytest's own, which nobody may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder


def modes(folder: Path) -> set[int]:
    """Return who may read what is in a folder."""
    return {path.stat().st_mode & 0o777 for path in folder.iterdir()}


def contents(folder: Path) -> bytes:
    """Return all that a thief of a folder could read."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


# --- several processes --------------------------------------------------------------------------------


async def test_of_several_processes_exactly_one_takes_an_update(tmp_path: Path) -> None:
    """Processes that open a fresh folder in the same moment all work, and one of them answers."""
    writers = [writer("take", tmp_path) for _ in range(4)]
    for each in writers:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    said = [each.communicate(timeout=60)[0].strip() for each in writers]
    assert sorted(said) == ["False", "False", "False", "True"]


async def test_a_fresh_file_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    """Two processes that make the same file in the same moment both get it."""
    with closing(sqlite3.connect(tmp_path / "mop.sqlite3", isolation_level=None)) as other:
        other.executescript("CREATE TABLE theirs (x); BEGIN IMMEDIATE; INSERT INTO theirs VALUES (1)")
        asyncio.get_running_loop().call_later(0.2, other.execute, "COMMIT")
        async with open_store(tmp_path) as store:
            await store.keep_answer(ANSWER)


async def test_counts_of_several_processes_add_up(tmp_path: Path) -> None:
    """Nobody's write is lost to anybody else's."""
    writers = [writer("count", tmp_path) for _ in range(2)]
    async with open_store(tmp_path) as store:
        for _ in range(50):
            await store.count(CHAT, NOW.date(), "SATIRE")
        for each in writers:
            each.communicate(timeout=60)
            assert each.returncode == 0
        assert await store.counts(CHAT) == {"SATIRE": 150}


async def test_a_process_killed_while_writing_leaves_whole_answers(tmp_path: Path) -> None:
    """After kill -9 every answer that was kept is there with all its links, and none is there in part."""
    process = writer("answers", tmp_path)
    assert process.stdout
    kept = [int(process.stdout.readline()) for _ in range(40)]
    process.kill()
    kept += map(int, process.communicate(timeout=60)[0].split())
    async with open_store(tmp_path) as store:
        for number in kept:
            found = await store.answer_to(CHAT, str(number))
            assert found is not None
            assert await store.answer_about(CHAT, found.urls[7], NOW) == found
        rows = await store._database.fetch("SELECT message, count(*) FROM answer_links GROUP BY message")
        assert {links for _, links in rows} == {8}
        assert len(kept) <= len(rows) <= len(kept) + 1
        (check,) = await store._database.fetch("PRAGMA integrity_check")
        assert check[0] == "ok"


# --- the file -----------------------------------------------------------------------------------------


async def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    """Whoever else has an account on the machine learns nothing of the chats."""
    folder = tmp_path / "made" / "by mop"
    async with open_store(folder) as store:
        await store.take_update(UPDATE)
        assert modes(folder.parent) == {0o700}
        assert modes(folder) == {0o600}
    assert store.location == str(folder / "mop.sqlite3")


async def test_deleted_words_are_nowhere_in_the_files(tmp_path: Path) -> None:
    """What was deleted cannot be read out of a stolen folder."""
    async with open_store(tmp_path) as store:
        for number in range(50):
            await store.take_update(update(number))
        assert b"secret words" in contents(tmp_path)
        for number in range(50):
            await store.finish_update("telegram", str(number), NOW)
        await store.purge(NOW)
        assert b"secret words" not in contents(tmp_path)


async def test_a_backup_is_whole_while_others_write(sqlite_store: SQLStore, tmp_path: Path) -> None:
    """The copy opens as a store of its own, and an older copy gives way to it."""
    target = tmp_path / "copy" / "mop.sqlite3"

    async def write() -> None:
        for number in range(60):
            await sqlite_store.keep_answer(answer(message=str(number)))

    await sqlite_store.keep_answer(ANSWER)
    writing = asyncio.create_task(write())
    await sqlite_store.backup(target)
    await writing
    await sqlite_store.backup(target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["mop.sqlite3"]
    async with open_store(target.parent) as copy:
        assert await copy.answer_to(CHAT, "41") == ANSWER
        assert await copy.answer_to(CHAT, "59") == answer(message="59")


async def test_a_backup_never_takes_the_place_of_the_database(sqlite_store: SQLStore) -> None:
    """A slip of the operator's hand loses nothing."""
    with pytest.raises(StoreError, match="cannot take the place of the database itself"):
        await sqlite_store.backup(Path(sqlite_store.location))
    await sqlite_store.keep_answer(ANSWER)


async def test_a_backup_that_cannot_be_written_says_so(sqlite_store: SQLStore, tmp_path: Path) -> None:
    """The fault names the copy, not the database."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught:
        await sqlite_store.backup(tmp_path / "file" / "copy")
    assert caught.value.path == str(tmp_path / "file" / "copy")
    assert isinstance(caught.value.__cause__, OSError)


async def test_a_damaged_copy_is_not_kept(tmp_path: Path) -> None:
    """A backup that would be of no use does not take the place of one that is."""
    folder, target = tmp_path / "data", tmp_path / "copy"
    await damaged(folder)
    target.write_text("an older copy")
    async with open_store(folder) as store:
        with pytest.raises(StoreError, match="damaged"):
            await store.backup(target)
    assert target.read_text() == "an older copy"
    assert not target.with_name("copy.new").exists()


# --- faults -------------------------------------------------------------------------------------------


async def test_a_full_disk_leaves_nothing_half_written(sqlite_store: SQLStore) -> None:
    """Each answer is there whole or not at all; with room again, work goes on without a restart."""
    database = sqlite_store._database
    await database.fetch("PRAGMA max_page_count = 40")
    kept = 0

    async def keep_many() -> None:
        nonlocal kept
        while True:
            await sqlite_store.keep_answer(answer(message=str(kept)))
            kept += 1

    with pytest.raises(StoreError, match="the disk is full") as caught:
        await keep_many()
    assert kept
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    assert caught.value.path == sqlite_store.location
    (answers,), (links,) = await database.fetch(
        "SELECT count(*) FROM answers UNION ALL SELECT count(*) FROM answer_links"
    )
    assert (answers, links) == (kept, 2 * kept)
    await database.fetch("PRAGMA max_page_count = 4000")
    await sqlite_store.keep_answer(ANSWER)
    assert await sqlite_store.answer_to(CHAT, "41") == ANSWER


async def test_a_file_that_somebody_else_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mop waits for another program, then says who is in the way, and goes on when the way is free."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_store(tmp_path) as store:
        with closing(sqlite3.connect(tmp_path / "mop.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for write in (store.keep_answer(ANSWER), store.count(CHAT, NOW.date(), "SATIRE")):
                with pytest.raises(StoreError, match="another program holds the database"):
                    await write
            assert await store.answer_to(CHAT, "41") is None
            other.execute("COMMIT")
        await store.keep_answer(ANSWER)
        assert await store.answer_to(CHAT, "41") == ANSWER


async def test_a_fresh_file_that_stays_held_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for another program that makes the same file has an end."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(tmp_path / "mop.sqlite3", isolation_level=None)) as other:
        other.executescript("CREATE TABLE theirs (x); BEGIN EXCLUSIVE; INSERT INTO theirs VALUES (1)")
        with pytest.raises(StoreError, match="another program holds the database"):
            async with open_store(tmp_path):
                pass


async def test_a_held_file_cannot_be_opened_for_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting while another program has the file to itself fails with a sentence, not a hang."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    async with open_store(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "mop.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds the database"):
            async with open_store(tmp_path):
                pass


async def test_a_folder_that_cannot_be_written_is_named(read_only: Path) -> None:
    """A read-only folder is told at the start, with its path."""
    with nobody(), pytest.raises(StoreError, match=r"the data folder cannot be used \(Permission denied\)") as caught:
        async with open_store(read_only):
            pass
    assert isinstance(caught.value.__cause__, PermissionError)
    assert caught.value.path == str(read_only / "mop.sqlite3")


async def test_a_file_that_turned_read_only_is_still_read(sqlite_store: SQLStore) -> None:
    """Writing fails with a sentence; what is known is still answered."""
    await sqlite_store.keep_answer(ANSWER)
    await sqlite_store._database.fetch("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="the database cannot be written"):
        await sqlite_store.keep_answer(answer(message="2"))
    assert await sqlite_store.answer_to(CHAT, "41") == ANSWER
    await sqlite_store._database.fetch("PRAGMA query_only = OFF")
    await sqlite_store.keep_answer(answer(message="2"))


async def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """MOP_DATA_DIR that names a file is told as such."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="the data folder cannot be used"):
        async with open_store(tmp_path / "file"):
            pass


async def test_a_database_that_is_a_folder_is_named(tmp_path: Path) -> None:
    """Nothing else has to go by that name."""
    (tmp_path / "mop.sqlite3").mkdir()
    with pytest.raises(StoreError, match="the data folder cannot be used"):
        async with open_store(tmp_path):
            pass


async def test_a_file_of_something_else_is_refused_and_kept(tmp_path: Path) -> None:
    """A file that is no database is not overwritten."""
    (tmp_path / "mop.sqlite3").write_text("A letter to my grandmother. " * 100)
    with pytest.raises(StoreError, match="this is no database of Mop, or it is damaged"):
        async with open_store(tmp_path):
            pass
    assert (tmp_path / "mop.sqlite3").read_text().startswith("A letter")


READABLE = 40 * 4096


async def damaged(folder: Path) -> None:
    """Leave a database behind with rubbish in its middle."""
    async with open_store(folder) as store:
        for number in range(300):
            await store.keep_answer(answer(message=str(number)))
    path = folder / "mop.sqlite3"
    whole = path.read_bytes()
    # The names and columns of the tables, at its beginning, can still be read.
    path.write_bytes(whole[:READABLE] + b"\xa5" * (len(whole) - READABLE))


async def test_a_damaged_file_says_so_and_harms_nobody(tmp_path: Path) -> None:
    """Damage is told for what it is, again each time, and the process lives."""
    await damaged(tmp_path)
    async with open_store(tmp_path) as store:
        for _ in range(2):
            with pytest.raises(StoreError, match="the database is damaged, restore a backup") as caught:
                await store.purge(NOW + 500 * DAY)
            assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """A task that outlives the store gets the exception it expects."""
    async with open_store(tmp_path) as store:
        pass
    with pytest.raises(StoreError, match="the database is not open"):
        await store.answer_to(CHAT, "41")
    with pytest.raises(StoreError, match="the database is not open"):
        await store.keep_answer(ANSWER)


async def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python with a SQLite that lacks RETURNING is told what it lacks."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreError, match=r"SQLite 3\.35 or newer is needed"):
        async with open_store(tmp_path):
            pass


def test_every_exception_of_sqlite3_becomes_a_store_error() -> None:
    """None that a later Python adds slips through."""
    kinds = [kind for kind in vars(sqlite3).values() if isinstance(kind, type) and issubclass(kind, sqlite3.Error)]
    assert len(kinds) >= 9
    for kind in kinds:
        with pytest.raises(StoreError, match="the database refused") as caught, sqlite.translated("here"):
            raise kind("no")
        assert isinstance(caught.value.__cause__, kind)
        assert caught.value.path == "here"


# --- cancelled tasks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("turns", range(0, 14, 2))
async def test_a_cancelled_task_leaves_no_open_transaction(sqlite_store: SQLStore, turns: int) -> None:
    """A check that is given up midway neither blocks others nor leaves half an answer."""
    many = answer(urls=tuple(f"https://example.org/{page}" for page in range(20)))
    task = asyncio.create_task(sqlite_store.keep_answer(many))
    rounds = 0
    while not task.done() and rounds < turns:
        await asyncio.sleep(0.0002)
        rounds += 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    found = await sqlite_store.answer_to(CHAT, "41")
    assert found in {None, many}
    await sqlite_store.keep_answer(ANSWER)
    assert await sqlite_store.answer_to(CHAT, "41") == ANSWER
    (links,) = await sqlite_store._database.fetch("SELECT count(*) FROM answer_links")
    assert links[0] == 2
