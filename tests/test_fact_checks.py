"""The index at hand and a service on the web, asked as one; what cannot be asked is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.claims import judge
from bot.claims.entry import Entry
from bot.claims.handed import ENOUGH, judged
from bot.claims.held import Feed
from bot.claims.index import ClaimIndex
from bot.claims.shelf import STATE, Incoming, Shelf
from bot.fact_check_service import SENT
from bot.fact_checks import OLD_AFTER, FactChecks
from bot.model import Gap, GapReason, GapStep
from bot.queries import Of, Query
from tests.claims.samples import CLAIMS, NOW, RULES, admission, entries, entry, filled
from tests.samples import link

TOLD = "A giant squid washed ashore near Plymouth and blocked the harbour for three days"
NUMBERED = [
    replace(entry(number, claim_reviewed=f"The {number}th heron was seen by {number + 7} people."), headline="")
    for number in range(100, 100 + ENOUGH)
]


class Service:
    """A service that has these fact-checks, or fails."""

    def __init__(self, *found: Entry, gap: Gap | None = None, sends: str = "titles") -> None:
        self.found = found
        self.gap = gap
        self.sends = SENT[sends]
        self.asked: list[tuple[str, float]] = []

    async def search(self, text: str, seconds: float) -> tuple[Entry, ...] | Gap:
        """Return them, or the gap."""
        self.asked.append((text, seconds))
        return self.gap or self.found


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ClaimIndex:
    """Return an index from which it can be told how rare words are, without the squid in it."""
    return ClaimIndex(filled(tmp_path_factory.mktemp("claims"), [entry(0), *entries()[2:], *NUMBERED]))


def checks(local: ClaimIndex, live: Service | None = None, days: int = 0) -> FactChecks:
    """Return both as one, ``days`` after the feeds were taken over."""
    return FactChecks(local, live, admission(), lambda: NOW + timedelta(days=days))


async def ask(
    of: FactChecks, text: str, kind: Of = Of.TITLE
) -> tuple[Sequence[tuple[str, str]], Sequence[GapReason]]:
    """Return how each fact-check was found and its page, and what could not be asked."""
    found = await of.for_words((Query(text, kind),), "en", 3.0)
    assert all(gap.step is GapStep.CLAIMS for gap in found.gaps)
    return [(match.how.name, match.review.url) for match in found.matches], [gap.reason for gap in found.gaps]


async def test_a_service_adds_what_is_not_at_hand(large: ClaimIndex) -> None:
    """What the service has is judged by the same rules; what is about something else is left out."""
    live = Service(entry(1), entry(2))
    assert await ask(checks(large, live), TOLD) == ([("SAME_CLAIM", "https://checks.example/1")], [])
    assert live.asked == [(TOLD, 3.0)]


async def test_the_judge_reads_both_alike(large: ClaimIndex, tmp_path: Path) -> None:
    """A fact-check is scored about the same whether the index holds it or a service handed it over."""
    whole = ClaimIndex(filled(tmp_path / "all", [*entries(), *NUMBERED]))
    alike = []
    for claim, _ in CLAIMS:
        held = whole.search(claim, 1)[0]
        (handed,) = judged([held.entry], claim, whole.corpus())
        alike.append(handed.how is held.how and abs(judge.chance(handed.score) - judge.chance(held.score)) < 0.05)
    assert sum(alike) >= len(CLAIMS) - 1


async def test_only_listed_fact_checkers_count(large: ClaimIndex) -> None:
    """Whoever else the service knows is passed over; ratings are read by sources.yaml."""
    assert await ask(checks(large, Service(entry(1, host="anybody.example"))), TOLD) == ([], [])
    found = await checks(large, Service(entry(1))).for_words((Query(TOLD, Of.TITLE),), "en", 3.0)
    assert found.matches[0].review.reliability is not None


async def test_what_is_at_hand_is_enough(large: ClaimIndex) -> None:
    """Nobody is asked where a fact-check of the same claim is at hand."""
    live = Service(entry(1))
    found, _ = await ask(checks(large, live), CLAIMS[3][0])
    assert found[0] == ("SAME_CLAIM", "https://checks.example/3")
    assert live.asked == []


async def test_words_of_a_message_are_not_sent_unless_the_operator_chose(large: ClaimIndex) -> None:
    """By default only what a page's site has published leaves this machine."""
    default, chosen = Service(entry(1)), Service(entry(1), sends="text")
    await ask(checks(large, default), TOLD, Of.MESSAGE)
    await ask(checks(large, chosen), TOLD, Of.MESSAGE)
    assert (len(default.asked), len(chosen.asked)) == (0, 1)


@pytest.mark.parametrize("reason", [GapReason.TIMED_OUT, GapReason.RATE_LIMITED, GapReason.MALFORMED])
async def test_a_service_that_fails_is_a_gap(large: ClaimIndex, reason: GapReason) -> None:
    """What is at hand is told all the same, and what could not be asked is said, once."""
    live = Service(gap=Gap(GapStep.CLAIMS, reason))
    of = checks(large, live)
    asked = (Query(TOLD, Of.TITLE), Query("Six herons bought a lighthouse", Of.DESCRIPTION))
    found = await of.for_words(asked, "en", 3.0)
    assert [gap.reason for gap in found.gaps] == [reason]


async def test_without_an_index_nothing_is_called_the_same(tmp_path: Path) -> None:
    """Nobody can tell rare words from common ones without fact-checks at hand; with few, all is only related."""
    live = Service(entry(1))
    assert await ask(checks(ClaimIndex(Shelf(tmp_path / "none")), live), TOLD) == ([], [])
    few = ClaimIndex(filled(tmp_path / "few", [entry(number) for number in (0, 2, 3, 4, 5, 6)]))
    found, gaps = await ask(checks(few, live), TOLD)
    assert {how for how, _ in found} <= {"RELATED"}
    assert gaps == []


async def test_never_having_imported_is_no_gap_but_a_spoilt_index_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Mop works without fact-checks; where it had some that it cannot read it says so, until it can again."""
    assert await ask(checks(ClaimIndex(Shelf(tmp_path / "none"))), TOLD) == ([], [])
    shelf = filled(tmp_path / "all")
    state = (shelf.folder / STATE).read_text()
    (shelf.folder / STATE).write_text(state.replace("generation-", "generation-gone"))
    index = ClaimIndex(shelf)
    assert await ask(checks(index), TOLD) == ([], [GapReason.SOURCE_FAILED])
    assert (await checks(index).for_link(link())).gaps == (Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED, "index"),)
    assert "cannot be read" in caplog.text
    (shelf.folder / STATE).write_text(state)
    assert (await ask(checks(index), CLAIMS[4][0]))[1] == []


async def test_old_fact_checks_are_said_to_be(tmp_path: Path) -> None:
    """The date from which the fact-checks are is told once it lies back long; a time nobody can read is old."""
    shelf = Shelf(tmp_path)
    shelf.take_over(Incoming("feed", entries()), Feed(taken_at=NOW.isoformat()), RULES)
    index = ClaimIndex(shelf)
    found = await checks(index, days=OLD_AFTER.days + 1).for_words((Query("x y z", Of.TITLE),), "en", 1)
    assert found.gaps == (Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE, "2026-11-22"),)
    assert (await ask(checks(index, days=OLD_AFTER.days), "x y z"))[1] == []
    shelf.note("feed", Feed(taken_at="last week"))
    assert (await ask(checks(index), "x y z"))[1] == [GapReason.OUT_OF_DATE]
