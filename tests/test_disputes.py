"""Objections to answers, settled and told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core import Checker
from bot.desk import Desk
from bot.disputes import accept, decline, line_of, tell_filers
from bot.errors import LinkError, PlatformError, StoreError
from bot.inquiry import Knowledge
from bot.model import Reliability, Voice
from bot.state import OPERATOR, Dispute, DisputeState
from bot.store import open_store
from tests.samples import NOW

FILED = Dispute(
    id=0,
    chat="telegram:-100",
    answer="a1",
    urls=("https://gossip.example/x?y=1", "http://10.0.0.1/"),
    outcome="UNRELIABLE_SOURCE",
    what_was_said="The Gossip: not a source to rely on.",
    what_should_be_said="it is our paper",
    link="https://gossip.example/about",
    filed_by="telegram:42",
    at=NOW,
)


@pytest.fixture
async def desk(knowledge: Knowledge, tmp_path: Path) -> AsyncIterator[Desk]:
    """Return a desk with a store of its own."""
    async with open_store(tmp_path) as store:
        yield Desk(Checker(knowledge, None, lambda: NOW), store, lambda: NOW)


async def test_an_accepted_dispute_becomes_the_operators_word(desk: Desk) -> None:
    """The site that a dispute is about gets the operator's word with its reason; an address has no site."""
    number = await desk.store.file_dispute(FILED)
    await accept(desk.store, number, "they correct their mistakes", NOW, trust=True)
    (rating,) = await desk.store.local_ratings(OPERATOR)
    assert (rating.subject, rating.rating) == ("gossip.example", "they correct their mistakes")
    assert (rating.voice, rating.reliability) == (Voice.OPERATOR, Reliability.RELIABLE)
    with pytest.raises(StoreError):
        await decline(desk.store, number, "again", NOW)


async def test_a_platform_is_not_rated_for_what_one_author_wrote(desk: Desk) -> None:
    """Where strangers publish, the operator says whose word it is; until then the dispute stays open."""
    number = await desk.store.file_dispute(replace(FILED, urls=("https://www.video.example/watch?v=1",)))
    strangers = {"video.example"}
    with pytest.raises(LinkError, match="--of"):
        await accept(desk.store, number, "a good channel", NOW, trust=True, strangers=strangers)
    whose = "https://video.example/@good"
    await accept(desk.store, number, "a good channel", NOW, trust=True, strangers=strangers, subject=whose)
    assert [rating.subject for rating in await desk.store.local_ratings(OPERATOR)] == ["video.example/@good"]


async def test_whoever_filed_it_is_told_once(desk: Desk) -> None:
    """The filer hears what became of it, in the chat's language, once; nobody on another platform is bothered."""
    told: list[tuple[str, str]] = []

    async def tell(person: str, text: str) -> None:
        told.append((person, text))

    await desk.store.set_language(FILED.chat, "es", NOW)
    await decline(desk.store, await desk.store.file_dispute(FILED), "Wikipedia's editors say why.", NOW)
    await decline(desk.store, await desk.store.file_dispute(replace(FILED, filed_by="discord:1")), "x", NOW)
    await tell_filers(desk, "telegram", tell)
    await tell_filers(desk, "telegram", tell)
    assert [person for person, _ in told] == ["telegram:42"]
    assert told[0][1].startswith("Pusiste un reparo a «The Gossip: not a source to rely on.». Se queda como estaba.")
    kept = await desk.store.disputes(DisputeState.DECLINED)
    assert {dispute.filed_by for dispute in kept} == {"", "discord:1"}


@pytest.mark.parametrize(("again_in", "tries"), [(None, 1), (3.0, 2)])
async def test_who_cannot_be_told_is_forgotten(desk: Desk, again_in: float | None, tries: int) -> None:
    """Somebody who blocked Mop is not tried again; a platform that is busy is."""
    tried: list[str] = []

    async def refuse(person: str, text: str) -> None:
        tried.append(person)
        raise PlatformError("blocked", retry_after_seconds=again_in)

    await accept(desk.store, await desk.store.file_dispute(FILED), "so it is", NOW, trust=False)
    for _ in range(2):
        await tell_filers(desk, "telegram", refuse)
    assert len(tried) == tries


def test_the_operator_reads_one_line() -> None:
    """A dispute is one line, and who filed it is not in it."""
    line = line_of(FILED)
    assert "objection: it is our paper <https://gossip.example/about>" in line
    assert "42" not in line
    assert "words only" in line_of(replace(FILED, urls=(), what_should_be_said="", link=""))
