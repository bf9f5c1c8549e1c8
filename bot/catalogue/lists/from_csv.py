"""Comma-, semicolon- or tab-separated values, with a line of column names or columns by number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.catalogue.lists.record import MAX_ROWS, Record, missing, text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError

_SEPARATORS = ",;\t|"
_LONGEST_FIELD = 100_000


def records(raw: bytes, spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    """Rows of a CSV file; columns written as numbers count from 1 and mean that there is no line of names.

    Raises:
        ListError: a column is missing, or the file is cut off in the middle of a row.
    """
    text = text_of(raw, spec.id)
    lines = io.StringIO(text, newline="")
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(_without_remarks(lines), delimiter=separator, strict=True)
    try:
        yield from _rows(reader, spec, wanted)
    except csv.Error as error:
        raise ListError(spec.id, f"cannot be read after line {reader.line_num}: {error}") from error


def _rows(reader: Iterator[list[str]], spec: Subscription, wanted: tuple[str, ...]) -> Iterator[Record]:
    numbered = spec.host.isdigit()
    header = [] if numbered else [cell.strip() for cell in next(reader, [])]
    columns = {name: _column(name, header, spec) for name in (spec.host, *wanted)}
    width = max(columns.values()) + 1
    for count, row in enumerate(reader):
        if not any(row):
            continue
        if len(row) < (width if numbered else len(header)):
            raise ListError(spec.id, f"ends in the middle of row {count + 1}, or that row has too few columns")
        if count >= MAX_ROWS:
            raise ListError(spec.id, f"has more than {MAX_ROWS} rows")
        yield Record(row[columns[spec.host]].strip(), {name: row[columns[name]].strip() for name in wanted})


def _column(name: str, header: list[str], spec: Subscription) -> int:
    if name.isdigit() and not header:
        return max(int(name) - 1, 0)
    if name not in header:
        raise missing(spec.id, "a column", name, ", ".join(header[:30]) or "no columns")
    return header.index(name)


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return max(_SEPARATORS, key=first.count)


def _without_remarks(lines: io.StringIO) -> Iterator[str]:
    """Leaves out lines of remarks before the table begins, as URLhaus has them."""
    began = False
    for line in lines:
        began = began or not line.startswith("#")
        if began:
            yield line
