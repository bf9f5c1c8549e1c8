"""A subscription that is described wrongly is told with its line, before anything is had."""

from __future__ import annotations

import pytest

from bot.catalogue.load import checked
from bot.errors import ConfigurationError
from tests.catalogue.samples import DATA, TODAY

HEAD = "version: 1\nraters: {r: {name: R, url: https://r.example/, words: {bad: unreliable}}}\nlists:\n"
GOOD = "  - {id: a, rater: r, title: A, url: https://a.example/x, format: csv, host: H, rating: G, words: {x: bad}}\n"


def faults_of(rows: str) -> list[str]:
    """Return the faults of a lists section."""
    try:
        checked((HEAD + rows).encode(), "s.yaml", TODAY)
    except ConfigurationError as error:
        return [f"{fault.place.split(':')[1]}{fault.place.split(':')[2]}: {fault.problem}" for fault in error.faults]
    return []


def test_the_example_of_every_format_has_no_fault() -> None:
    """Every format and every key can be described."""
    assert checked((DATA / "lists" / "sources.yaml").read_bytes(), "s.yaml", TODAY)
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("rater: r", "rater: q", '4 lists[0].rater: names "q", which is not one of the raters'),
        ("rater: r, ", "", "4 lists[0]: does not say whose words these are"),
        ("{x: bad}", "{x: bed}", '4 lists[0].words.x: "bed" is not one of the words of r'),
        ("rating: G", "says: bed", '4 lists[0].says: "bed" is not one of the words of r'),
        ("rating: G", "rating: G, says: bad", "4 lists[0]: does not say what it says of a host, or says it twice"),
        ("rating: G, ", "", "4 lists[0]: does not say what it says of a host, or says it twice"),
        ("host: H, ", "", "4 lists[0]: does not say which column is the host"),
        ("format: csv, host: H", "format: lines", "4 lists[0].rating: names a column, but a list of lines has none"),
        ("format: csv, host: H", "format: rsp-wikitext", '4 lists[0].rating: "G" is no column of it'),
        ("format: csv", "format: cvs", '4 lists[0].format: should be a format of lists, but is "cvs"'),
        ("format: csv", "format: clearurls", "4 lists[0]: mixes tracking rules and hosts"),
        ("url: https://a.example/x, ", "", "4 lists[0]: is on and has no `url`"),
        ("url: https://a.example/x", "url: ftp://a.example/x", "4 lists[0].url: is not a web address"),
        ("title: A", "title: A, on: no", "4 lists[0]: is off and does not say why"),
        (
            "format: csv, host: H, rating: G",
            "format: service",
            "4 lists[0]: is a service and no list, so it cannot be on",
        ),
        ("title: A", "title: A, every: 0 days", "4 lists[0].every: should be a number of hours or days"),
        ("title: A", "title: A, may_shrink: 101", "4 lists[0].may_shrink: should be a share from 0 to 100"),
        ("title: A", "title: A, hots: H", "4 lists[0].hots: is not a key that is known here"),
    ],
)
def test_a_wrong_description_is_a_fault_with_its_line(old: str, new: str, fault: str) -> None:
    """A wrong mapping is found when the file is read, not when a reader is told nonsense."""
    found = [line.replace(" (A)", "") for line in faults_of(GOOD.replace(old, new))]
    found = [line.replace("4 lists", "4 lists").replace(" (a)", "") for line in found]
    assert any(line.startswith(fault) for line in found), found


def test_two_lists_of_one_id_are_a_fault() -> None:
    """They would overwrite one another."""
    assert faults_of(GOOD + GOOD) == ['5 lists[1].id (a): "a" is already the id of lists[0]']
