"""The folder of the index: a whole new state, or the old one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.claims import generation as generation_module
from bot.claims import ready, vectors
from bot.claims import shelf as shelf_module
from bot.claims.entry import Entry
from bot.claims.held import Feed, read_state
from bot.claims.making import make_all
from bot.claims.shelf import STATE, Incoming, Shelf
from bot.errors import ClaimFeedError
from tests.claims.samples import RULES, WordEncoder, entries, entry, filled


def _urls(shelf: Shelf) -> list[str]:
    generation = shelf.open()
    return [each.review.url for each in generation.entries()] if generation else []


def test_what_was_taken_over_is_at_hand_with_every_field(tmp_path: Path) -> None:
    """An entry comes back as it went in, by number and by link."""
    generation = filled(tmp_path).open()
    assert generation
    assert list(generation.entries()) == entries()
    assert generation.with_link("http://www.rumours.example/post/3/") == (3,)
    assert generation.with_link("https://rumours.example/post/99") == ()
    assert generation.about.publishers == {"Checks": 10}


def test_one_feed_takes_the_place_of_itself_only(tmp_path: Path) -> None:
    """Another feed adds to the first; the first anew replaces what it had; the same review twice is one."""
    shelf = filled(tmp_path, entries(3))
    shelf.take_over(Incoming("other", [entry(5, source="other"), entry(1, source="other")]), Feed(), RULES)
    assert sorted(_urls(shelf)) == [f"https://checks.example/{at}" for at in (0, 1, 2, 5)]
    shelf.take_over(Incoming("feed", [entry(0), entry(7)]), Feed(), RULES)
    assert sorted(_urls(shelf)) == [f"https://checks.example/{at}" for at in (0, 1, 5, 7)]
    assert shelf.state().of("feed").entries == 2


def _stopped() -> Iterator[Entry]:
    yield entry(4)
    raise ClaimFeedError("feed", "ends in the middle")


@pytest.mark.parametrize("what", [[], [entry(1)], _stopped()], ids=["empty", "shrunk", "cut off"])
def test_a_bad_feed_leaves_the_old_index(tmp_path: Path, what: list[Entry]) -> None:
    """A feed that is empty, has less than half of what it had, or ends in the middle changes nothing."""
    shelf = filled(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(ClaimFeedError):
        shelf.take_over(Incoming("feed", what), Feed(), RULES)
    assert len(_urls(shelf)) == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_feed_may_be_forced_to_shrink(tmp_path: Path) -> None:
    """Whoever knows that a feed really shrank can say so."""
    shelf = filled(tmp_path)
    shelf.take_over(Incoming("feed", [entry(1)], force=True), Feed(), RULES)
    assert len(_urls(shelf)) == 1


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (generation_module, "write"),
        (ready.Writer, "add"),
        (ready.Writer, "finish"),
        (shelf_module, "_carry"),
        (shelf_module, "_flush"),
        (shelf_module, "write_state"),
    ],
)
def test_a_full_disk_anywhere_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    """Whatever step the disk fails, the old state stands, and the fault is told in words."""
    shelf = filled(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, name, fail)
    with pytest.raises(ClaimFeedError, match="No space left"):
        shelf.take_over(Incoming("feed", entries(9)), Feed(), RULES)
    monkeypatch.undo()
    assert len(_urls(shelf)) == 10


def test_what_a_killed_import_left_is_cleared_away(tmp_path: Path) -> None:
    """A folder that no state names is gone after the next import."""
    shelf = filled(tmp_path)
    (tmp_path / "generation-left").mkdir()
    shelf.take_over(Incoming("feed", entries(9)), Feed(), RULES)
    assert len(list(tmp_path.glob("generation-*"))) == 1


def test_a_reader_keeps_what_it_has_open(tmp_path: Path) -> None:
    """An update does not pull the index away from under a check."""
    shelf = filled(tmp_path)
    opened = shelf.open()
    shelf.take_over(Incoming("feed", entries(9)), Feed(), RULES)
    assert opened
    assert opened.entry(9) == entry(9)
    assert opened.search({"squid": 1.0}, 3)[0][0] == 1


def test_two_imports_at_once_do_not_mix(tmp_path: Path) -> None:
    """The second is refused in words while the first goes on."""
    shelf = Shelf(tmp_path)

    def meanwhile() -> Iterator[Entry]:
        with pytest.raises(ClaimFeedError, match="another import"):
            Shelf(tmp_path).take_over(Incoming("other", entries(2)), Feed(), RULES)
        yield from entries(2)

    shelf.take_over(Incoming("feed", meanwhile()), Feed(), RULES)
    assert len(_urls(shelf)) == 2


@pytest.mark.parametrize("spoil", ["about.json", "entries.at", "links.trie"])
def test_a_spoilt_index_is_told_and_can_be_replaced(tmp_path: Path, spoil: str) -> None:
    """What cannot be read is an error in words, and a new import mends it."""
    shelf = filled(tmp_path)
    (tmp_path / shelf.state().generation / spoil).write_bytes(b"{}")
    with pytest.raises(ClaimFeedError, match="import the feeds again"):
        shelf.open()
    shelf.take_over(Incoming("feed", entries(9)), Feed(), RULES)
    assert len(_urls(shelf)) == 9


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"version": 1}', '{"version": 9}'])
def test_a_spoilt_state_is_no_state(tmp_path: Path, content: str) -> None:
    """A state file that cannot be read counts as none."""
    (tmp_path / STATE).write_text(content)
    assert read_state(tmp_path / STATE).generation == ""


def test_vectors_go_on_with_their_entries(tmp_path: Path) -> None:
    """What was made once is kept through an update; what is new is made later."""
    shelf = filled(tmp_path, entries(8))
    assert make_all(shelf, WordEncoder()) == 8
    shelf.take_over(Incoming("feed", [entry(9), *entries(6)]), Feed(), RULES)
    generation = shelf.open()
    assert generation
    assert vectors.made(generation.folder) == 6
    assert list(vectors.missing(generation)) == [0]
    assert make_all(shelf, WordEncoder()) == 1


def test_making_vectors_goes_on_with_an_index_that_came_meanwhile(tmp_path: Path) -> None:
    """An import while vectors are made is followed, and a stop costs nothing that was made."""
    shelf = filled(tmp_path, [entry(at) for at in range(40)])
    calls = itertools.count()

    def update(_: int) -> None:
        if next(calls) == 0:
            shelf.take_over(Incoming("feed", [entry(at) for at in range(39)]), Feed(), RULES)

    assert make_all(shelf, WordEncoder(), update) == 39
