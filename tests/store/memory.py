"""A plain in-memory ``Store``: what both databases are held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.errors import StoreError
from bot.model import ChatSettings, Mode
from bot.state import Answer, Dispute, DisputeState, WaitingUpdate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.model import SourceRating

K = TypeVar("K")
V = TypeVar("V")

DAY = timedelta(days=1)


@dataclass
class Chat:
    """What is known of a chat itself."""

    mode: Mode | None = None
    language: str = ""
    greeted: bool = False
    left_at: datetime | None = None


@dataclass
class Hand:
    """An update in hand or answered."""

    update: WaitingUpdate
    finished_at: datetime | None = None


@dataclass
class Memory:
    """``bot.state.Store`` in dictionaries, written for being plainly right and not for speed."""

    chats: dict[str, Chat] = field(default_factory=dict)
    ratings: dict[tuple[str, str], SourceRating] = field(default_factory=dict)
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    checks: Counter[tuple[str, date, str]] = field(default_factory=Counter)
    filed: dict[int, tuple[Dispute, datetime | None]] = field(default_factory=dict)
    last_dispute: int = 0
    log: list[tuple[str, datetime]] = field(default_factory=list)
    updates: dict[tuple[str, str], Hand] = field(default_factory=dict)

    async def chat_settings(self, chat: str, default_mode: Mode = Mode.WARN) -> ChatSettings | None:
        """Return what was chosen."""
        known = self.chats.get(chat, Chat())
        ratings = await self.local_ratings(chat)
        if known.mode is None and not known.language and not ratings:
            return None
        chosen = known.mode is not None
        return ChatSettings(known.mode or default_mode, known.language, ratings, mode_chosen=chosen)

    async def set_mode(self, chat: str, mode: Mode, at: datetime) -> None:
        """Keep a mode."""
        self.chats.setdefault(chat, Chat()).mode = mode
        self.log.append((chat, at))

    async def set_language(self, chat: str, language: str, at: datetime) -> None:
        """Keep a language."""
        self.chats.setdefault(chat, Chat()).language = language
        self.log.append((chat, at))

    async def rate_locally(self, chat: str, rating: SourceRating, at: datetime) -> None:
        """Keep a rating."""
        self.ratings[chat, rating.subject] = rating
        self.log.append((chat, at))

    async def unrate_locally(self, chat: str, subject: str, at: datetime) -> bool:
        """Take a rating back."""
        if self.ratings.pop((chat, subject), None) is None:
            return False
        self.log.append((chat, at))
        return True

    async def local_ratings(self, chat: str) -> tuple[SourceRating, ...]:
        """Return ratings by subject."""
        return tuple(rating for (of, _), rating in sorted(self.ratings.items()) if of == chat)

    async def keep_answer(self, answer: Answer) -> None:
        """Keep an answer."""
        self.answers[answer.chat, answer.message] = answer

    async def answer_to(self, chat: str, message: str) -> Answer | None:
        """Return an answer by message."""
        return self.answers.get((chat, message))

    async def answer_with_id(self, chat: str, answer: str) -> Answer | None:
        """Return an answer by its id."""
        return self._newest(lambda kept: kept.chat == chat and kept.answer == answer)

    async def answer_about(self, chat: str, url: str, since: datetime) -> Answer | None:
        """Return the newest answer about a link."""
        return self._newest(lambda kept: kept.chat == chat and url in kept.urls and kept.at >= since)

    async def drop_answer(self, chat: str, message: str) -> None:
        """Forget an answer."""
        self.answers.pop((chat, message), None)

    async def count(self, chat: str, day: date, outcome: str) -> None:
        """Count a check."""
        self.checks[chat, day, outcome] += 1

    async def counts(self, chat: str) -> Mapping[str, int]:
        """Return checks by outcome."""
        found: Counter[str] = Counter()
        for (of, _, outcome), number in self.checks.items():
            if of == chat:
                found[outcome] += number
        return dict(found)

    async def file_dispute(self, dispute: Dispute) -> int:
        """Keep a dispute."""
        self.last_dispute += 1
        self.filed[self.last_dispute] = replace(dispute, id=self.last_dispute), None
        self.log.append((dispute.chat, dispute.at))
        return self.last_dispute

    async def disputes(self, state: DisputeState | None = None) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""
        found = [dispute for dispute, _ in self.filed.values() if state in {None, dispute.state}]
        return tuple(sorted(found, key=lambda dispute: (dispute.at, dispute.id)))

    async def settle_dispute(self, number: int, state: DisputeState, reason: str, at: datetime) -> Dispute:
        """Settle a dispute."""
        if number not in self.filed or self.filed[number][0].state is not DisputeState.OPEN:
            raise StoreError("memory", "there is no such dispute")
        dispute = replace(self.filed[number][0], state=state, reason=reason)
        self.filed[number] = dispute, at
        self.log.append((dispute.chat, at))
        return dispute

    async def add_to_dispute(self, chat: str, answer: str, filed_by: str, words: str, link: str) -> int:
        """Add to a person's open dispute."""
        for number, (dispute, at) in self.filed.items():
            theirs = (dispute.chat, dispute.answer, dispute.filed_by) == (chat, answer, filed_by) and filed_by
            if theirs and dispute.state is DisputeState.OPEN:
                said, where = words or dispute.what_should_be_said, link or dispute.link
                self.filed[number] = replace(dispute, what_should_be_said=said, link=where), at
                return number
        return 0

    async def told(self, number: int) -> None:
        """Forget who filed one."""
        if number in self.filed:
            self.filed[number] = replace(self.filed[number][0], filed_by=""), self.filed[number][1]

    async def forget_person(self, person: str) -> int:
        """Forget who filed."""
        theirs = [number for number, (dispute, _) in self.filed.items() if person and dispute.filed_by == person]
        for number in theirs:
            self.filed[number] = replace(self.filed[number][0], filed_by=""), self.filed[number][1]
        return len(theirs)

    async def take_update(self, update: WaitingUpdate) -> bool:
        """Take an update once."""
        if (update.platform, update.id) in self.updates:
            return False
        self.updates[update.platform, update.id] = Hand(update)
        return True

    async def finish_update(self, platform: str, update_id: str, at: datetime) -> None:
        """Finish an update."""
        self.updates[platform, update_id] = Hand(WaitingUpdate(platform, update_id, "", "", at), at)

    async def waiting_updates(self, platform: str) -> tuple[WaitingUpdate, ...]:
        """Return what was not finished."""
        found = [hand.update for (of, _), hand in self.updates.items() if of == platform and hand.finished_at is None]
        return tuple(sorted(found, key=lambda update: (update.received_at, len(update.id), update.id)))

    async def move_chat(self, old: str, new: str) -> None:
        """Move everything from one chat to another."""
        if old == new:
            return
        for chat in [chat for chat in self.chats if belongs(chat, old)]:
            self._merge(self.chats.pop(chat), new + chat[len(old) :])
        moved = {key for key in self.checks if belongs(key[0], old)}
        for chat, day, outcome in moved:
            self.checks[new + chat[len(old) :], day, outcome] += self.checks.pop((chat, day, outcome))
        self.ratings = moved_keys(self.ratings, old, new)
        self.answers = moved_keys(self.answers, old, new)
        self.answers = {key: replace(answer, chat=key[0]) for key, answer in self.answers.items()}
        self.filed = {
            number: (replace(dispute, chat=renamed(dispute.chat, old, new)), at)
            for number, (dispute, at) in self.filed.items()
        }
        self.log = [(renamed(chat, old, new), at) for chat, at in self.log]
        for hand in self.updates.values():
            hand.update = replace(hand.update, chat=renamed(hand.update.chat, old, new))

    async def chat_left(self, chat: str, at: datetime) -> None:
        """Note that Mop was removed."""
        self.chats.setdefault(chat, Chat()).left_at = at

    async def chat_joined(self, chat: str, at: datetime) -> bool:
        """Note that Mop was added."""
        del at
        known = self.chats.setdefault(chat, Chat())
        first, known.greeted, known.left_at = not known.greeted, True, None
        return first

    async def forget_chat(self, chat: str) -> Mapping[str, int]:
        """Forget a chat."""
        gone = Counter(
            {
                "chat settings": drop(self.chats, lambda of, _: belongs(of, chat)),
                "local ratings": drop(self.ratings, lambda key, _: belongs(key[0], chat)),
                "answers given": drop(self.answers, lambda key, _: belongs(key[0], chat)),
                "counts": drop(self.checks, lambda key, _: belongs(key[0], chat)),
                "disputes": drop(self.filed, lambda _, kept: belongs(kept[0].chat, chat)),
                "audit log": self._drop_log(lambda of, _: belongs(of, chat)),
                "updates in hand": self._blank(chat),
            }
        )
        return +gone

    async def purge(self, now: datetime) -> Mapping[str, int]:
        """Delete what is past its time."""
        gone: Counter[str] = Counter()
        for chat in [of for of, kept in self.chats.items() if kept.left_at and kept.left_at < now - 30 * DAY]:
            gone.update(await self.forget_chat(chat))
        gone["answers given"] += drop(self.answers, lambda _, kept: kept.at < now - 30 * DAY)
        gone["counts"] += drop(self.checks, lambda key, _: datetime.combine(key[1], time(), UTC) < now - 400 * DAY)
        for number, (dispute, settled_at) in self.filed.items():
            if settled_at is not None and settled_at < now - 30 * DAY:
                self.filed[number] = replace(dispute, filed_by=""), settled_at
        gone["disputes"] += drop(self.filed, lambda _, kept: kept[1] is not None and kept[1] < now - 365 * DAY)
        gone["audit log"] += self._drop_log(lambda _, at: at < now - 365 * DAY)
        gone["updates in hand"] += drop(
            self.updates, lambda _, hand: hand.finished_at is None and hand.update.received_at < now - DAY
        )
        gone["ids of answered updates"] += drop(
            self.updates, lambda _, hand: hand.finished_at is not None and hand.finished_at < now - DAY
        )
        return +gone

    def _newest(self, wanted: Callable[[Answer], bool]) -> Answer | None:
        found = [answer for answer in self.answers.values() if wanted(answer)]
        return max(found, key=lambda answer: (answer.at, len(answer.message), answer.message), default=None)

    def _merge(self, old: Chat, new: str) -> None:
        kept = self.chats.setdefault(new, Chat())
        kept.mode = kept.mode or old.mode
        kept.language = kept.language or old.language
        kept.greeted = kept.greeted or old.greeted

    def _drop_log(self, over: Callable[[str, datetime], bool]) -> int:
        before = len(self.log)
        self.log = [(chat, at) for chat, at in self.log if not over(chat, at)]
        return before - len(self.log)

    def _blank(self, chat: str) -> int:
        hands = [
            hand for hand in self.updates.values() if hand.finished_at is None and belongs(hand.update.chat, chat)
        ]
        for hand in hands:
            hand.update = replace(hand.update, chat="", payload="")
            hand.finished_at = hand.update.received_at
        return len(hands)


def belongs(chat: str, to: str) -> bool:
    """Tell whether a chat is another, or a part of it."""
    return chat == to or chat.startswith(f"{to}/")


def renamed(chat: str, old: str, new: str) -> str:
    """Return what a chat is called after a move."""
    return new + chat[len(old) :] if belongs(chat, old) else chat


def moved_keys(rows: dict[tuple[str, str], V], old: str, new: str) -> dict[tuple[str, str], V]:
    """Return rows by their names after a move; what the new chat had already stays."""
    stayed = {key: value for key, value in rows.items() if not belongs(key[0], old)}
    moved = {(renamed(chat, old, new), key): value for (chat, key), value in rows.items() if belongs(chat, old)}
    return moved | stayed


def drop(rows: dict[K, V], over: Callable[[K, V], bool]) -> int:
    """Delete rows and return how many."""
    gone = [key for key, value in rows.items() if over(key, value)]
    for key in gone:
        del rows[key]
    return len(gone)
