"""One state of the claim index: a folder of files that are written once, mapped by every process, never changed.

- ``entries.jsonl`` with ``entries.at`` (offsets, 8 bytes each): the fact-checks, a line each
- ``words/``: the inverted index over claim and headline (tantivy)
- ``links.trie``: canonical link without its scheme -> number of the entry (marisa)
- ``about.json``: counts, and that the folder is whole: it is written last
- ``vectors.*``: added later, in the background (``vectors.py``)
"""

from __future__ import annotations

import contextlib
import json
import math
import mmap
import struct
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import marisa_trie
import tantivy

from bot.claims.entry import Entry, from_line, key_of, to_line
from bot.claims.words import terms
from bot.errors import LinkError
from bot.links import Rules, canonical

ENTRIES: Final = "entries.jsonl"
OFFSETS: Final = "entries.at"
WORDS: Final = "words"
LINKS: Final = "links.trie"
ABOUT: Final = "about.json"
VERSION: Final = 1
_FIELD: Final = "w"
_NUMBER: Final = "n"
_HEAP_BYTES: Final = 64_000_000
"""What the writer of words may use before it goes to disk."""
_TRACES: Final = 100_000
"""Terms whose rarity is remembered by one reader."""

Progress = Callable[[int], object]
"""Told of each entry written, by how many there are so far."""


@dataclass(frozen=True, slots=True)
class About:
    """What a generation holds."""

    entries: int
    links: int
    publishers: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    """Feed id -> entries from it."""


def link_key(url: str) -> str:
    """Return what two spellings of one link share: no scheme, no ``www.``, no slash at the end."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def write(folder: Path, entries: Iterable[Entry], rules: Rules, progress: Progress | None = None) -> About:
    """Write a whole generation into an empty folder; of two entries with one key the first counts.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    counted = _Counts()
    links: list[tuple[str, int]] = []
    offsets = array("Q", [0])
    words = _WordWriter(folder / WORDS)
    try:
        with (folder / ENTRIES).open("wb") as lines:
            for number, entry in enumerate(_each_once(entries)):
                line = to_line(entry) + b"\n"
                lines.write(line)
                offsets.append(offsets[-1] + len(line))
                words.add(number, entry)
                links.extend((key, number) for key in _link_keys(entry, rules))
                counted.add(entry)
                if progress:
                    progress(number + 1)
    except BaseException:
        words.give_up()
        raise
    words.close()
    with (folder / OFFSETS).open("wb") as file:
        offsets.tofile(file)
    trie = marisa_trie.RecordTrie("<I", ((key, (number,)) for key, number in links))
    trie.save(str(folder / LINKS))
    about = About(len(offsets) - 1, len(links), dict(counted.publishers), dict(counted.sources))
    row = {"version": VERSION, "entries": about.entries, "links": about.links, "publishers": about.publishers}
    (folder / ABOUT).write_text(json.dumps({**row, "sources": about.sources}, ensure_ascii=False), "utf-8")
    return about


class _Counts:
    def __init__(self) -> None:
        self.publishers: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        self.publishers[entry.review.publisher] += 1
        self.sources[entry.source] += 1


def _each_once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen: set[bytes] = set()
    for entry in entries:
        key = key_of(entry)
        if key not in seen:
            seen.add(key)
            yield entry


def _link_keys(entry: Entry, rules: Rules) -> Iterator[str]:
    for url in entry.review.appearances:
        with contextlib.suppress(LinkError):
            link = canonical(url, rules)
            key = link_key(link.url)
            # A bare front page would match every link to that site.
            if "/" in key or "?" in key:
                yield key


class _WordWriter:
    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field(_NUMBER, stored=False, indexed=False, fast=True)
        builder.add_text_field(_FIELD, stored=False, tokenizer_name="whitespace", index_option="freq")
        self._index = tantivy.Index(builder.build(), str(folder))
        self._writer = self._index.writer(_HEAP_BYTES, num_threads=1)

    def add(self, number: int, entry: Entry) -> None:
        document = tantivy.Document()
        document.add_unsigned(_NUMBER, number)
        document.add_text(_FIELD, " ".join(terms(f"{entry.review.claim_reviewed}\n{entry.headline}")))
        try:
            self._writer.add_document(document)
        except ValueError as error:  # tantivy's word for a writer that was stopped by the disk
            raise OSError(f"the words cannot be written: {error}") from error

    def give_up(self) -> None:
        """Stop tantivy's thread, which would go on writing into a folder that is being removed."""
        with contextlib.suppress(ValueError):
            self._writer.rollback()

    def close(self) -> None:
        """Write what is left, and wait until it is."""
        try:
            self._writer.commit()
            self._writer.wait_merging_threads()
        except ValueError as error:
            raise OSError(f"the words cannot be written: {error}") from error


class _Rarities(dict[str, float]):
    """Rarities computed once each: a check asks for some two thousand."""

    def __init__(self, compute: Callable[[str], float]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, term: str) -> float:
        if len(self) >= _TRACES:
            self.clear()
        found = self[term] = self._compute(term)
        return found


class Generation:
    """A generation, mapped for reading; cheap to open, and of no cost beyond what is looked up in it."""

    def __init__(self, folder: Path) -> None:
        """Map the files.

        Raises:
            OSError: they cannot be read.
            ValueError: they are not what ``write`` wrote.
        """
        self.folder = folder
        self.about = _about(folder)
        self._offsets = _mapped(folder / OFFSETS)
        self._lines = _mapped(folder / ENTRIES)
        self._links = _links(folder / LINKS)
        index = tantivy.Index.open(str(folder / WORDS))
        index.config_reader(reload_policy="manual")
        self._schema = index.schema
        self._searcher = index.searcher()
        self.rarity: Callable[[str], float] = _Rarities(self._computed_rarity).__getitem__
        """Term -> inverse document frequency, as BM25 has it; highest for one that is unknown."""
        if len(self._offsets) != 8 * (self.about.entries + 1):
            raise ValueError(f"{folder} is not whole")

    def __len__(self) -> int:
        return self.about.entries

    def line(self, number: int) -> bytes:
        """Return one entry as the line that it is written in."""
        begin, end = struct.unpack_from("<QQ", self._offsets, 8 * number)
        return self._lines[begin : end - 1]

    def entry(self, number: int) -> Entry:
        """Return one entry.

        Raises:
            ValueError: the file is spoilt.
        """
        return from_line(self.line(number))

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        return (self.entry(number) for number in range(len(self)))

    def with_link(self, url: str) -> tuple[int, ...]:
        """Return the numbers of the entries in whose appearances a canonical link stands."""
        found = self._links.get(link_key(url))
        return tuple(number for (number,) in found) if found else ()

    def rarity_of_share(self, share: float) -> float:
        """Return the rarity of a term that stands in this share of the entries."""
        count = len(self)
        return math.log(1 + (count - share * count + 0.5) / (share * count + 0.5))

    def _computed_rarity(self, term: str) -> float:
        count, having = len(self), self._searcher.doc_freq(_FIELD, term)
        return math.log(1 + (count - having + 0.5) / (having + 0.5))

    def search(self, weighed: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
        """Return entries that have any of these terms, best first, with their BM25 scores.

        Args:
            weighed: term -> weight.
            limit: most entries returned.
        """
        parts = [(tantivy.Occur.Should, _part(self._schema, term, weight)) for term, weight in weighed.items()]
        if not parts:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits
        numbers = self._searcher.fast_field_values(_NUMBER, [address for _, address in hits])
        return [(int(number or 0), float(score)) for (score, _), number in zip(hits, numbers, strict=True)]


def _part(schema: tantivy.Schema, term: str, weight: float) -> tantivy.Query:
    query = tantivy.Query.term_query(schema, _FIELD, term, "freq")
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _about(folder: Path) -> About:
    row = json.loads((folder / ABOUT).read_bytes())
    try:
        if row["version"] != VERSION:
            raise ValueError(f"{folder} is of another version")
        return About(row["entries"], row["links"], row["publishers"], row["sources"])
    except (LookupError, TypeError) as error:
        raise ValueError(f"{folder} is no claim index") from error


def _links(path: Path) -> marisa_trie.RecordTrie:
    trie = marisa_trie.RecordTrie("<I")
    try:
        return trie.mmap(str(path))
    except RuntimeError as error:  # marisa's word for a file that was cut off, or is no trie
        raise ValueError(f"{path} is spoilt: {error}") from error


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not path.stat().st_size:
            return b""
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
