"""Each workload runs on small inputs and gives right answers; what it times is nobody's business here."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from click.testing import CliRunner

import benchmarks.__main__ as program
from benchmarks import picture, table
from benchmarks.harness import Figure, Goal, Scale, Workload, WrongAnswer, child_seconds, percentile, right
from benchmarks.registry import NAMES, load


@pytest.mark.parametrize("name", NAMES)
def test_each_workload_is_done_right(name: str) -> None:
    """A workload raises where its answers are wrong, and yields figures that are numbers."""
    workload = load(name)
    figures = list(workload.measure(Scale.TINY))
    assert workload.name == name
    assert figures
    assert all(math.isfinite(figure.ours) for figure in figures)


def test_a_wrong_answer_is_no_figure() -> None:
    """What was fast and wrong stops the run."""
    right(1, 1, "one")
    with pytest.raises(WrongAnswer, match="one: 2 and not 1"):
        right(2, 1, "one")


@pytest.mark.parametrize(
    ("ours", "goal", "told"),
    [
        (1.0, Goal(0.5, 0.1), "aim"),
        (3.0, Goal(0.5, 0.1), "bar"),
        (9.0, Goal(0.5, 0.1), "missed"),
        (9.0, Goal(0.5, 0.7, at_least=True), "aim"),
        (9.0, Goal(20, 10, "ours"), "aim"),
        (9.0, None, ""),
    ],
)
def test_a_figure_is_told_by_its_goal(ours: float, goal: Goal | None, told: str) -> None:
    """A ratio or a value reaches its aim, its bar, or neither; more is better only where the goal says so."""
    assert table.standing(Figure("work", ours, "us", 10.0, goal)) == told


def test_without_its_peer_a_figure_is_not_judged() -> None:
    """A peer that is not installed leaves our own figure, and no ratio."""
    alone = Figure("work", 1.0, "us", None, Goal(0.5, 0.1))
    assert table.standing(alone) == ""
    assert table.cells("row", alone)[3:5] == ("", "")


def test_the_kept_run_is_replaced_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running one row again leaves the others of the last run, and all that people wrote around the table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    table.PAGE.write_text(f"Before.\n{table.START}\nold\n{table.END}\nAfter.\n", "utf-8")
    goal = Goal(0.5, 0.1)
    for name, ours in (("one", 1.0), ("two", 2.0), ("one", 3.0)):
        row = table.Row(name, "work", "peer", (Figure("what", ours, "us", 10.0, goal),), "2026-11-22", "machine")
        table.keep([row], ["one", "two"])
    table.into_page(table.read())
    picture.write(table.read())
    text = table.PAGE.read_text("utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("\nAfter.\n")
    assert "| one | what | 3 us | 10 us | 0.3 |" in text
    assert [row.figures[0].ours for row in table.read()] == [3.0, 2.0]
    assert "one: what" in picture.PICTURE.read_text("utf-8")


def test_the_command_says_how_to_get_a_missing_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a peer is not installed, one line says what to install, and the row still runs."""
    monkeypatch.setattr(program, "installed", lambda *modules: not modules)
    monkeypatch.setattr(program, "on_one_core", lambda: None)
    monkeypatch.setattr(program, "load", _with_peer)
    result = CliRunner().invoke(program.main, [NAMES[0], "--tiny"], catch_exceptions=False)
    assert "pip install '.[bench]'" in result.output
    assert "work" in result.output


def _with_peer(name: str) -> Workload:
    return Workload(name, "work", "peer", lambda scale: iter([Figure(scale.value, 1, "us")]), ("peer",))


def test_helpers_of_the_harness() -> None:
    """A percentile is a value that was measured, and a program's processor time is more than nothing."""
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([3, 1, 2], 99) == 3
    assert child_seconds(["/bin/sh", "-c", ":"]) >= 0
