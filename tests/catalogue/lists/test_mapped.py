"""The compact file gives back what was put in, and nothing else."""

from __future__ import annotations

from pathlib import Path

import marisa_trie
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.catalogue.lists import mapped
from bot.catalogue.lists.mapped import Fact, Mapped, Said
from bot.catalogue.lists.record import Row
from bot.links import parents

SUBJECT = st.from_regex(
    r"[a-c]{1,3}(\.[a-c]{1,2}){1,2}(\.(com|co\.uk|github\.io))?(/[a-c]{1,2}){0,2}", fullmatch=True
)
ROWS = st.lists(
    st.builds(Row, SUBJECT, st.sampled_from(["bad", "good"]), st.sampled_from(["", "2024"]), st.text(max_size=4)),
    max_size=12,
)


def said_of(found: Mapped, subject: str) -> Said:
    """Return what is said of one host itself, or of one path."""
    if "/" in subject:
        return found.find_path(subject), False
    return dict(found.find(subject)).get(subject, ((), False))


def facts_of(found: Mapped, subject: str) -> list[Fact]:
    """Return the facts about one host itself, or about one path."""
    return [found.facts[number] for number in said_of(found, subject)[0]]


def written(folder: Path, lists: dict[str, list[Row]]) -> Mapped:
    """Write lists and map them."""
    mapped.write(folder / "trie", folder / "facts", lists.items())
    return mapped.read(folder / "trie", folder / "facts")


@given(st.dictionaries(st.sampled_from(["one", "two"]), ROWS))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_found_under_its_host_and_nowhere_else(tmp_path: Path, lists: dict[str, list[Row]]) -> None:
    """The file and a plain dictionary answer alike, and hosts with rows for paths are marked."""
    found = written(tmp_path, lists)
    plain: dict[str, set[Fact]] = {}
    for list_id, rows in lists.items():
        for row in rows:
            plain.setdefault(row.subject, set()).add(Fact(list_id, row.word, row.as_of, row.name, row.page))
    hosts = {subject.partition("/")[0] for subject in plain}
    for subject in {*plain, *hosts, "a", "a.a.a.a", ""}:
        assert set(facts_of(found, subject)) == plain.get(subject, set())
        below = any(other.startswith(f"{subject}/") for other in plain) and "/" not in subject
        assert said_of(found, subject)[1] is below
    for host in {*hosts, "a.b.c.com", "blogspot.com", "co.uk", "com", ""}:
        for under in (host, f"www.{host}", f"x{host}", f"a.b.{host}"):
            assert [listed for listed, _ in found.find(under)] == [each for each in parents(under) if each in hosts]


def test_what_many_lists_say_in_many_ways_is_kept_apart(tmp_path: Path) -> None:
    """More ways than a byte can count are a file too, and so are more than two bytes can."""
    for count in (10, 300, 70_000):
        rows = [Row(f"a{number}.example", "bad", page=f"{number}") for number in range(count)]
        found = written(tmp_path, {"one": rows, "two": [Row("a7.example", "good")]})
        assert [fact.page for fact in facts_of(found, f"a{count - 1}.example")] == [f"{count - 1}"]
        assert {fact.list_id for fact in facts_of(found, "a7.example")} == {"one", "two"}


def test_no_lists_are_a_file_too(tmp_path: Path) -> None:
    """Before the first update there is nothing to find, and nothing breaks."""
    assert facts_of(written(tmp_path, {}), "a.example") == []
    assert facts_of(Mapped(), "a.example") == []
    assert facts_of(Mapped(), "\ud800.example") == [], "what no host has"


@pytest.mark.parametrize(
    "spoilt", [b"", b"{}", b"[]", b'{"facts": [[1, 2, 3, 4, 5, 6, 7]], "said": []}', b'{"facts": [3]}', b"\xff"]
)
def test_spoilt_facts_are_told(tmp_path: Path, spoilt: bytes) -> None:
    """A file that is not what was written is never half believed."""
    mapped.write(tmp_path / "trie", tmp_path / "facts", [("one", [Row("a.example", "bad")])])
    (tmp_path / "facts").write_bytes(spoilt)
    with pytest.raises(ValueError, match=r".*"):
        mapped.read(tmp_path / "trie", tmp_path / "facts")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    """The library's own error does not reach anybody."""
    with pytest.raises(OSError, match="could not be written"):
        mapped.write(Path("/dev/full"), tmp_path / "facts", [("one", [Row("a.example", "bad")])])


@pytest.mark.parametrize("spoilt", [b"", b"We love Marisa.\0 cut off", b"something else"])
def test_a_spoilt_trie_is_told(tmp_path: Path, spoilt: bytes) -> None:
    """A file that is no trie is never mapped."""
    (tmp_path / "trie").write_bytes(spoilt)
    (tmp_path / "facts").write_bytes(b"[]")
    with pytest.raises(ValueError, match="cannot be mapped"):
        mapped.read(tmp_path / "trie", tmp_path / "facts")


def test_a_trie_of_an_older_form_is_told(tmp_path: Path) -> None:
    """Earlier versions of Mop had another one; it is built anew from the lists' rows."""
    marisa_trie.RecordTrie("<I", [("a.example", (1,)), ("b.example", (2,))]).save(str(tmp_path / "trie"))
    (tmp_path / "facts").write_bytes(b'[["one", "bad", "", "", ""]]')
    with pytest.raises(ValueError, match="not of this form"):
        mapped.read(tmp_path / "trie", tmp_path / "facts")


def test_a_trie_with_its_middle_missing_is_told(tmp_path: Path) -> None:
    """The numbers behind the trie are not taken for others."""
    mapped.write(tmp_path / "trie", tmp_path / "facts", [("one", [Row(f"{n}.example", "bad") for n in range(99)])])
    whole = (tmp_path / "trie").read_bytes()
    (tmp_path / "trie").write_bytes(whole[:40] + whole[-30:])
    with pytest.raises(ValueError, match="cannot be mapped"):
        mapped.read(tmp_path / "trie", tmp_path / "facts")


def test_what_is_listed_above_the_registrable_domain_is_said_of_nobody_below(tmp_path: Path) -> None:
    """A list that names what strangers share speaks of that host alone."""
    found = written(tmp_path, {"one": [Row("github.io", "bad"), Row("co.uk", "bad"), Row("ann.github.io", "bad")]})
    assert [host for host, _ in found.find("www.ann.github.io")] == ["ann.github.io"]
    assert [host for host, _ in found.find("bob.github.io")] == []
    assert [host for host, _ in found.find("bbc.co.uk")] == []
    assert [host for host, _ in found.find("github.io")] == ["github.io"]
