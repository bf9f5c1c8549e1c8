"""What a running Mop remembers, as values and as the Protocol that bot/store fulfils. No I/O."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.model import Mode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.model import ChatSettings, SourceRating

OPERATOR = ""
"""In place of a chat: what the operator says, for all chats."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that was given, without a word of the message it answers."""

    chat: str
    """Platform and number, such as ``telegram:-100123``; with the thread where the platform has them apart."""
    message: str
    """The platform's id of the message that was answered."""
    answer: str
    """The platform's id of the answer."""
    urls: tuple[str, ...]
    """Canonical links that it speaks of; empty where it speaks of words only."""
    pattern_ids: tuple[str, ...]
    """Rumours that it speaks of."""
    outcome: str
    """Name of the most serious ``Outcome``."""
    language: str
    at: datetime
    asked: bool = False


class DisputeState(enum.Enum):
    """What became of a dispute."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody says that an answer is not right."""

    id: int
    """0 before it is filed."""
    chat: str
    answer: str
    urls: tuple[str, ...]
    outcome: str
    what_was_said: str
    """The headline that Mop showed."""
    what_should_be_said: str
    """In the words of whoever filed it; "" when they only pressed the button."""
    link: str
    """A page that shows it; "" when they gave none."""
    filed_by: str
    """The platform's id of the person, to tell them what became of it; "" once told."""
    at: datetime
    state: DisputeState = DisputeState.OPEN
    reason: str = ""
    """Why the operator accepted or declined it; "" while it is open."""


@dataclass(frozen=True, slots=True)
class WaitingUpdate:
    """An update that was received and is not answered yet."""

    platform: str
    id: str
    chat: str
    payload: str
    """What the platform sent, as JSON; deleted with the row when it has been answered."""
    received_at: datetime


class Store(Protocol):
    """Everything that outlives the process. Every method may raise StoreError; every datetime is aware (UTC).

    A chat is a platform and a number, ``telegram:-100123``; a part of it (a topic, a thread, a channel of a server)
    is written with a slash, ``telegram:-100123/7``. What is forgotten, moved or left of a chat is so of its parts.
    """

    # settings -------------------------------------------------------------------------------------
    async def chat_settings(self, chat: str, default_mode: Mode = Mode.WARN) -> ChatSettings | None:
        """Return what the chat's admins chose, with their ``local_ratings``; None where they chose nothing.

        ``default_mode`` stands where they chose a language or trust a source, and no mode.
        """

    async def set_mode(self, chat: str, mode: Mode, at: datetime) -> None:
        """Keep when to speak in a chat."""

    async def set_language(self, chat: str, language: str, at: datetime) -> None:
        """Keep the language of a chat; "" follows the reader's own."""

    async def rate_locally(self, chat: str, rating: SourceRating, at: datetime) -> None:
        """Keep what a chat's admins (or ``OPERATOR``) say of a host or path, in place of what they said before."""

    async def unrate_locally(self, chat: str, subject: str, at: datetime) -> bool:
        """Take that back; False where they had said nothing."""

    async def local_ratings(self, chat: str) -> tuple[SourceRating, ...]:
        """Return all that a chat's admins (or ``OPERATOR``) say, by subject."""

    # answers --------------------------------------------------------------------------------------
    async def keep_answer(self, answer: Answer) -> None:
        """Keep an answer, in place of an earlier one to the same message."""

    async def answer_to(self, chat: str, message: str) -> Answer | None:
        """Return the answer to a message."""

    async def answer_with_id(self, chat: str, answer: str) -> Answer | None:
        """Return an answer by its own id, for a button that was pressed under it."""

    async def answer_about(self, chat: str, url: str, since: datetime) -> Answer | None:
        """Return the newest answer in a chat that speaks of this canonical link."""

    async def drop_answer(self, chat: str, message: str) -> None:
        """Forget an answer (it was dismissed, or its message deleted)."""

    async def count(self, chat: str, day: date, outcome: str) -> None:
        """Count one check."""

    async def counts(self, chat: str) -> Mapping[str, int]:
        """Return checks by outcome name, all days."""

    # disputes -------------------------------------------------------------------------------------
    async def file_dispute(self, dispute: Dispute) -> int:
        """Keep a dispute and return its number."""

    async def add_to_dispute(self, chat: str, answer: str, filed_by: str, words: str, link: str) -> int:
        """Add words and a link ("" keeps what was said) to a person's open dispute on an answer; 0 for none."""

    async def disputes(self, state: DisputeState | None = None) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""

    async def settle_dispute(self, number: int, state: DisputeState, reason: str, at: datetime) -> Dispute:
        """Accept or decline, written to the audit log; StoreError where there is no open one of that number.

        Who filed it is still known, until ``told`` or 30 days later.
        """

    async def told(self, number: int) -> None:
        """Erase who filed a dispute: they know what became of it, or cannot be told."""

    # updates in hand ------------------------------------------------------------------------------
    async def take_update(self, update: WaitingUpdate) -> bool:
        """Record an update before it is acknowledged; False where it was recorded or answered before."""

    async def finish_update(self, platform: str, update_id: str, at: datetime) -> None:
        """Mark it answered and delete its payload; its id is remembered for a day, against double delivery."""

    async def waiting_updates(self, platform: str) -> tuple[WaitingUpdate, ...]:
        """Return updates that were never finished, oldest first."""

    # the life of a chat ---------------------------------------------------------------------------
    async def move_chat(self, old: str, new: str) -> None:
        """A group became a supergroup: everything of ``old`` is now of ``new``."""

    async def chat_left(self, chat: str, at: datetime) -> None:
        """Mop was removed; the chat is forgotten 30 days later unless ``chat_joined`` comes first."""

    async def chat_joined(self, chat: str, at: datetime) -> bool:
        """Mop was added; True the first time, when a word of greeting is due."""

    async def forget_chat(self, chat: str) -> Mapping[str, int]:
        """Delete everything of a chat now; returns what was deleted: table's plain name -> rows."""

    async def purge(self, now: datetime) -> Mapping[str, int]:
        """Delete everything past its time (``RETENTION``); returns plain name -> rows."""

    async def forget_person(self, person: str) -> int:
        """Erase who filed a dispute wherever it was this person; returns how many disputes that were."""


class FollowUpStore(Protocol):
    """Answers that knew nothing, for ``bot.follow_up``. Every method may raise StoreError."""

    async def unknown_answers(
        self, platform: str, since: datetime, after: Answer | None, most: int
    ) -> tuple[Answer, ...]:
        """Return answers that knew nothing of any link and were not followed up, ``most`` of them after ``after``."""

    async def begin_follow_up(self, answer: Answer, whole: str, at: datetime, quiet_since: datetime) -> bool:
        """Note that the chat ``whole`` is told news of an answer; False where it was, or has been since then."""
