"""Words that are kept ready change no answer, and may be missing or spoilt."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.claims.entry import Entry
from bot.claims.features import known
from bot.claims.generation import Generation
from bot.claims.index import ClaimIndex
from bot.claims.search import search, told
from bot.claims.shelf import Shelf
from bot.errors import ClaimFeedError
from tests.claims.samples import CLAIMS, entries, entry, filled
from tests.samples import link

ODD = (
    ("Las vacunas no causan verrugas, dice María en 2,000 pueblos.", "¿Vacunas y verrugas?"),
    ("疫苗有毒 covid疫苗", ""),
    ("broken \ud800 letter of the Ministry don`t", "Café `quote`"),
    ("a giant squid washed ashore near plymouth and blocked the harbour for three days", "Other words"),
)


def _all() -> list[Entry]:
    odd = (replace(entry(50 + at, claim_reviewed=odd[0]), headline=odd[1]) for at, odd in enumerate(ODD))
    return [*entries(), *odd]


def _as_before(shelf: Shelf) -> None:
    """Make an index what it was before words were kept ready."""
    folder = shelf.folder / shelf.state().generation
    (folder / "ready.words").unlink()
    (folder / "ready.at").unlink()
    about = json.loads((folder / "about.json").read_bytes())
    del about["ready"]
    (folder / "about.json").write_text(json.dumps(about), "utf-8")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Generation, Generation]:
    """Return two indexes of the same fact-checks, the second as it was before words were kept ready."""
    ready, before = (filled(tmp_path_factory.mktemp(name), _all()) for name in ("ready", "before"))
    _as_before(before)
    opened = ready.open(), before.open()
    assert opened[0]
    assert opened[1]
    return opened[0], opened[1]


def test_what_is_ready_is_what_the_entries_say(both: tuple[Generation, Generation]) -> None:
    """Each fact-check's words come back as they are made of its entry, in every script."""
    generation = both[0]
    for number, each in enumerate(generation.entries()):
        ready, made = generation.known(number), known(each, generation.rarity)
        assert (ready.mass, ready.headline_mass) == pytest.approx((made.mass, made.headline_mass))
        assert replace(ready, mass=0.0, headline_mass=0.0) == replace(made, mass=0.0, headline_mass=0.0)


@given(
    st.lists(st.sampled_from([*" ".join(claim for claim, _ in (*CLAIMS, *ODD)).split(), "not", "7"]), max_size=30),
)
@example(CLAIMS[1][0].split())
@example(ODD[2][0].split())
@settings(max_examples=80, deadline=None)
def test_an_index_of_before_finds_the_same(both: tuple[Generation, Generation], said: list[str]) -> None:
    """Whoever has an index from before an upgrade gets the same answers from it as from one of now."""
    text = " ".join(said)
    ready, before = (search(generation, text) for generation in both)
    assert [(hit.entry, hit.how, hit.doubt) for hit in ready] == [(hit.entry, hit.how, hit.doubt) for hit in before]
    assert [hit.score for hit in ready] == pytest.approx([hit.score for hit in before])
    assert [hit.rank for hit in ready] == pytest.approx([hit.rank for hit in before])
    for generation, hits in zip(both, (ready, before), strict=True):
        assert told(generation, text) == tuple(hit for hit in hits if hit.how)


def test_words_that_were_cut_off_are_told_when_opened(tmp_path: Path) -> None:
    """An index whose ready words are not whole is refused in words, and a new import mends it."""
    shelf = filled(tmp_path)
    (tmp_path / shelf.state().generation / "ready.at").write_bytes(b"{}")
    with pytest.raises(ClaimFeedError, match="import the feeds again"):
        shelf.open()
    filled(tmp_path)
    assert shelf.open()


@pytest.mark.parametrize("content", [b"\xff", b"\n", b"x"])
async def test_words_that_are_spoilt_are_a_fault_and_not_an_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    """What was damaged on the disk is said, once in the log, and never taken for "nothing found"."""
    index = ClaimIndex(_with(filled(tmp_path), "ready.words", content))
    for _ in range(2):
        assert await index.for_words([CLAIMS[1][0]], "en") == ()
        assert "spoilt" in index.fault
    assert len(caplog.records) == 1
    with pytest.raises(ClaimFeedError, match="spoilt"):
        index.search(CLAIMS[1][0], 3)
    assert await index.for_words(["ok"], "en") == ()
    assert index.fault == ""


async def test_entries_that_are_spoilt_are_a_fault_and_not_an_answer(tmp_path: Path) -> None:
    """The same where the fact-checks themselves are damaged, asked by words or by link."""
    index = ClaimIndex(_with(filled(tmp_path), "entries.jsonl", b"{"))
    assert await index.for_link(link("https://rumours.example/post/2")) == ()
    assert "spoilt" in index.fault
    assert await index.for_words([CLAIMS[1][0]], "en") == ()
    assert "spoilt" in index.fault
    with pytest.raises(ClaimFeedError, match="spoilt"):
        index.search(CLAIMS[1][0], 3)


def test_a_number_that_no_entry_has_is_an_error(both: tuple[Generation, Generation]) -> None:
    """Files that do not fit each other are told, in an index of now and of before."""
    for generation in both:
        for read in (generation.known, generation.entry):
            with pytest.raises(ValueError, match="no"):
                read(99)


def _with(shelf: Shelf, name: str, content: bytes) -> Shelf:
    """Return an index one of whose files was overwritten, to its last byte."""
    path = shelf.folder / shelf.state().generation / name
    path.write_bytes((content * path.stat().st_size)[: path.stat().st_size])
    return shelf
