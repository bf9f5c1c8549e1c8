"""docs/benchmarks.svg: how far each row is under its bar, drawn by hand, no plotting library."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from benchmarks.table import number, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.harness import Figure
    from benchmarks.table import Row

PICTURE = Path("docs/benchmarks.svg")
_WIDTH, _LEFT, _RIGHT, _LINE, _TOP = 900, 330, 110, 22, 56
_DECADES = (-3, 2)
"""Powers of ten that the axis shows: a thousandth of the bar to a hundred times it."""
_COLOURS = {"aim": "#2a7f4f", "bar": "#5b8fd6", "missed": "#c8553d"}


def write(rows: Sequence[Row]) -> None:
    """Draw all figures that have a goal."""
    PICTURE.write_text(draw(rows), "utf-8")


def draw(rows: Sequence[Row]) -> str:
    """Return the picture: a bar for each figure, as a share of what it may be at most, on a logarithmic scale."""
    judged = [(row, figure) for row in rows for figure in row.figures if standing(figure)]
    height = _TOP + _LINE * len(judged) + 40
    lines = [_bar(place, row, figure) for place, (row, figure) in enumerate(judged)]
    size, said = (
        f"0 0 {_WIDTH} {height}",
        "Each figure as a share of its bar (shorter is better; a logarithmic scale)",
    )
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="sans-serif" font-size="12">',
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="12" y="22" font-size="15" fill="#222">{said}</text>',
            *_axis(height),
            *lines,
            _legend(height),
            "</svg>\n",
        )
    )


def share(figure: Figure) -> float:
    """Return a figure as a share of its bar; smaller is better, whichever way the goal points."""
    assert figure.goal is not None  # noqa: S101 - only figures with a goal are drawn
    value = figure.judged or 1e-9
    return figure.goal.bar / value if figure.goal.at_least else value / figure.goal.bar


def _at(value: float) -> float:
    low, high = _DECADES
    power = min(high, max(low, math.log10(value)))
    return _LEFT + (power - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)


def _bar(place: int, row: Row, figure: Figure) -> str:
    y = _TOP + place * _LINE
    end = _at(share(figure))
    what = f"{row.name}: {figure.what}"
    shown = what if len(what) <= 52 else what[:51] + "…"
    told = f"{number(figure.judged)}{' ' + figure.unit if figure.goal and figure.goal.of == 'ours' else ' x'}"
    return (
        f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end" fill="#222">{escape(shown)}</text>'
        f'<rect x="{_LEFT}" y="{y + 3}" width="{max(2, end - _LEFT):.1f}" height="{_LINE - 7}" '
        f'fill="{_COLOURS[standing(figure)]}"/>'
        f'<text x="{_WIDTH - 12}" y="{y + 14}" text-anchor="end" fill="#222">{escape(told)}</text>'
    )


def _axis(height: int) -> list[str]:
    lines = []
    for power in range(_DECADES[0], _DECADES[1] + 1):
        x = _at(10.0**power)
        at_bar = power == 0
        lines.append(
            f'<line x1="{x:.1f}" y1="{_TOP - 8}" x2="{x:.1f}" y2="{height - 34}" '
            f'stroke="{"#222" if at_bar else "#ddd"}" stroke-width="{1.5 if at_bar else 1}"/>'
            f'<text x="{x:.1f}" y="{_TOP - 13}" text-anchor="middle" fill="#555">'
            f"{'the bar' if at_bar else f'{10.0**power:g} x'}</text>"
        )
    return lines


def _legend(height: int) -> str:
    said = {"aim": "reaches the aim", "bar": "reaches the bar", "missed": "misses the bar"}
    parts = [
        f'<rect x="{_LEFT + place * 150}" y="{height - 24}" width="12" height="12" fill="{_COLOURS[key]}"/>'
        f'<text x="{_LEFT + place * 150 + 18}" y="{height - 14}" fill="#222">{words}</text>'
        for place, (key, words) in enumerate(said.items())
    ]
    return "".join(parts)
