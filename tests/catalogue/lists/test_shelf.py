"""A list is taken over whole or not at all, whatever happens in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalogue.lists import held as held_file
from bot.catalogue.lists import mapped, shelf
from bot.catalogue.lists.from_clearurls import Tracking
from bot.catalogue.lists.held import Held, State, moment, read_state, write_state
from bot.catalogue.lists.parsed import Parsed
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.shelf import Lists, Shelf
from bot.catalogue.lists.subscription import Use
from bot.errors import ListError


def parsed(*hosts: str) -> Parsed:
    """Return a list that calls these hosts bad."""
    return Parsed(tuple(Row(host, "bad") for host in hosts), records=len(hosts))


def hosts_of(lists: Lists, *asked: str) -> set[str]:
    """Return those of ``asked`` that the lists speak of."""
    return {host for host in asked for listed, (facts, _) in lists.mapped.find(host) if listed == host and facts}


@pytest.fixture
def kept(tmp_path: Path) -> Shelf:
    """Return a shelf with one list on it."""
    found = Shelf(tmp_path / "lists")
    found.take_over("one", Use.RATINGS, parsed("a.example", "b.example"), Held(hosts=2))
    return found


def test_before_the_first_update_there_is_nothing(tmp_path: Path) -> None:
    """An empty data folder is no fault."""
    lists = Shelf(tmp_path / "none").open()
    assert (lists.state, lists.links, lists.fault) == (State(), {}, "")
    assert hosts_of(lists, "a.example") == set()


def test_a_list_taken_over_is_found_and_described(kept: Shelf) -> None:
    """Its hosts are found, its figures stand in the state."""
    lists = kept.open()
    assert hosts_of(lists, "a.example", "b.example", "c.example") == {"a.example", "b.example"}
    assert lists.state.of("one").hosts == 2
    assert lists.fault == ""


def test_lists_stand_side_by_side_and_each_is_replaced_alone(kept: Shelf) -> None:
    """A new version of one list leaves the other as it was, and nothing of the old version."""
    kept.take_over("two", Use.RATINGS, parsed("a.example", "c.example"), Held())
    kept.take_over("one", Use.RATINGS, parsed("d.example"), Held())
    lists = kept.open()
    found = hosts_of(lists, "a.example", "b.example", "c.example", "d.example")
    assert found == {"a.example", "c.example", "d.example"}
    assert [row.subject for row in kept.rows_of(lists.state.of("one"))] == ["d.example"]


def test_who_has_the_old_lists_open_keeps_them(kept: Shelf) -> None:
    """Readers never wait and never see half: they see the old ones until they open the new ones."""
    before = kept.open()
    kept.take_over("one", Use.RATINGS, parsed("d.example"), Held())
    assert hosts_of(before, "a.example", "d.example") == {"a.example"}
    assert hosts_of(kept.open(), "a.example", "d.example") == {"d.example"}


def test_shorteners_and_tracking_reach_the_rules_for_links(kept: Shelf) -> None:
    """What a list adds to the links section is kept with it."""
    kept.take_over("short", Use.SHORTENERS, parsed("s.example", "t.example/path"), Held())
    tracking = Tracking(("fbclid",), {"a.*": ("x",)})
    kept.take_over("track", Use.TRACKING, Parsed(tracking=tracking), Held())
    assert kept.open().links == {
        "short": {"shorteners": ["s.example"]},
        "track": {"tracking": {"everywhere": ["fbclid"], "hosts": {"a.*": ["x"]}}},
    }


def test_a_name_with_a_tab_or_a_line_end_in_it_breaks_nothing(tmp_path: Path) -> None:
    """Rows are kept line by line, whatever an outlet is called."""
    kept = Shelf(tmp_path)
    rows = (Row("a.example", "bad", "", "A\tB\nC\u2028D"), Row("b.example", "bad"))
    kept.take_over("one", Use.RATINGS, Parsed(rows, records=2), Held())
    assert [row.name for row in kept.rows_of(kept.state().of("one"))] == ["A B C\u2028D", ""]


def test_lists_no_longer_subscribed_to_are_forgotten(kept: Shelf) -> None:
    """A stanza that is removed takes its rows with it."""
    kept.take_over("two", Use.RATINGS, parsed("c.example"), Held())
    kept.keep_only(["two", "three"])
    lists = kept.open()
    assert hosts_of(lists, "a.example", "c.example") == {"c.example"}
    assert list(lists.state.lists) == ["two"]
    kept.keep_only(["two"])
    assert kept.state() == lists.state


def test_files_spoilt_at_rest_are_built_anew_from_the_rows(kept: Shelf) -> None:
    """A disk that lost a file costs nothing that the lists' own rows still hold; a list without rows is dropped."""
    kept.take_over("two", Use.RATINGS, parsed("c.example"), Held(etag="v1"))
    state = kept.state()
    kept.mend()
    assert kept.state() == state, "what is whole stays as it is"
    (kept.folder / state.trie_file).write_bytes(b"garbage")
    (kept.folder / state.of("two").rows_file).unlink()
    assert kept.open().fault
    kept.mend()
    assert not kept.open().fault
    assert hosts_of(kept.open(), "a.example", "c.example") == {"a.example"}
    assert kept.state().of("two") == Held()


def test_a_note_changes_nothing_but_the_note(kept: Shelf) -> None:
    """A failed update is told in the state, and the list stays."""
    kept.note("one", Held(rows_file=kept.state().of("one").rows_file, hosts=2, fault="a reason"))
    lists = kept.open()
    assert lists.state.of("one").fault == "a reason"
    assert hosts_of(lists, "a.example") == {"a.example"}


def test_only_files_in_use_are_left(kept: Shelf) -> None:
    """Ten updates take no more room than one."""
    before = len(list(kept.folder.iterdir()))
    (kept.folder / "hosts-left-by-a-killed-update.trie").write_bytes(b"x")
    kept.take_over("one", Use.RATINGS, parsed("d.example"), Held())
    assert len(list(kept.folder.iterdir())) == before


class Killed(BaseException):
    """The process ends here: nothing after it runs, not even what tidies up after an OSError."""


STEPS: list[tuple[object, str]] = [
    (shelf, "_write_rows"),
    (mapped, "write"),
    (mapped, "digest"),
    (mapped, "read"),
    (shelf, "write_state"),
    (held_file, "replace_file"),
]


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_step_the_next_start_is_whole(
    kept: Shelf, monkeypatch: pytest.MonkeyPatch, module: object, step: str, *, after: bool
) -> None:
    """Either the old lists or the new ones are there, and the next update goes through."""
    real: Callable[..., object] = getattr(module, step)

    def killed(*args: object, **named: object) -> object:
        if after:
            real(*args, **named)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, step, killed)
        with pytest.raises(Killed):
            kept.take_over("one", Use.RATINGS, parsed("d.example"), Held())
    lists = kept.open()
    assert lists.fault == ""
    swapped = after and step in {"write_state", "replace_file"}
    whole = {"d.example"} if swapped else {"a.example", "b.example"}
    assert hosts_of(lists, "a.example", "b.example", "d.example") == whole
    kept.take_over("one", Use.RATINGS, parsed("e.example"), Held())
    assert hosts_of(kept.open(), "a.example", "d.example", "e.example") == {"e.example"}


@pytest.mark.parametrize("step", ["_write_rows", "write_state"])
def test_a_full_disk_is_a_reason_and_the_old_list_stays(
    kept: Shelf, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The operator is told what the system said."""

    def full(*args: object) -> None:
        del args
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, step, full)
    with pytest.raises(ListError, match="No space left") as caught:
        kept.take_over("one", Use.RATINGS, parsed("d.example"), Held())
    assert isinstance(caught.value.__cause__, OSError)
    assert hosts_of(kept.open(), "a.example", "d.example") == {"a.example"}


def test_a_full_disk_when_noting_or_forgetting_is_a_reason_too(kept: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """No call of the shelf ends in a bare OSError."""

    def full(*args: object) -> None:
        del args
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "write_state", full)
    with pytest.raises(ListError, match="No space left"):
        kept.note("one", Held())
    with pytest.raises(ListError, match="No space left"):
        kept.keep_only([])


def test_two_updates_at_once_do_not_mix(kept: Shelf) -> None:
    """The second one is told that another is going on; afterwards it goes through."""
    with kept._locked("one"), pytest.raises(ListError, match="another update"):
        Shelf(kept.folder).take_over("two", Use.RATINGS, parsed("c.example"), Held())
    Shelf(kept.folder).take_over("two", Use.RATINGS, parsed("c.example"), Held())


@pytest.mark.parametrize("part", ["trie_file", "facts_file", "links_file"])
@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_a_file_that_was_harmed_is_not_mapped(kept: Shelf, part: str, harm: str) -> None:
    """A wrong bit could crash the process, or call somebody bad: the lists are out until the next update."""
    path = kept.folder / str(getattr(kept.state(), part))
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "cut" else content[:-1] + b"?")
    lists = kept.open()
    assert "cannot be read" in lists.fault
    assert hosts_of(lists, "a.example") == set()
    kept.take_over("two", Use.RATINGS, parsed("c.example"), Held())
    assert hosts_of(kept.open(), "a.example", "c.example") == {"a.example", "c.example"}


def test_rows_whose_file_is_gone_are_no_rows(kept: Shelf) -> None:
    """Looking back at what a list said never fails."""
    held = kept.state().of("one")
    (kept.folder / held.rows_file).unlink()
    assert list(kept.rows_of(held)) == []
    assert list(kept.rows_of(Held())) == []


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version": 2}', b'{"version": 1, "lists": {"a": {"x": 1}}}'],
)
def test_a_spoilt_state_is_an_empty_one(tmp_path: Path, spoilt: bytes) -> None:
    """A state that cannot be read means that the lists are had anew, not that the bot does not start."""
    (tmp_path / "state.json").write_bytes(spoilt)
    assert read_state(tmp_path / "state.json") == State()


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Nothing is lost on the way."""
    state = State({"one": Held("f", 3, 2, "2024", passed_over={"no host": 1}, fault="é")}, "t", "f", "l", {"t": "d"})
    write_state(tmp_path / "state.json", state)
    assert read_state(tmp_path / "state.json") == state
    assert json.loads((tmp_path / "state.json").read_bytes())["version"] == 1
    assert moment("") is None
