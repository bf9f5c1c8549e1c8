"""What is promised to be deleted is deleted then, and what is printed is what deletes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.model import Mode
from bot.state import DisputeState
from bot.store import RETENTION, retention_table
from bot.store.database import statements
from bot.store.export import EXPORTS
from bot.store.retention import OWN_TABLES
from bot.store.schema import MIGRATIONS
from tests.store.values import ANSWER, CHAT, DAY, DISPUTE, NOW, UPDATE, update

if TYPE_CHECKING:
    from bot.store import SQLStore

MOMENT = timedelta(microseconds=1)


def test_every_table_is_in_the_promise() -> None:
    """No table can be added without saying what it holds, why and for how long."""
    made = {
        re.sub("^CREATE (UNLOGGED )?TABLE ", "", statement).split()[0]
        for migration in MIGRATIONS
        for statement in statements(migration.sql)
        if statement.startswith(("CREATE TABLE", "CREATE UNLOGGED TABLE"))
    }
    promised = {table for row in RETENTION for table in row.tables}
    assert made - OWN_TABLES == promised


def test_every_promise_is_enforced() -> None:
    """Each row deletes by age or with its chat, and all that a chat has can be exported."""
    for row in RETENTION:
        assert bool(row.period) == bool(row.expired), row.name
        assert row.expired or row.of_chat, row.name
        assert row.name
        assert row.what
        assert row.why
        assert row.until
    assert {row.name for row in RETENTION if row.of_chat} == {table.name for table in EXPORTS}


def test_the_printed_table_is_the_one_that_deletes() -> None:
    """README and /privacy show every row, with the days that purge goes by."""
    lines = retention_table().splitlines()
    assert lines[0].count("|") == lines[1].count("|") == 5
    assert len(lines) == len(RETENTION) + 2
    for row, line in zip(RETENTION, lines[2:], strict=True):
        assert line == f"| {row.name} | {row.what} | {row.why} | {row.until} |"
        assert line.count("|") == 5
        if row.period is not None:
            days, minutes = row.period.days, row.period.seconds // 60
            words = (f"{days} day", f"{days // 365} year") if days else (f"{minutes} minutes",)
            assert any(each in row.until for each in words), row.name


def test_the_documentation_prints_the_same_table() -> None:
    """Whoever reads docs/state.md reads what the code does."""
    page = (Path(__file__).parent.parent.parent / "docs" / "state.md").read_text("utf-8")
    _, _, rest = page.partition("<!-- retention -->\n")
    assert rest.partition("\n<!-- /retention -->")[0] == retention_table()


async def fill_with_what_ends(store: SQLStore) -> None:
    """Keep one of everything that is deleted by its age."""
    await store.keep_answer(ANSWER)
    await store.count(CHAT, NOW.date(), "SATIRE")
    await store.set_mode(CHAT, Mode.WARN, NOW)
    await store.take_update(UPDATE)
    await store.finish_update("telegram", "another", NOW)


@pytest.mark.parametrize(
    ("name", "days"),
    [("answers given", 30), ("audit log", 365), ("updates in hand", 1), ("ids of answered updates", 1)],
)
async def test_each_thing_goes_on_its_day_and_not_before(store: SQLStore, name: str, days: int) -> None:
    """A row lives exactly as long as is promised."""
    await fill_with_what_ends(store)
    assert name not in await store.purge(NOW + days * DAY)
    assert (await store.purge(NOW + days * DAY + MOMENT))[name] == 1


async def test_counts_go_by_their_day(store: SQLStore) -> None:
    """A day's count is kept 400 days from that day's beginning."""
    await store.count(CHAT, NOW.date(), "SATIRE")
    midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    assert await store.purge(midnight + 400 * DAY) == {}
    assert await store.purge(midnight + 400 * DAY + MOMENT) == {"counts": 1}
    assert await store.counts(CHAT) == {}


async def test_disputes_wait_for_the_operator_however_long(store: SQLStore) -> None:
    """An open dispute stays; a settled one goes a year after it was settled, not after it was filed."""
    for _ in range(2):
        await store.file_dispute(replace(DISPUTE, at=NOW - 900 * DAY))
    await store.settle_dispute(1, DisputeState.DECLINED, "no", NOW)
    assert "disputes" not in await store.purge(NOW + 365 * DAY)
    assert (await store.purge(NOW + 365 * DAY + MOMENT))["disputes"] == 1
    assert [dispute.id for dispute in await store.disputes()] == [2]


async def test_the_words_of_an_answered_message_are_gone(store: SQLStore) -> None:
    """When the answer is out, no part of the message is left, and its id is left for a day."""
    await store.take_update(UPDATE)
    await store.take_update(update(1))
    await store.finish_update("telegram", "9001", NOW)
    rows = await store._database.fetch("SELECT payload, chat FROM updates WHERE id = $1", "9001")
    assert [tuple(row) for row in rows] == [("", "")]
    assert await store.waiting_updates("telegram") == (update(1),)
