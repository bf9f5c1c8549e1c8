"""sources.yaml is read, or every fault is named with its line."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue import load
from bot.catalogue.load import SCHEMA_VERSION, checked
from bot.errors import ConfigurationError
from bot.model import Kind, Reliability, SignalKind
from bot.patterns.wording import parse
from tests.catalogue.samples import DATA, TODAY, small

GOOD = (DATA / "sources.yaml").read_text("utf-8")


def faults_of(text: str | bytes) -> list[str]:
    """Return what is wrong with a file, one line a fault."""
    raw = text.encode() if isinstance(text, str) else text
    try:
        checked(raw, "s.yaml", TODAY, parse)
    except ConfigurationError as error:
        return str(error).split("\n")
    return []


def test_a_good_file_has_no_fault() -> None:
    """The example that follows docs/sources.md is accepted as it stands."""
    assert faults_of(GOOD) == []


def test_every_fault_of_a_bad_file_is_told_at_once_with_its_line() -> None:
    """An editor sees all that is wrong in one go, each with line, place and remedy."""
    expected = (DATA / "faulty.expected.txt").read_text("utf-8").splitlines()
    with pytest.raises(ConfigurationError) as caught:
        load(DATA / "faulty.yaml", None, TODAY, parse)
    assert str(caught.value).splitlines() == expected


def test_the_lines_that_faults_name_are_the_right_ones() -> None:
    """The line of a fault is the line on which the key it speaks of stands."""
    lines = (DATA / "faulty.yaml").read_text("utf-8").splitlines()
    for fault in (DATA / "faulty.expected.txt").read_text("utf-8").splitlines():
        number, place = fault.split(": ")[0].split(":")[1], fault.split(": ")[1]
        last = place.split(" (")[0].rsplit(".", 1)[-1].split("[")[0]
        assert last in lines[int(number) - 1] or last in {"sources", "hosts", "also", "authorities", "en"}


def test_what_yaml_would_misread_stays_text() -> None:
    """Norway stays NO, a rating of False stays a word, and a date stays as it was written."""
    catalogue = small()
    globe = catalogue.tables.sources[0]
    assert globe.country == "NO"
    assert globe.ratings[0].as_of == "2024-05-01"
    assert catalogue.patterns[0].reviews[0].textual_rating == "False"


def test_rows_carry_everything_the_file_says() -> None:
    """Patterns, signals, topics, platforms and readings arrive as they were written."""
    catalogue = small()
    pattern = catalogue.patterns[0]
    assert (pattern.id, pattern.topic, pattern.since) == ("poppies-banned", "remembrance", "2014")
    assert pattern.says["en"] == ("poppies ... banned", ("poppies", "police|council"))
    assert pattern.unless["en"] == ("poppy seed*",)
    assert pattern.authorities[0].topic == ""
    assert catalogue.unless_any == {"en": ("hoax",)}
    assert catalogue.signals[0].kind is SignalKind.CHAIN_LETTER
    assert catalogue.topics[1].words["zh"] == ("疫苗",)
    assert catalogue.topics[1].authorities[0].topic == "vaccines"
    assert catalogue.platforms[0].illegal_url == "https://squawk.com/dsa"
    made_up = catalogue.raters["editors"].words["made up"]
    assert (made_up.reliability, made_up.kind) == (Reliability.FABRICATED, Kind.FABRICATED_NEWS)
    assert catalogue.raters["editors"].words["disputed"].kind is None


def test_the_catalogue_cannot_be_changed() -> None:
    """One catalogue is shared by every check at once, so nobody can write to it."""
    catalogue = small()
    with pytest.raises(FrozenInstanceError):
        catalogue.tables = replace(catalogue.tables)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "is empty"),
        ("# only a remark\n", 1, "is empty"),
        ("version: 1\nsources:\n\t- name: x\n", 3, "is not YAML"),
        ("version: 1\nsources: [a\n", 2, "is not YAML"),
        ("- a\n- b\n", 1, "should be a row of keys"),
        ("just text", 1, "should be a row of keys"),
        ("version: &v 1\nsources: *v\n", 2, "should be a list"),
        ("version: 1\nraters: &a {b: *a}\n", 2, "by an alias"),
        ("version: 1\n? [a, b]\n: c\n", 2, "has a list or a mapping as a key"),
        ("version: 1\n---\nversion: 1\n", 2, "is not YAML"),
        ("[" * 3000, 1, ""),
    ],
)
def test_what_is_no_sources_file_is_told_and_not_thrown(text: str, line: int, part: str) -> None:
    """A file that is not even YAML gives one readable fault with a line, never a traceback."""
    faults = faults_of(text)
    assert any(fault.startswith(f"s.yaml:{line}:") and part in fault for fault in faults), faults


def test_a_row_of_brackets_is_told_by_the_slower_parser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without its C parser, a hostile file is a fault as well."""
    monkeypatch.setattr("bot.catalogue.plain._LOADER", yaml.SafeLoader)
    assert "nested too deeply" in faults_of("[" * 3000)[0]
    assert faults_of(GOOD) == []


def test_a_file_that_is_not_utf8_names_the_line() -> None:
    """A file saved in another encoding says so, and where."""
    assert faults_of(b"version: 1\nraters: {}\n# caf\xe9\n")[0].startswith("s.yaml:3: the whole file: is not UTF-8")


def test_a_byte_order_mark_is_no_fault() -> None:
    """Editors on Windows put one in front."""
    assert faults_of(b"\xef\xbb\xbfversion: 1\n") == []


def test_a_bad_wording_is_told_with_its_line() -> None:
    """A wording that no message could match is found when the file is read, at its own line."""
    faults = faults_of(GOOD.replace('"poppies ... banned"', '"... banned"'))
    line = GOOD[: GOOD.index("poppies ... banned")].count("\n") + 1
    assert [fault.split(": ")[1] for fault in faults] == ["patterns[0].says.en[0] (poppies-banned)"]
    assert faults[0].startswith(f"s.yaml:{line}:")


def test_a_date_of_tomorrow_is_no_fault_and_next_month_is() -> None:
    """It is already tomorrow elsewhere in the world."""
    dated = (
        "version: 1\nraters: {r: {name: R, url: https://r.example/, words: {w: none}}}\n"
        "sources: [{name: a, host: a.example, ratings: [{rater: r, rating: w, as_of: %s}]}]\n"
    )
    assert faults_of(dated % "2026-11-23") == []
    assert faults_of(dated % "2026") == []
    assert "has not come yet" in faults_of(dated % "2026-12")[0]


def test_an_alias_stands_for_what_it_names_and_a_bomb_of_them_is_a_fault() -> None:
    """One list may be used for two hosts; ten aliases of ten aliases ten deep are refused at once."""
    good = "version: 1\nlinks: {tracking: {hosts: {x.com: &x [s, t], twitter.com: *x}}}\n"
    assert faults_of(good) == []
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    assert any("more than a million values" in fault for fault in faults_of(bomb))


@pytest.mark.parametrize(
    ("host", "kind", "fine"),
    [
        ("com", "news", False),
        ("co.uk", "user_generated", False),
        ("co.uk", "primary", False),
        ("blogspot.com", "user_generated", True),
        ("blogspot.com", "news", False),
        ("github.io/someone", "news", True),
        ("gov.uk", "primary", True),
        ("gov.uk", "news", False),
        ("www.gov.uk", "primary", True),
        ("www.bbc.co.uk", "news", False),
        ("bbc.co.uk:80", "news", False),
        ("bbc.co.uk/", "news", False),
        ("bbc.co.uk/news?x=1", "news", False),
        ("пример.рф", "news", True),
        ("user@bbc.co.uk", "news", False),
        ("127.0.0.1", "news", True),
    ],
)
def test_a_host_that_would_speak_for_strangers_is_a_fault(host: str, kind: str, *, fine: bool) -> None:
    """Half a country (co.uk) or everyone at a host of pages cannot be rated as one outlet."""
    row = f"version: 1\nsources:\n  - {{name: a, host: {host!r}, kind: {kind}, url: https://a.example/}}\n"
    assert (faults_of(row) == []) is fine


# --- the file and its cache ---------------------------------------------------------------------------------


def test_a_missing_file_says_which_setting_to_look_at(tmp_path: Path) -> None:
    """A wrong MOP_SOURCES is a configuration fault, not a crash."""
    with pytest.raises(ConfigurationError, match="MOP_SOURCES") as caught:
        load(tmp_path / "none.yaml")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_the_second_start_reads_the_cache_and_gives_the_same(tmp_path: Path) -> None:
    """What is loaded from the cache is what the file says."""
    first = load(DATA / "sources.yaml", tmp_path, TODAY)
    (cached,) = tmp_path.glob("sources-*.json")
    assert f"sources-{SCHEMA_VERSION}-" in cached.name
    assert load(DATA / "sources.yaml", tmp_path, TODAY).tables == first.tables


def test_the_cache_is_what_is_read_while_the_file_is_the_same(tmp_path: Path) -> None:
    """The check is not run again on an unchanged file: that is the time saved."""
    load(DATA / "sources.yaml", tmp_path, TODAY)
    (cached,) = tmp_path.glob("sources-*.json")
    data = json.loads(cached.read_text("utf-8"))
    data["platforms"][0]["name"] = "Seen in the cache"
    cached.write_text(json.dumps(data), "utf-8")
    assert load(DATA / "sources.yaml", tmp_path, TODAY).platforms[0].name == "Seen in the cache"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    """Whoever edits the file sees the edit at the next start, and its faults."""
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, "utf-8")
    load(path, tmp_path / "cache", TODAY)
    path.write_text(GOOD.replace("name: Squawk", "name: Shout"), "utf-8")
    assert load(path, tmp_path / "cache", TODAY).platforms[0].name == "Shout"
    path.write_text(GOOD.replace("kind: news", "kind: newz"), "utf-8")
    with pytest.raises(ConfigurationError, match="newz"):
        load(path, tmp_path / "cache", TODAY)


@pytest.mark.parametrize(
    "spoilt", [b"", b"{", b"[]", b'"x"', b"null", b'{"sources": [{}]}', b"\xff\xfe", b"[" * 9999]
)
def test_a_spoilt_cache_is_never_an_error(tmp_path: Path, spoilt: bytes) -> None:
    """A cache cut off by a power cut, or of another program, is passed over and written anew."""
    load(DATA / "sources.yaml", tmp_path, TODAY)
    (cached,) = tmp_path.glob("sources-*.json")
    good = cached.read_bytes()
    cached.write_bytes(spoilt)
    assert load(DATA / "sources.yaml", tmp_path, TODAY).platforms[0].name == "Squawk"
    assert cached.read_bytes() == good


def test_a_folder_that_cannot_be_written_is_never_an_error(tmp_path: Path) -> None:
    """A read-only data folder costs time, not the start."""
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert load(DATA / "sources.yaml", tmp_path / "cache", TODAY).platforms


def test_a_disk_that_fills_up_midway_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-written cache is removed, and the start goes on."""

    def full(self: Path, target: Path) -> Path:
        del self, target
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert load(DATA / "sources.yaml", tmp_path, TODAY).platforms
    assert list(tmp_path.iterdir()) == []


def test_old_caches_are_thrown_away(tmp_path: Path) -> None:
    """A file that is edited every day does not fill the disk."""
    path = tmp_path / "mine.yaml"
    for number in range(6):
        path.write_text(GOOD.replace("name: Squawk", f"name: Squawk {number}"), "utf-8")
        load(path, tmp_path / "cache", TODAY)
    assert len(list((tmp_path / "cache").iterdir())) == 3


# --- whatever somebody writes -------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.text(max_size=8) | st.sampled_from(["x.example", "https://x.example/", "news", "2024", "en"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
SECTIONS = ["raters", "sources", "patterns", "unless_any", "signals", "topics", "platforms", "links", "version"]
ROW_KEYS = [
    *("name", "host", "also", "kind", "url", "ratings", "rater", "rating", "id", "topic", "says", "words"),
    *("hosts", "report", "how", "tracking", "wrappers", "as_of", "language", "derived_from", "unless", "title"),
]
ROWS = st.recursive(
    PLAIN,
    lambda inner: st.dictionaries(st.sampled_from(ROW_KEYS), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(SECTIONS), ROWS, max_size=5))
@example({"sources": [{"also": [[]], "host": {"a": "b"}}]})
@example({"raters": {"a": "x"}, "sources": [{"ratings": [{"rater": "a", "rating": "b"}]}]})
@example({"patterns": [{"id": ["x"], "date": "²²²²"}]})
@settings(max_examples=150, deadline=None)
def test_any_shape_of_file_gives_faults_and_never_a_crash(data: object) -> None:
    """Whatever is put where, the answer is a list of faults with lines inside the file."""
    text = json.dumps(data, indent=1)
    for fault in faults_of(text):
        assert 1 <= int(fault.split(":")[1]) <= text.count("\n") + 1


@given(st.text(max_size=80))
@example("a: &x [*x]")
@example("!!python/object/apply:os.system ['true']")
@example("? ? a")
@example("\x00")
@settings(max_examples=150, deadline=None)
def test_any_text_gives_faults_and_never_a_crash(text: str) -> None:
    """No text of any kind is taken for a good file, runs anything, or ends in a traceback."""
    assert faults_of(text)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from(["", "\t", ":", "-", "\n", "[", "&a ", "é", "\x00"]))
@settings(max_examples=30, deadline=None)
def test_a_slip_of_the_finger_is_a_fault_or_harmless(at: int, typed: str) -> None:
    """One character changed anywhere either is told or still gives rows."""
    text = GOOD[:at] + typed + GOOD[at + 1 :]
    if not faults_of(text):
        assert isinstance(checked(text.encode(), "s.yaml", date(2026, 11, 22)), dict)
