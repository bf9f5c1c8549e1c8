"""What must hold in the ``lists`` section of sources.yaml, beyond each row's shape."""

from __future__ import annotations

from collections.abc import Iterator

from bot.catalogue.lists.subscription import LEAVE_OUT, Format, Use
from bot.catalogue.plain import Flaw, Path, Plain
from bot.catalogue.tolerant import mapping_at, rows_of, suggest, text_at

_NEEDS_HOST = frozenset({Format.CSV.value, Format.JSONL.value})
_HAS_COLUMNS = frozenset({Format.CSV.value, Format.JSON.value, Format.JSONL.value, Format.RSP_WIKITEXT.value})
_RSP_COLUMNS = ("status", "name", "shortcut", "year")


def flaws(data: Plain) -> Iterator[Flaw]:
    """Every contradiction in a subscription, or between it and the raters."""
    raters = mapping_at(data, "raters")
    first: dict[str, int] = {}
    for path, row in rows_of(data, "lists"):
        name = text_at(row, "id")
        if name and name in first:
            yield Flaw((*path, "id"), f'"{name}" is already the id of lists[{first[name]}]', "Give it another")
        first.setdefault(name, int(path[1]))
        yield from _source(row, path)
        yield from _columns(row, path)
        if text_at(row, "for") != Use.TRACKING.value:
            yield from _ratings(row, raters, path)


def _source(row: dict[str, Plain], path: Path) -> Iterator[Flaw]:
    """Where a list comes from, and whether it can be had at all."""
    form, is_on = text_at(row, "format"), text_at(row, "on") != "no"
    if form == Format.SERVICE.value and is_on:
        yield Flaw(path, "is a service and no list, so it cannot be on", "Add `on: no` and `why_off:`")
    if is_on and "url" not in row:
        yield Flaw(path, "is on and has no `url`", "Add `url:`, or `on: no`")
    if not is_on and "why_off" not in row:
        yield Flaw(path, "is off and does not say why", "Add `why_off:` with what it would need")
    if (form == Format.CLEARURLS.value) != (text_at(row, "for") == Use.TRACKING.value):
        yield Flaw(
            path, "mixes tracking rules and hosts", "`format: clearurls` goes with `for: tracking`, and only it"
        )


def _columns(row: dict[str, Plain], path: Path) -> Iterator[Flaw]:
    form = text_at(row, "format")
    if form in _NEEDS_HOST and "host" not in row:
        yield Flaw(path, "does not say which column is the host", "Add `host:` with the column's name")
    for key in ("rating", "as_of", "name"):
        column = text_at(row, key)
        if column and form not in _HAS_COLUMNS:
            yield Flaw((*path, key), f"names a column, but a list of {form} has none", "Use `says:` instead")
        elif column and form == Format.RSP_WIKITEXT.value and column not in _RSP_COLUMNS:
            yield Flaw((*path, key), f'"{column}" is no column of it', suggest(column, _RSP_COLUMNS))


def _ratings(row: dict[str, Plain], raters: dict[str, Plain], path: Path) -> Iterator[Flaw]:
    rater = text_at(row, "rater")
    if not rater:
        yield Flaw(path, "does not say whose words these are", "Add `rater:` with one of the raters")
        return
    if rater not in raters:
        yield Flaw((*path, "rater"), f'names "{rater}", which is not one of the raters', suggest(rater, raters))
        return
    if text_at(row, "format") != Format.SERVICE.value and ("rating" in row) == ("says" in row):
        remedy = "Give `rating:` (a column) or `says:` (a word for every row), and not both"
        yield Flaw(path, "does not say what it says of a host, or says it twice", remedy)
    known = mapping_at(raters[rater], "words")
    said: list[tuple[Path, str]] = [((*path, "says"), text_at(row, "says"))] if "says" in row else []
    said += [((*path, "words", key), str(word)) for key, word in mapping_at(row, "words").items()]
    for place, word in said:
        if word and word != LEAVE_OUT and known and word not in known:
            problem = f'"{word}" is not one of the words of {rater}'
            yield Flaw(place, problem, suggest(word, known) + f"; or add it to raters.{rater}.words")
