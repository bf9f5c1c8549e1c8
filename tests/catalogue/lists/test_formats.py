"""Each format is read into rows of host, word, date, name and page."""

from __future__ import annotations

import contextlib
import csv
import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.catalogue.lists.parsed import Parsed, parse
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.subscription import LEAVE_OUT, Paths, Subscription, hours
from bot.errors import ListError
from tests.catalogue.lists.samples import FILES, catalogue, subscription

TERMS = catalogue().terms()
BY_ID = {spec.id: spec for spec in catalogue().tables.lists}


def read(spec: Subscription, *parts: bytes) -> Parsed:
    """Read parts as a subscription says."""
    return parse(parts, spec, TERMS.raters.get(spec.rater), TERMS.strangers)


def recorded(list_id: str, name: str) -> Parsed:
    """Read a recorded file."""
    return read(BY_ID[list_id], (FILES / name).read_bytes())


def test_a_table_is_read_by_its_column_names() -> None:
    """Hosts are taken out of addresses, words mapped, dates cut, repeats dropped, oddities counted."""
    page = "https://sitewatch.example.org/on/"
    parsed = recorded("sites", "sites.csv")
    assert parsed.rows == (
        Row("made-up.example", "made up", "2024-03-01", 'Made Up, the "paper"', f"{page}made-up.example"),
        Row("shaky.example", "shaky", "2023", "Shaky", f"{page}shaky.example"),
        Row("xn--e1afmkfd.example", "shaky", "", "", f"{page}xn--e1afmkfd.example"),
        Row("m.talk.example/somepage", "made up", "", "Some Page", f"{page}m.talk.example/somepage"),
        Row("talk.example", "made up", "", "", f"{page}talk.example"),
        Row("203.0.113.7", "made up", "", "", f"{page}203.0.113.7"),
    )
    assert parsed.records == 12
    assert parsed.passed_over == {
        "left out by the subscription": 1,
        "unknown word 'new word'": 1,
        "no host": 2,
        "a host of strangers' pages as a whole": 1,
    }


def test_a_table_without_names_is_read_by_number_and_its_remarks_are_passed_over() -> None:
    """Columns may be counted from 1; a host keeps its path where the whole site is not meant."""
    parsed = recorded("malware", "urlhaus.csv")
    assert [row.subject for row in parsed.rows] == ["203.0.113.9/a.exe", "files.example/x/y"]


def test_semicolons_and_tabs_separate_too() -> None:
    """A spreadsheet saved in another country is read as well."""
    spec = subscription("sites", as_of="", name="", page="")
    for mark in (";", "\t"):
        text = f"Site{mark}Label\na.example{mark}shaky\n"
        assert read(spec, text.encode()).rows == (Row("a.example", "shaky"),)


def test_json_is_read_by_paths() -> None:
    """The collection may be anywhere, a mapping's keys may be the hosts, values may be nested."""
    assert recorded("mapping", "sites.json").rows == (
        Row("made-up.example", "made up", "2024"),
        Row("shaky.example", "shaky"),
        Row("h1.example", "shaky"),
        Row("h2.example", "shaky"),
        Row("h3.example", "sound"),
    )


def test_a_json_list_of_plain_hosts_is_read() -> None:
    """What is no text, or empty, is no host."""
    assert [row.subject for row in recorded("scams", "scam.json").rows] == [
        "dlscord-gift.example",
        "steamcornmunity.example",
        "free-nitro.example",
        "gift-dlscord.example",
    ]


def test_json_lines_are_read_by_paths() -> None:
    """Numbers may be dates; empty lines and entries without a host are passed over."""
    assert recorded("lines", "sites.jsonl").rows == (
        Row("made-up.example", "made up", "2024"),
        Row("shaky.example", "shaky"),
    )


def test_a_hosts_file_is_read_without_its_own_names() -> None:
    """``localhost`` is nobody's site, and ``www.`` is the same outlet."""
    assert recorded("hosts", "sites.hosts").rows == (
        Row("made-up.example", "shaky"),
        Row("shaky.example", "shaky"),
    )


def test_plain_lines_are_read_without_remarks() -> None:
    """Hosts, addresses and ``*.`` before a host are understood."""
    assert [row.subject for row in recorded("shorteners", "shorteners.txt").rows] == [
        "sho.example",
        "tiny.example",
        "lnk.example",
    ]


def test_wikipedias_table_is_read_from_its_wikitext() -> None:
    """Status, hosts and paths, shortcut, year and name; "multiple" and rows without hosts say nothing."""
    globe = ("2023", "The Daily Globe (Globe)", "https://editors.example.org/wiki/WP:GLOBE")
    assert recorded("wiki", "rsp.wikitext").rows == (
        Row("dailyglobe.co.uk", "relied on", *globe),
        Row("dailyglobe.com", "relied on", *globe),
        Row("dailyglobe.co.uk/blogs", "not relied on", "2020", "The Daily Globe (blogs–all)"),
        Row("made-up.example", "blacklisted", "2018", "Made Up"),
    )


def test_clearurls_rules_are_read_where_they_are_plain_names() -> None:
    """Names, choices and beginnings are taken over; what is intricate or has exceptions is not."""
    found = recorded("tracking", "clearurls.json").tracking
    assert found.everywhere == ("utm_*", "utm", "fbclid", "mc_eid", "mc_cid", "wt_mc", "wtmc", "trk_*")
    assert found.hosts == {"shop.*": ("srs", "sr", "pd_rd_*"), "paper.co.uk": ("smid",)}
    assert found.passed_over == 6


def test_the_parts_of_a_list_are_one_list() -> None:
    """A list on several pages is read as one."""
    parsed = read(BY_ID["parts"], b"a.example\n", b"b.example\na.example\n")
    assert [row.subject for row in parsed.rows] == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("paths", "subjects"),
    [
        (Paths.STRANGERS, ["paper.example", "talk.example/page"]),
        (Paths.KEEP, ["paper.example/en/x", "talk.example/page"]),
        (Paths.DROP, ["paper.example", "talk.example"]),
    ],
)
def test_paths_are_kept_where_the_subscription_says(paths: Paths, subjects: list[str]) -> None:
    """Where strangers publish, a path is somebody; elsewhere it is a page of the outlet."""
    spec = subscription("parts", paths=paths)
    parsed = read(spec, b"https://www.paper.example/en/x?y=z\nhttps://www.talk.example/Page#top\n")
    assert [row.subject for row in parsed.rows] == subjects


def test_hosts_that_a_list_is_wrong_about_are_left_out() -> None:
    """The operator can keep a list and pass over its mistakes."""
    parsed = read(subscription("hosts", leave_out=frozenset({"shaky.example"})), (FILES / "sites.hosts").read_bytes())
    assert [row.subject for row in parsed.rows] == ["made-up.example"]
    assert parsed.passed_over == {"left out by the subscription": 2}


def test_a_public_suffix_is_never_taken_over() -> None:
    """A row for ``co.uk`` would speak of half a country: it is named, so that the list can be refused."""
    parsed = read(BY_ID["parts"], b"co.uk\nblogspot.com\na.example\n")
    assert parsed.suffixes == ("co.uk",)
    assert [row.subject for row in parsed.rows] == ["a.example"]


def test_a_page_is_only_cited_where_it_can_be_made() -> None:
    """A row without a shortcut cites the rater; nothing but a web address is ever cited."""
    spec = subscription("sites", page="{Outlet}", name="Outlet")
    parsed = read(
        spec, b'Site,Label,When,Outlet\na.example,shaky,,javascript:alert(1)\nb.example,shaky,,"https://b c"\n'
    )
    assert [row.page for row in parsed.rows] == ["", "https://b_c"]


@pytest.mark.parametrize(
    ("list_id", "raw", "part"),
    [
        ("sites", b"", "a column"),
        ("sites", b"Site,Label\na.example,fake\n", 'a column is "When", but the list has Site, Label'),
        ("sites", b"Site,Label,When,Outlet\na.example,fa", "in the middle of row 1"),
        ("sites", b'Site,Label,When,Outlet\n"a.example,fake,,', "cannot be read"),
        ("sites", b"Site,Label,When,Outlet\n,,,\n", "is empty"),
        ("sites", b"\xff\xfe", "not UTF-8"),
        ("sites", b"a\x00b", "binary"),
        ("sites", b"  <!DOCTYPE html><title>404</title>", "is a web page"),
        ("mapping", b"<html>", "is a web page"),
        ("mapping", b'{"data": {"hosts": {"a.exa', "not whole JSON"),
        ("mapping", b'{"data": []}', 'rows is "data.hosts"'),
        ("mapping", b"[" * 100_000, "not whole JSON"),
        ("scams", b'{"domains": []}', 'host is "."'),
        ("scams", b"3", "rows is"),
        ("scams", b'[{"host": "a.example"}]', 'host is ".", but the list has the keys host'),
        ("lines", b'{"site": {"domain": "a.example"}}\n{"site', "row 2"),
        ("lines", b'{"other": 1}\n', "host is \"site.domain\", but the list has ['other']"),
        ("lines", b"3\n", "other entries"),
        ("hosts", b"just words\n", "no hosts file: line 1"),
        ("hosts", b"# nothing\n", "is empty"),
        ("wiki", b"", "is empty"),
        ("wiki", b"|- \n| x\n| {{WP:RSPSTATUS|gr}}\n| {{WP:RSPUSES|a.exa", "cut off"),
        ("tracking", b"[]", "no `providers`"),
        ("tracking", b"{", "not whole JSON"),
    ],
)
def test_what_is_no_such_list_is_told_in_a_sentence(list_id: str, raw: bytes, part: str) -> None:
    """An error page, a cut-off file or changed columns give a reason that an operator can act on."""
    with pytest.raises(ListError) as caught:
        read(BY_ID[list_id], raw)
    assert part in str(caught.value)
    assert caught.value.name == list_id


@pytest.mark.parametrize("list_id", ["sites", "scams", "lines", "hosts", "shorteners"])
def test_a_list_too_long_to_be_one_is_refused(list_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of endless rows cannot fill the disk."""
    for module in ("from_csv", "from_json", "from_jsonl", "from_hosts", "from_lines", "from_rsp"):
        monkeypatch.setattr(f"bot.catalogue.lists.{module}.MAX_ROWS", 1)
    name = BY_ID[list_id].urls[0].rsplit("/", 1)[-1]
    with pytest.raises(ListError, match="more than 1 rows"):
        recorded(list_id, name)


def test_a_wiki_of_endless_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for the table."""
    monkeypatch.setattr("bot.catalogue.lists.from_rsp.MAX_ROWS", 1)
    with pytest.raises(ListError, match="more than 1 rows"):
        recorded("wiki", "rsp.wikitext")


def test_names_and_pages_of_a_very_long_list_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million outlets' names would not fit into memory; what is said of them does."""
    monkeypatch.setattr("bot.catalogue.lists.parsed._MOST_NAMED", 2)
    assert all(not row.name and not row.page for row in recorded("sites", "sites.csv").rows)


@pytest.mark.parametrize(("written", "count"), [("1 hour", 1), ("12 hours", 12), ("1 day", 24), ("30 days", 720)])
def test_intervals_are_read_in_hours(written: str, count: int) -> None:
    """Days are twenty-four hours."""
    assert hours(written) == count


FORMATS = ["sites", "mapping", "lines", "hosts", "scams", "malware", "shorteners", "wiki", "tracking"]


@given(st.sampled_from(FORMATS), st.binary(max_size=120) | st.text(max_size=120).map(str.encode))
@example("sites", b'Site,Label,When,Outlet\r\n"a\r\nb.example",fake,,\r\n')
@example("wiki", b"|-\n| {{WP:RSPSTATUS|}}\n| {{WP:RSPUSES|}}\n|}")
@example("tracking", b'{"providers": {"a": {"urlPattern": ".*", "rules": ["a?b?c?d?e?f?g?h?i?"]}}}')
@example("tracking", b'{"providers": {"a": {"urlPattern": 3, "rules": 3}}}')
@example("mapping", b'{"data": {"hosts": {"\\ud800": {"c": "fake"}}}}')
@settings(max_examples=200, deadline=None)
def test_any_file_is_read_or_refused_and_never_breaks_an_update(list_id: str, raw: bytes) -> None:
    """Whatever a server sends, the outcome is rows with a host and a known word, or a reason."""
    spec = BY_ID[list_id]
    with contextlib.suppress(ListError):
        _assert_sound(read(spec, raw), spec)


def _assert_sound(parsed: Parsed, spec: Subscription) -> None:
    words = TERMS.raters[spec.rater].words if spec.rater else {}
    for row in parsed.rows:
        assert row.word in words
        assert row.word != LEAVE_OUT
        assert row.subject == row.subject.strip()
        assert "/" not in row.subject[:1]


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["fake", "shaky", "neutral", "?"])), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_list_says_the_same_in_every_format(pairs: list[tuple[str, str]]) -> None:
    """CSV, JSON and JSON lines of the same rows give the same hosts and words."""
    rows = [(host, label) for host, label in pairs if host.strip() and host == host.strip() and "\0" not in host]
    if not rows or any(ord(char) < 32 or char in "\x85\u2028\u2029<" for host, _ in rows for char in host):
        return
    table = io.StringIO()
    csv.writer(table).writerows([("Site", "Label"), *rows])
    plain = {"as_of": "", "name": "", "page": "", "host": "Site", "rating": "Label"}
    words = {"fake": "made up", "neutral": LEAVE_OUT}
    entries = [{"Site": host, "Label": label} for host, label in rows]
    as_csv = read(subscription("sites", **plain), table.getvalue().encode())
    as_json = read(
        subscription("scams", **plain, says="", rater="sitewatch", words=words), json.dumps(entries).encode()
    )
    as_lines = read(subscription("lines", **plain, words=words), "\n".join(map(json.dumps, entries)).encode())
    assert as_csv == as_json == as_lines
