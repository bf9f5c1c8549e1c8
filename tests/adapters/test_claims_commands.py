"""``mop claims``: fact-checks are imported, shown, searched and handed on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adapters.cli import mop

SOURCES = """
version: 1
raters:
  editors: {name: The Editors, url: "https://editors.example/", words: {good: reliable}}
reviewers:
  all: {fabricated: ["False"]}
sources:
  - {name: Checks, host: checks.example, kind: fact_checker, url: "https://checks.example/about"}
"""
ROWS = [
    {
        "claim": "A giant squid washed ashore near Plymouth and blocked the harbour",
        "url": "https://checks.example/squid",
        "rating": "False",
        "publisher": "Checks",
        "appearances": ["https://rumours.example/squid"],
    },
    {"claim": "The mayor of Springfield will tax bicycles", "url": "https://checks.example/bicycles"},
    {"claim": "The mayor of Springfield will tax cats", "url": "https://impostor.example/cats"},
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Return a runner with one listed fact-checker and a folder of its own."""
    for name in [name for name in os.environ if name.startswith("MOP_")]:
        monkeypatch.delenv(name)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "feed.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    monkeypatch.setenv("MOP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MOP_SOURCES", str(tmp_path / "sources.yaml"))
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def _claims(run: CliRunner, *arguments: str, text: str | None = None) -> Result:
    return run.invoke(mop, ["claims", *arguments], input=text)


def test_a_file_is_imported_and_told(run: CliRunner) -> None:
    """What was taken, and what was left out and why, is told at once and in the status."""
    result = _claims(run, "import", "feed.jsonl")
    assert result.exit_code == 0
    assert "feed.jsonl: 2 fact-checks" in result.output
    assert "1 not listed" in result.output
    assert "2 fact-checks by 2 publishers, 1 links to claims" in _claims(run).output
    assert _claims(run, "status").output == _claims(run).output


def test_a_refused_file_is_an_exit_status(run: CliRunner) -> None:
    """A script sees that nothing was taken over."""
    Path("empty.csv").write_text("")
    result = _claims(run, "import", "empty.csv")
    assert (result.exit_code, "is no feed" in result.output or "is empty" in result.output) == (1, True)


def test_each_line_is_a_query(run: CliRunner) -> None:
    """The likeliest fact-checks of each line, for people or as JSON."""
    _claims(run, "import", "feed.jsonl")
    lines = "giant squid blocked Plymouth harbour\nSpringfield mayor to tax bicycles\n"
    found = [
        json.loads(line) for line in _claims(run, "search", "--json", "--top", "1", text=lines).output.splitlines()
    ]
    assert [each["hits"][0]["url"] for each in found] == [
        "https://checks.example/squid",
        "https://checks.example/bicycles",
    ]
    assert found[0]["hits"][0]["reliability"] == "FABRICATED"
    assert "https://checks.example/squid" in _claims(run, "search", text=lines).output


def test_without_fact_checks_people_are_told_what_to_do(run: CliRunner) -> None:
    """An empty installation says how to get fact-checks."""
    assert "mop claims import" in _claims(run).output
    assert _claims(run, "search", text="anything at all\n").exit_code == 2
    assert _claims(run, "export", "all.tar").exit_code == 1


def test_an_export_can_be_imported(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one machine hands on, another takes over."""
    _claims(run, "import", "feed.jsonl")
    assert "2 fact-checks" in _claims(run, "export", "all.tar").output
    monkeypatch.setenv("MOP_DATA_DIR", str(tmp_path / "other"))
    assert _claims(run, "import", "all.tar").exit_code == 0
    assert "2 fact-checks by 2 publishers" in _claims(run).output


def test_a_known_link_is_answered(run: CliRunner) -> None:
    """A check finds the fact-check of a link that was imported, without opening any page."""
    _claims(run, "import", "feed.jsonl")
    result = run.invoke(mop, ["check", "--no-fetch", "look https://www.rumours.example/squid"])
    assert "This has been checked: Checks rated it “False”" in result.output
