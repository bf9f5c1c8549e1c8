"""One state of the claim index: a folder of files that are written once, mapped by every process, never changed.

- ``entries.jsonl`` with ``entries.at`` (offsets, 8 bytes each): the fact-checks, a line each
- ``ready.*``: the words of each, made ready for the judge (``ready.py``)
- ``words/``: the inverted index over claim and headline (tantivy)
- ``links.trie``: canonical link without its scheme -> number of the entry (marisa)
- ``about.json``: counts, and that the folder is whole: it is written last
- ``vectors.*``: added later, in the background (``vectors.py``)
"""

from __future__ import annotations

import contextlib
import json
import math
import struct
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import marisa_trie
import tantivy

from bot.claims import ready
from bot.claims.entry import Entry, from_line, key_of, to_line
from bot.claims.features import Known, known
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
_KEPT: Final = 1_024
"""Fact-checks whose words are remembered by one reader: what goes round is asked about many times."""

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
    ready: int = 0
    """Version of the words that are ready; 0 in an index of before there were any."""


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
        with ready.Writer(folder) as judged, (folder / ENTRIES).open("wb") as lines:
            for number, entry in enumerate(_each_once(entries)):
                line = to_line(entry) + b"\n"
                lines.write(line)
                offsets.append(offsets[-1] + len(line))
                made_ready = known(entry, _unweighed)
                judged.add(made_ready)
                words.add(number, (*made_ready.terms, *made_ready.headline_terms))
                links.extend((key, number) for key in _link_keys(entry, rules))
                counted.add(entry)
                if progress:
                    progress(number + 1)
    except BaseException:
        words.give_up()
        raise
    words.close()
    judged.finish(_Rarities(_opened(folder / WORDS)[1], len(offsets) - 1).__getitem__)
    with (folder / OFFSETS).open("wb") as file:
        offsets.tofile(file)
    trie = marisa_trie.RecordTrie("<I", ((key, (number,)) for key, number in links))
    trie.save(str(folder / LINKS))
    about = About(len(offsets) - 1, len(links), dict(counted.publishers), dict(counted.sources), ready.VERSION)
    row = {"version": VERSION, **asdict(about)}
    (folder / ABOUT).write_text(json.dumps(row, ensure_ascii=False), "utf-8")
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

    def add(self, number: int, terms: Iterable[str]) -> None:
        document = tantivy.Document()
        document.add_unsigned(_NUMBER, number)
        document.add_text(_FIELD, " ".join(terms))
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


def _unweighed(_: str) -> float:
    """How rare each term is, is known once all are written."""
    return 0.0


def _opened(folder: Path) -> tuple[tantivy.Schema, tantivy.Searcher]:
    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index.schema, index.searcher()


class _Rarities(dict[str, float]):
    """Rarities computed once each: a check asks for some two thousand."""

    def __init__(self, searcher: tantivy.Searcher, count: int) -> None:
        super().__init__()
        self._searcher = searcher
        self._count = count

    def __missing__(self, term: str) -> float:
        if len(self) >= _TRACES:
            self.clear()
        found = self[term] = _rarity(self._count, self._searcher.doc_freq(_FIELD, term))
        return found


def _rarity(count: int, having: float) -> float:
    """As BM25 has it."""
    return math.log(1 + (count - having + 0.5) / (having + 0.5))


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
        self._offsets = ready.mapped(folder / OFFSETS)
        self._lines = ready.mapped(folder / ENTRIES)
        self._links = _links(folder / LINKS)
        self._schema, self._searcher = _opened(folder / WORDS)
        self.rarity: Callable[[str], float] = _Rarities(self._searcher, self.about.entries).__getitem__
        """Term -> inverse document frequency, as BM25 has it; highest for one that is unknown."""
        if len(self._offsets) != 8 * (self.about.entries + 1):
            raise ValueError(f"{folder} is not whole")
        self._ready = ready.Ready(folder, self.about.entries) if self.about.ready == ready.VERSION else None
        self._known = lru_cache(maxsize=_KEPT)(self._read)

    def __len__(self) -> int:
        return self.about.entries

    def entry(self, number: int) -> Entry:
        """Return one entry.

        Raises:
            ValueError: the file is spoilt.
        """
        if not 0 <= number < len(self):
            raise ValueError(f"{self.folder} has no entry {number}")
        begin, end = struct.unpack_from("<QQ", self._offsets, 8 * number)
        return from_line(self._lines[begin : end - 1])

    def known(self, number: int) -> Known:
        """Return one entry's words, made ready.

        Raises:
            ValueError: the file is spoilt.
        """
        return self._known(number)

    def _read(self, number: int) -> Known:
        """What is not at hand ready, in an index of before, is made ready now."""
        return self._ready.known(number) if self._ready else known(self.entry(number), self.rarity)

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        return (self.entry(number) for number in range(len(self)))

    def with_link(self, url: str) -> tuple[int, ...]:
        """Return the numbers of the entries in whose appearances a canonical link stands."""
        found = self._links.get(link_key(url))
        return tuple(number for (number,) in found) if found else ()

    def rarity_of_share(self, share: float) -> float:
        """Return the rarity of a term that stands in this share of the entries."""
        return _rarity(len(self), share * len(self))

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
        return About(row["entries"], row["links"], row["publishers"], row["sources"], row.get("ready", 0))
    except (LookupError, TypeError) as error:
        raise ValueError(f"{folder} is no claim index") from error


def _links(path: Path) -> marisa_trie.RecordTrie:
    trie = marisa_trie.RecordTrie("<I")
    try:
        return trie.mmap(str(path))
    except RuntimeError as error:  # marisa's word for a file that was cut off, or is no trie
        raise ValueError(f"{path} is spoilt: {error}") from error
