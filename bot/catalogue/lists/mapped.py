"""The compact file of all lists: hosts and paths -> facts, mapped into memory and shared by every process.

A marisa trie, and behind it in the same file one number for each of its keys. Hosts stand in it backwards
(``moc.elpmaxe.``), so that one walk over a host from its end passes every listed host that it is under. Of the
structures measured it is among the smallest and the fastest (docs/sources.md, "Subscribed lists").
A fact is what one list says in one way ("CRED-1: unreliable"); most of a list's hosts share a few of them.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import marisa_trie

from bot.catalogue.lists.record import Row
from bot.links import parents

_TRIES: Final = 2
"""Tries within the trie: with three a look-up takes a fifth longer, with one the file is twice as large."""
_TRAILER: Final = struct.Struct("<8scQ")
"""The end of the file: its mark, the type of the numbers before it, how many there are."""
_MARK: Final = b"mop-tri2"
_TYPES: Final = (("B", 1 << 8), ("H", 1 << 16), ("I", 1 << 32))
_PATHS_BELOW: Final = 0
"""Stands in the file among a host's facts where single paths of it have some; the facts are counted from 1."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one list says, in one way."""

    list_id: str
    word: str
    as_of: str = ""
    name: str = ""
    page: str = ""


Said = tuple[tuple[int, ...], bool]
"""What is said of one host or path: numbers of facts (into ``Mapped.facts``), and whether single paths below the host
have facts too."""


class Mapped:
    """Facts by host or path.

    Args:
        trie: the hosts and paths.
        values: what is said of each, by the number that the trie has for it: its place in ``said``.
        said: all that is said of any of them.
        facts: what lists say.
    """

    def __init__(
        self,
        trie: marisa_trie.Trie | None = None,
        values: Sequence[int] = (),
        said: Sequence[Said] = (),
        facts: Sequence[Fact] = (),
    ) -> None:
        trie = marisa_trie.Trie() if trie is None else trie
        self._passed, self._number = trie.iter_prefixes_with_ids, trie.get
        self._values, self._said = values, said
        self.facts = facts

    def find(self, host: str) -> list[tuple[str, Said]]:
        """The listed among a host and its parents down to the registrable domain, closest first; mostly none."""
        try:
            passed: list[tuple[str, int]] = list(self._passed(f"{host[::-1]}."))
        except UnicodeEncodeError:  # a lone surrogate, which no host has
            return []
        found: list[tuple[str, Said]] = []
        for key, number in reversed(passed):
            listed = key[-2::-1]
            if listed in parents(host):
                found.append((listed, self._said[self._values[number]]))
        return found

    def find_path(self, subject: str) -> tuple[int, ...]:
        """The facts of one path, such as ``example.com/news``."""
        number = self._number(_key(subject))
        return () if number is None else self._said[self._values[number]][0]


def _key(subject: str) -> str:
    host, slash, path = subject.partition("/")
    return f"{host[::-1]}.{slash}{path}"


# --- files --------------------------------------------------------------------------------------------


def write(trie_path: Path, facts_path: Path, lists: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Writes both files.

    Raises:
        OSError: they could not be written.
    """
    numbers: dict[Fact, int] = {}
    keys, told = _rows(lists, numbers)
    trie = marisa_trie.Trie(_lines(keys), num_tries=_TRIES)
    values, said = _values(trie, zip(_lines(keys), told, strict=True))
    try:
        trie.save(str(trie_path))
    except RuntimeError as error:
        raise OSError(f"the lists' file could not be written ({error})") from error
    with trie_path.open("ab") as stream:
        stream.write(values)
        stream.write(_TRAILER.pack(_MARK, values.typecode.encode(), len(values)))
    content = {"facts": [astuple(fact) for fact in numbers], "said": said}
    facts_path.write_bytes(json.dumps(content, ensure_ascii=False).encode())


def _rows(lists: Iterable[tuple[str, Iterable[Row]]], numbers: dict[Fact, int]) -> tuple[io.BytesIO, array[int]]:
    """The key of each row, one a line (a quarter of the memory that as many texts take), and the row's fact."""
    keys, told = io.BytesIO(), array("I")
    with_paths: set[str] = set()
    for list_id, rows in lists:
        for row in rows:
            fact = Fact(list_id, row.word, row.as_of, row.name, row.page)
            keys.write(f"{_key(row.subject)}\n".encode())
            told.append(numbers.setdefault(fact, len(numbers) + 1))
            host, slash, _ = row.subject.partition("/")
            if slash and host not in with_paths:
                with_paths.add(host)
                keys.write(f"{_key(host)}\n".encode())
                told.append(_PATHS_BELOW)
    return keys, told


def _lines(keys: io.BytesIO) -> Iterator[str]:
    keys.seek(0)
    for line in keys:
        yield line[:-1].decode()


def _values(trie: marisa_trie.Trie, rows: Iterable[tuple[str, int]]) -> tuple[array[int], list[tuple[int, ...]]]:
    """What is said of each key, by its number in the trie; and all that is said of any: facts that stand together."""
    said: list[tuple[int, ...]] = [()]
    places = {said[0]: 0}
    values = array("I", [0]) * len(trie)
    for key, fact in rows:
        number = trie[key]
        both = tuple(sorted({*said[values[number]], fact}))
        values[number] = places.setdefault(both, len(said))
        if len(places) > len(said):
            said.append(both)
    kind = next(kind for kind, limit in _TYPES if len(said) <= limit)
    return array(kind, values), said


def read(trie_path: Path, facts_path: Path) -> Mapped:
    """Maps the files; costs no more memory than what is looked up in them.

    Raises:
        OSError: they cannot be read.
        ValueError: they are not what ``write`` wrote.
    """
    trie = marisa_trie.Trie()
    try:
        values = _mapped_values(trie_path)
        trie.mmap(str(trie_path))
    except (RuntimeError, ValueError, struct.error) as error:
        raise ValueError(f"{trie_path} cannot be mapped ({error})") from error
    rows = json.loads(facts_path.read_bytes())
    try:
        facts = tuple(Fact(*row) for row in rows["facts"])
        said = tuple((tuple(fact - 1 for fact in each if fact), _PATHS_BELOW in each) for each in rows["said"])
    except (TypeError, LookupError) as error:
        raise ValueError(f"{facts_path} holds no facts") from error
    return Mapped(trie, values, said, facts)


def _mapped_values(path: Path) -> memoryview:
    """The numbers behind the trie.

    Raises:
        OSError: it cannot be read.
        ValueError: an empty file, or one of an older form.
    """
    with path.open("rb") as stream:
        whole = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    end = len(whole) - _TRAILER.size
    mark, kind, count = _TRAILER.unpack_from(whole, max(end, 0))
    if mark != _MARK:
        raise ValueError("not of this form")
    size = array(kind.decode()).itemsize
    return whole[end - count * size : end].cast(kind.decode())


def digest(path: Path) -> str:
    """A file's fingerprint: a trie with a wrong bit in it could crash the process, so none is mapped unproved.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()
