"""Showing the figures: a table on the terminal, docs/benchmarks.md and its picture."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from benchmarks.harness import Figure, Goal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KEPT = Path("docs/benchmarks.json")
PAGE = Path("docs/benchmarks.md")
START, END = "<!-- figures -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one workload, and when they were measured on what."""

    name: str
    what: str
    beside: str
    figures: tuple[Figure, ...]
    day: str
    machine: str


def number(value: float | None) -> str:
    """Return a figure with three digits that count."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def goal_words(figure: Figure, which: str) -> str:
    """Return the bar or the aim as it stands in the table."""
    if figure.goal is None:
        return ""
    value = figure.goal.bar if which == "bar" else figure.goal.aim
    unit = f" {figure.unit}" if figure.goal.of == "ours" else " x"
    return f"{'>=' if figure.goal.at_least else '<='} {number(value)}{unit}"


def standing(figure: Figure) -> str:
    """Return how a figure stands: aim, bar, missed; "" where nothing is asked of it or no peer was there."""
    value = figure.judged
    if figure.goal is None or value is None:
        return ""
    if figure.goal.met(value, figure.goal.aim):
        return "aim"
    return "bar" if figure.goal.met(value, figure.goal.bar) else "missed"


HEADINGS = ("row", "what", "ours", "peer", "ratio", "bar", "aim", "stands")


def cells(name: str, figure: Figure) -> tuple[str, ...]:
    """Return one line of the table."""
    peer = f"{number(figure.peer)} {figure.unit}" if figure.peer is not None else ""
    ours = f"{number(figure.ours)} {figure.unit}"
    ends = (goal_words(figure, "bar"), goal_words(figure, "aim"), standing(figure))
    return name, figure.what, ours, peer, number(figure.ratio), *ends


def on_terminal(rows: Iterable[Row]) -> Table:
    """Return the table to print."""
    table = Table(*HEADINGS)
    for row in rows:
        for figure in row.figures:
            table.add_row(*cells(row.name, figure))
    return table


def machine() -> str:
    """Return what this runs on, and how busy it is with other things: processor, cores, load, Python."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in _lines(info) if line.startswith("model name")]
    chip = names[0] if names else platform.machine()
    load = f"{os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "not told"
    return f"{chip}, {os.cpu_count()} cores (one used), load {load}, Python {platform.python_version()}"


def keep(rows: Iterable[Row], order: Sequence[str]) -> list[Row]:
    """Put these rows beside those of earlier runs, in docs/benchmarks.json, and return all of them."""
    kept = {row.name: row for row in read()}
    kept |= {row.name: row for row in rows}
    ordered = [kept[name] for name in order if name in kept]
    KEPT.write_text(json.dumps([asdict(row) for row in ordered], indent=1, ensure_ascii=False) + "\n", "utf-8")
    return ordered


def read() -> list[Row]:
    """Return the rows of earlier runs."""
    if not KEPT.exists():
        return []
    return [_row(each) for each in json.loads(KEPT.read_text("utf-8"))]


def into_page(rows: Iterable[Row]) -> None:
    """Write the table between its marks in docs/benchmarks.md; what people wrote around it stays."""
    text = PAGE.read_text("utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{START}\n{markdown(rows)}\n{END}{after}", "utf-8")


def markdown(rows: Iterable[Row]) -> str:
    """Return the table in Markdown, and below it when each row was measured, on what, beside whom."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|" + "---|" * len(HEADINGS)]
    below = [""]
    for row in rows:
        written = ([cell.replace("|", "/") for cell in cells(row.name, figure)] for figure in row.figures)
        lines.extend(f"| {' | '.join(each)} |" for each in written)
        below.append(f"- `{row.name}`: {row.what}; beside {row.beside or 'nobody'}; {row.day}, {row.machine}")
    return "\n".join([*lines, *below])


def _row(values: Mapping[str, Any]) -> Row:
    figures = tuple(
        Figure(**{**each, "goal": Goal(**each["goal"]) if each["goal"] else None}) for each in values["figures"]
    )
    return Row(**{**values, "figures": figures})


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []
