"""What is kept, why, and for how long: one table, which deletes and which is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

AFTER_LEAVING: Final = timedelta(days=30)
"""From Mop's removal until the chat is forgotten."""

UNTOLD: Final = timedelta(days=30)
"""From settling a dispute until its filer is forgotten, should nobody have been able to tell them."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One kind of thing that Mop keeps."""

    name: str
    """Plain name, as shown to people and as counted by ``purge`` and ``forget_chat``."""
    what: str
    why: str
    until: str
    """For how long, as shown to people."""
    period: timedelta | None
    """How long after ``until``'s moment a row is deleted; None where it goes with its chat alone."""
    tables: tuple[str, ...]
    """The database's tables that hold it."""
    expired: str = ""
    """Deletes a thousand rows at most past ``$1`` (microseconds) and returns one row for each; "" for none."""
    of_chat: str = ""
    """Deletes all rows ``OF_CHAT`` and returns one row for each; "" where nothing in it tells the chat."""


RETENTION: Final = (
    StoredTable(
        "chat settings",
        "the chat's number, when Mop may speak, the language, that Mop has greeted it, when it last told it"
        " news of a link",
        "so that Mop does what the chat's admins chose",
        "until Mop is removed from the chat, and 30 days",
        None,
        ("chats",),
        of_chat="DELETE FROM chats WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "local ratings",
        "sites that the chat's admins trust or distrust, not who said so",
        "so that their word comes first in their chat",
        "until they take it back, or until Mop is removed from the chat, and 30 days",
        None,
        ("local_ratings",),
        of_chat="DELETE FROM local_ratings WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "answers given",
        "chat, number of the message and of the answer, the links and rumours it was about, the outcome;"
        " no word of the message and not who sent it",
        "to follow edits, to say what was already checked, to take an answer away, to tell the chat once if something"
        " becomes known of a link that nothing was known of",
        "30 days",
        timedelta(days=30),
        ("answers", "answer_links"),
        "DELETE FROM answers WHERE (chat, message) IN"
        " (SELECT chat, message FROM answers WHERE at < $1 LIMIT 1000) RETURNING 1",
        "DELETE FROM answers WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "counts",
        "how many checks a chat had on a day, by outcome",
        "for /stats",
        "400 days",
        timedelta(days=400),
        ("counts",),
        "DELETE FROM counts WHERE (chat, day, outcome) IN"
        " (SELECT chat, day, outcome FROM counts WHERE day < $1 LIMIT 1000) RETURNING 1",
        "DELETE FROM counts WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "disputes",
        "which answer is said to be wrong, what it said, what it should say in the words of whoever filed it,"
        " a link if they gave one; their number on the platform only until they were told what became of it",
        "so that a mistake is put right, and whoever told Mop hears of it",
        "until settled, and 1 year",
        timedelta(days=365),
        ("disputes",),
        "DELETE FROM disputes WHERE number IN"
        " (SELECT number FROM disputes WHERE settled_at < $1 LIMIT 1000) RETURNING 1",
        "DELETE FROM disputes WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "audit log",
        "what admins and the operator changed in a chat and when, not who",
        "so that a change of settings can be explained",
        "1 year",
        timedelta(days=365),
        ("audit_log",),
        "DELETE FROM audit_log WHERE number IN (SELECT number FROM audit_log WHERE at < $1 LIMIT 1000) RETURNING 1",
        "DELETE FROM audit_log WHERE OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "updates in hand",
        "a message that is not answered yet, as the platform sent it",
        "so that it is answered even when Mop is restarted meanwhile",
        "until it is answered, 1 day at the most",
        timedelta(days=1),
        ("updates",),
        "DELETE FROM updates WHERE (platform, id) IN (SELECT platform, id FROM updates"
        " WHERE finished_at IS NULL AND received_at < $1 LIMIT 1000) RETURNING 1",
        # Kept as answered, with nothing but its id: a platform that sends it again gets no second answer.
        "UPDATE updates SET payload = '', chat = '', finished_at = received_at"
        " WHERE finished_at IS NULL AND OF_CHAT RETURNING 1",
    ),
    StoredTable(
        "ids of answered updates",
        "the platform's number of an update that was answered, nothing else",
        "so that an update delivered twice is answered once",
        "1 day",
        timedelta(days=1),
        ("updates",),
        "DELETE FROM updates WHERE (platform, id) IN"
        " (SELECT platform, id FROM updates WHERE finished_at < $1 LIMIT 1000) RETURNING 1",
    ),
    StoredTable(
        "turns of chats",
        "that a chat has something waiting, which of Mop's programs is answering it, when Mop last wrote to it",
        "so that several programs answer chats in turn, each in order and within the platform's limits",
        "1 day after the last message",
        timedelta(days=1),
        ("turns",),
        "DELETE FROM turns WHERE chat IN (SELECT chat FROM turns WHERE touched < $1 LIMIT 1000) RETURNING 1",
    ),
    StoredTable(
        "shared pages",
        "what a page that was linked says of itself in public (its address, title, summary, author, dates), and"
        " nothing of who asked about it or where; only with PostgreSQL",
        "so that a link that is sent to many groups at once is opened once",
        "10 minutes, and up to 1 hour more until it is deleted",
        timedelta(minutes=10),
        ("shared_pages",),
        "DELETE FROM shared_pages WHERE url_key IN"
        " (SELECT url_key FROM shared_pages WHERE fetched_at < $1 LIMIT 1000) RETURNING 1",
    ),
)
"""Everything that outlives a check. A test holds it against the schema, so that no table is missing."""

OWN_TABLES: Final = frozenset({"schema_version", "numbers"})
"""Tables that speak of nobody: the schema's number, and the last number given out."""


def retention_table(rows: tuple[StoredTable, ...] = RETENTION) -> str:
    """Return ``RETENTION`` as a table in Markdown, for the README and /privacy."""
    lines = [f"| {row.name} | {row.what} | {row.why} | {row.until} |" for row in rows]
    return "\n".join(("| What | What it holds | Why | For how long |", "|---|---|---|---|", *lines))
