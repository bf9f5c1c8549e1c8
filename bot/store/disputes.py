"""Disputes: somebody says that an answer is not right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.state import DisputeState
from bot.store.database import to_micros
from bot.store.part import Part, next_number, write_audit
from bot.store.rows import of_dispute, to_dispute

if TYPE_CHECKING:
    from datetime import datetime

    from bot.state import Dispute


class DisputesPart(Part):
    """Filed, listed, settled, and their filers forgotten."""

    async def file_dispute(self, dispute: Dispute) -> int:
        """Keep a dispute and return its number, which is never given out again."""
        async with self._database.transaction() as session:
            number = await next_number(session, "disputes")
            await session.fetch(
                "INSERT INTO disputes (number, chat, answer, urls, outcome, what_was_said, what_should_be_said,"
                " link, filed_by, at, state, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                number,
                *of_dispute(dispute),
            )
            await write_audit(session, dispute.chat, "dispute filed", str(number), dispute.at)
        return number

    async def add_to_dispute(self, chat: str, answer: str, filed_by: str, words: str, link: str) -> int:
        """Add words and a link ("" keeps what was said) to a person's open dispute on an answer; 0 for none."""
        rows = await self._database.fetch(
            "UPDATE disputes SET"
            " what_should_be_said = CASE WHEN $5 = '' THEN what_should_be_said ELSE $5 END,"
            " link = CASE WHEN $6 = '' THEN link ELSE $6 END"
            " WHERE chat = $1 AND answer = $2 AND filed_by = $3 AND filed_by <> '' AND state = $4 RETURNING number",
            chat,
            answer,
            filed_by,
            DisputeState.OPEN.value,
            words,
            link,
        )
        return int(rows[0][0]) if rows else 0

    async def disputes(self, state: DisputeState | None = None) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""
        rows = await self._database.fetch(
            "SELECT number, chat, answer, urls, outcome, what_was_said, what_should_be_said, link, filed_by, at,"
            " state, reason FROM disputes WHERE $1 = '' OR state = $1 ORDER BY at, number",
            state.value if state else "",
        )
        return tuple(map(to_dispute, rows))

    async def settle_dispute(self, number: int, state: DisputeState, reason: str, at: datetime) -> Dispute:
        """Accept or decline, written to the audit log.

        Who filed it stays known until they were told (``told``), or until the purge 30 days later.

        Raises:
            StoreError: there is no open dispute of that number.
        """
        async with self._database.transaction() as session:
            rows = await session.fetch(
                "SELECT number, chat, answer, urls, outcome, what_was_said, what_should_be_said, link, filed_by, at,"
                " state, reason FROM disputes WHERE number = $1",
                number,
            )
            settled = await session.fetch(
                "UPDATE disputes SET state = $2, reason = $3, settled_at = $4"
                " WHERE number = $1 AND state = $5 RETURNING 1",
                number,
                state.value,
                reason,
                to_micros(at),
                DisputeState.OPEN.value,
            )
            if not settled:
                raise StoreError(self._database.location, f"there is no open dispute {number}")
            dispute = replace(to_dispute(rows[0]), state=state, reason=reason)
            await write_audit(session, dispute.chat, f"dispute {state.value}", f"{number}: {reason}", at)
        return dispute

    async def told(self, number: int) -> None:
        """Erase who filed a dispute: they know what became of it, or cannot be told."""
        await self._database.fetch("UPDATE disputes SET filed_by = '' WHERE number = $1", number)

    async def forget_person(self, person: str) -> int:
        """Erase who filed a dispute wherever it was this person; returns how many disputes that were."""
        if not person:  # every settled dispute was filed by nobody
            return 0
        rows = await self._database.fetch("UPDATE disputes SET filed_by = '' WHERE filed_by = $1 RETURNING 1", person)
        return len(rows)
