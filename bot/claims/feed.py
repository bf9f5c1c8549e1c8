"""Feeds of fact-checks, in every form they come in -> entries. One faulty row costs only that row.

Read as a stream, so that a feed of hundreds of megabytes needs little memory:

- the public DataFeed: ``{"dataFeedElement": [{"item": [ClaimReview, ...] or null}, ...]}``
- an array, or lines, of ClaimReview objects, or of flat rows (``FLAT``)
- lines with HTML tags round each object, as an older public dump has them; a page with JSON-LD in it
- CSV with a header, parted by commas, semicolons or tabs
Any of them may be gzipped.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from bot.claims import json_ld
from bot.claims.claimreview import from_mapping
from bot.claims.entry import Entry
from bot.claims.json_ld import Json, get, graph_of, items, text_of
from bot.errors import ClaimFeedError

_HEAD: Final = 65_536
_CHUNK: Final = 1 << 20
_LONGEST_ELEMENT: Final = 8 << 20
"""Characters of one element of a feed; more is no fact-check."""
_MOST_WHOLE: Final = 256 << 20
"""Bytes of a file that has to be read in one piece."""
_ARRAY: Final = re.compile(r'"dataFeedElement"\s*:\s*\[')
_BETWEEN: Final = " \t\r\n,"

FLAT: Final = {
    "claimReviewed": ("claim_reviewed", "claimreviewed", "claim", "vclaim", "statement", "claim_text"),
    "claimant": ("claimant", "claim_author", "speaker", "author"),
    "rating": ("textual_rating", "textualrating", "rating", "verdict", "label", "alternatename"),
    "publisher": ("publisher", "publisher_name", "reviewer", "fact_checker", "organization", "site"),
    "url": ("url", "review_url", "reviewurl", "fact_check_url", "factcheck_url", "link"),
    "datePublished": ("review_date", "reviewdate", "date_published", "datepublished", "date"),
    "inLanguage": ("language", "languagecode", "inlanguage", "lang"),
    "headline": ("headline", "title", "review_title"),
    "appearance": ("appearances", "appearance", "claim_url", "claim_urls", "links"),
}
"""ClaimReview's term -> names of columns and keys that hold it in flat rows, capitals aside."""
_OF_COLUMN: Final = {column: term for term, columns in FLAT.items() for column in columns}


class Tally(Counter[str]):
    """How many of what a feed held: ``read``, ``empty``, ``broken``, ``no_review``, and why others were left out."""


def read(path: Path, tally: Tally, source: str = "") -> Iterator[Entry]:
    """Yield every fact-check of a file; whether it counts is decided elsewhere.

    Args:
        path: the file, in any of the forms above.
        tally: counts what was read and what was passed over.
        source: what the entries' feed is called.

    Raises:
        ClaimFeedError: it cannot be read, or is none of these forms.
    """
    try:
        with _opened(path) as stream:
            for value in _values(stream, path, tally):
                yield from _entries(value, tally, source)
    except (OSError, EOFError, zlib.error) as error:
        raise ClaimFeedError(str(path), f"cannot be read: {error}") from error


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    if zipped:
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace")
    return path.open(encoding="utf-8-sig", errors="replace")


def _values(stream: IO[str], path: Path, tally: Tally) -> Iterator[Json]:
    head = stream.read(_HEAD)
    start = head.lstrip()[:1]
    begun = _ARRAY.search(head)
    if start == "{" and begun:
        yield from _elements(head[begun.end() :], stream, path)
    elif start == "[":
        yield from _elements(head.lstrip()[1:], stream, path)
    elif start == "{":
        yield from _lines(head, stream, tally)
    elif start == "<":
        yield from _marked_up(head, stream, path, tally)
    else:
        yield from _rows(head, stream, path, tally)


def _elements(buffer: str, stream: IO[str], path: Path) -> Iterator[Json]:
    """The elements of one long array, each parsed when it is whole."""
    decoder = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
    at = 0
    while True:
        while at < len(buffer) and buffer[at] in _BETWEEN:
            at += 1
        if at < len(buffer) and buffer[at] == "]":
            return
        try:
            value, at = decoder.raw_decode(buffer, at)
        except (ValueError, RecursionError) as error:
            more = stream.read(_CHUNK)
            if not more or len(buffer) - at > _LONGEST_ELEMENT:
                raise ClaimFeedError(str(path), "ends in the middle, or is no JSON") from error
            buffer, at = buffer[at:] + more, 0
            continue
        yield value


def _lines(head: str, stream: IO[str], tally: Tally) -> Iterator[Json]:
    """An object a line; or one object over many lines."""
    first, end, rest = head.partition("\n")
    if json_ld.load(first) or not end:
        waiting = first
        for line in _further(rest, stream):
            yield from _loaded(waiting, tally)
            waiting = line
        yield from _loaded(waiting, tally)
    else:
        yield from _loaded(head + stream.read(_MOST_WHOLE), tally)


def _further(rest: str, stream: IO[str]) -> Iterator[str]:
    """The lines of ``rest`` and of what follows it; the last of ``rest`` may go on in the stream."""
    *whole, begun = rest.split("\n")
    yield from whole
    for line in stream:
        yield begun + line
        begun = ""
    if begun:
        yield begun


def _loaded(text: str, tally: Tally) -> Iterator[Json]:
    if not text.strip():
        return
    values = json_ld.load(text)
    if not values:
        tally["broken"] += 1
    yield from values


def _marked_up(head: str, stream: IO[str], path: Path, tally: Tally) -> Iterator[Json]:
    """Objects between tags: the scripts of a page, or lines that are wrapped in tags."""
    text = head + stream.read(_MOST_WHOLE)
    found = False
    for piece in _scripts(text) if "ld+json" in text else text.splitlines():
        begin, end = piece.find("{"), piece.rfind("}")
        if 0 <= begin < end:
            found = True
            yield from _loaded(piece[begin : end + 1], tally)
    if not found:
        raise ClaimFeedError(str(path), "holds no fact-check that a program could read")


def _scripts(text: str) -> Iterator[str]:
    at = text.find("ld+json")
    while at >= 0:
        begin = text.find(">", at)
        end = text.find("</script", begin)
        if begin < 0 or end < 0:
            return
        yield text[begin + 1 : end]
        at = text.find("ld+json", end)


def _rows(head: str, stream: IO[str], path: Path, tally: Tally) -> Iterator[Json]:
    header = head.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(_further(head, stream), delimiter=delimiter)
    try:
        columns = [_OF_COLUMN.get(name.strip().lower().replace(" ", "_"), "") for name in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise ClaimFeedError(str(path), "is empty") from error
    if "claimReviewed" not in columns or "url" not in columns:
        wanted = ", ".join(sorted(names[0] for names in FLAT.values()))
        raise ClaimFeedError(str(path), f"is no feed of fact-checks: a table needs columns named {wanted}")
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            tally["broken"] += 1
            continue
        if row:
            yield {term: value for term, value in zip(columns, row, strict=False) if term and value}


# --- one value ------------------------------------------------------------------------------------------


def _entries(value: Json, tally: Tally, source: str) -> Iterator[Entry]:
    found = False
    for node in _reviews(value):
        found = True
        review = from_mapping(node)
        if review is None:
            tally["no_review"] += 1
            continue
        tally["read"] += 1
        yield Entry(review, text_of(get(node, "headline", "name", "title")), source)
    if not found:
        tally["empty"] += 1


def _reviews(value: Json) -> Iterable[Mapping[str, object]]:
    if not isinstance(value, Mapping):
        return ()
    if "item" in value and "claimReviewed" not in value:
        return [item for item in items(value["item"]) if isinstance(item, Mapping)]
    found = list(graph_of([value]).of_type("ClaimReview"))
    if not found and (row := _flat(value)):
        found = [row]
    return found


def _flat(value: Mapping[str, object]) -> Mapping[str, object]:
    """A flat row in ClaimReview's own shape; {} where it has no claim or no address."""
    row = {_OF_COLUMN.get(name.lower(), name): content for name, content in value.items() if content}
    if not {"claimReviewed", "url"} <= row.keys():
        return {}
    links = row.get("appearance", ())
    appearances = re.split(r"[\s|]+", links) if isinstance(links, str) else links
    return {
        **row,
        "author": {"name": row.get("publisher", "")},
        "reviewRating": {"alternateName": row.get("rating", "")},
        "itemReviewed": {"author": {"name": row.get("claimant", "")}, "appearance": appearances},
    }
