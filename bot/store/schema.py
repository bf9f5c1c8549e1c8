"""The tables, as numbered steps that never change once released, and the walk from any older step to the newest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import StoreError
from bot.store.database import statements

if TYPE_CHECKING:
    from bot.store.database import Database, Session


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from a schema to the next."""

    version: int
    """The schema that it leads to."""
    sql: str
    """Statements in the common ground of both makes, each ended by a semicolon."""


FIRST: Final = """
CREATE TABLE chats (
    chat TEXT NOT NULL PRIMARY KEY, mode TEXT, language TEXT, greeted_at BIGINT, left_at BIGINT);

CREATE TABLE local_ratings (
    chat TEXT NOT NULL, subject_key TEXT NOT NULL, subject TEXT NOT NULL, rater TEXT NOT NULL, rating TEXT NOT NULL,
    reliability BIGINT, kind TEXT, url TEXT NOT NULL, as_of TEXT NOT NULL, name TEXT NOT NULL, voice BIGINT NOT NULL,
    origin TEXT NOT NULL,
    PRIMARY KEY (chat, subject_key));

CREATE TABLE answers (
    chat TEXT NOT NULL, message TEXT NOT NULL, answer TEXT NOT NULL, urls TEXT NOT NULL, pattern_ids TEXT NOT NULL,
    outcome TEXT NOT NULL, language TEXT NOT NULL, at BIGINT NOT NULL, asked BIGINT NOT NULL,
    PRIMARY KEY (chat, message));
CREATE INDEX answers_by_id ON answers (chat, answer);
CREATE INDEX answers_by_age ON answers (at);

CREATE TABLE answer_links (
    chat TEXT NOT NULL, url_key TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (chat, url_key, message),
    FOREIGN KEY (chat, message) REFERENCES answers (chat, message) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX answer_links_by_answer ON answer_links (chat, message);

CREATE TABLE counts (
    chat TEXT NOT NULL, day BIGINT NOT NULL, outcome TEXT NOT NULL, checks BIGINT NOT NULL,
    PRIMARY KEY (chat, day, outcome));
CREATE INDEX counts_by_age ON counts (day);

CREATE TABLE disputes (
    number BIGINT NOT NULL PRIMARY KEY, chat TEXT NOT NULL, answer TEXT NOT NULL, urls TEXT NOT NULL,
    outcome TEXT NOT NULL, what_was_said TEXT NOT NULL, what_should_be_said TEXT NOT NULL, link TEXT NOT NULL,
    filed_by TEXT NOT NULL, at BIGINT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, settled_at BIGINT);
CREATE INDEX disputes_by_chat ON disputes (chat);

CREATE TABLE audit_log (
    number BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, chat TEXT NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL);
CREATE INDEX audit_log_by_chat ON audit_log (chat);
CREATE INDEX audit_log_by_age ON audit_log (at);

CREATE TABLE updates (
    platform TEXT NOT NULL, id TEXT NOT NULL, chat TEXT NOT NULL, payload TEXT NOT NULL, received_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (platform, id));
CREATE INDEX updates_in_hand ON updates (finished_at, received_at);

CREATE TABLE numbers (name TEXT NOT NULL PRIMARY KEY, last BIGINT NOT NULL);
INSERT INTO numbers (name, last) VALUES ('disputes', 0), ('audit_log', 0);
"""

TURNS: Final = """
CREATE TABLE turns (
    chat TEXT NOT NULL PRIMARY KEY, platform TEXT NOT NULL, waiting BIGINT NOT NULL, news BIGINT NOT NULL,
    turn BIGINT NOT NULL, worker TEXT NOT NULL, until BIGINT NOT NULL, cut_offs BIGINT NOT NULL,
    next_at BIGINT NOT NULL, recent TEXT NOT NULL, touched BIGINT NOT NULL);
CREATE INDEX turns_in_order ON turns (platform, waiting, turn);
CREATE INDEX turns_by_worker ON turns (worker);
CREATE INDEX turns_by_age ON turns (touched);
ALTER TABLE updates ADD COLUMN owed BIGINT NOT NULL DEFAULT 1;
CREATE INDEX updates_of_chat ON updates (chat, finished_at);
"""
"""Many processes: whose turn a chat is, who answers it (``bot.store.queue``), and when it may next be written to."""

SHARED: Final = """
CREATE UNLOGGED TABLE shared_pages (
    url_key TEXT NOT NULL PRIMARY KEY, found TEXT NOT NULL, fetched_at BIGINT NOT NULL, kept_until BIGINT NOT NULL);
CREATE INDEX shared_pages_by_age ON shared_pages (fetched_at);
ALTER TABLE answers ADD COLUMN followed_up_at BIGINT;
CREATE INDEX answers_by_outcome ON answers (outcome, at);
ALTER TABLE chats ADD COLUMN followed_up_at BIGINT;
"""
"""Pages that several programs share (PostgreSQL only; the table stays empty elsewhere), and what was told later."""

MIGRATIONS: Final = (Migration(1, FIRST), Migration(2, TURNS), Migration(3, SHARED))


async def upgrade(database: Database, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring a database of any age to the newest schema, all steps in one transaction.

    Raises:
        StoreError: a newer Mop wrote it, or it could not be written.
    """
    newest = migrations[-1].version
    async with database.upgrade() as session:
        await session.fetch("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
        found = await version(session)
        if found > newest:
            raise StoreError(
                database.location,
                f"a newer Mop wrote this database (its schema is {found}, this Mop knows up to {newest}), so install"
                " that Mop again or restore the backup made before it",
            )
        for migration in migrations:
            if migration.version > found:
                await _apply(session, migration)


async def version(session: Session | Database) -> int:
    """Return the schema's number; 0 for a database without tables yet."""
    rows = await session.fetch("SELECT version FROM schema_version")
    return int(rows[0][0]) if rows else 0


async def _apply(session: Session, migration: Migration) -> None:
    for statement in statements(migration.sql):
        await session.fetch(statement)
    await session.fetch("DELETE FROM schema_version")
    await session.fetch("INSERT INTO schema_version (version) VALUES ($1)", migration.version)
