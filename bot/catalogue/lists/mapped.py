"""The compact file of all lists: hosts and paths -> facts, mapped into memory and shared by every process.

A marisa trie of records: the smallest and the fastest of those measured (docs/sources.md, "Subscribed lists").
A fact is what one list says in one way ("CRED-1: unreliable"); most of a list's hosts share a few of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import marisa_trie

from bot.catalogue.lists.record import Row

_RECORD: Final = "<I"
_PATHS_BELOW: Final = 0
"""The record of a host that has rows for single paths."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one list says, in one way."""

    list_id: str
    word: str
    as_of: str = ""
    name: str = ""
    page: str = ""


Found = list[tuple[int]]
"""Records of one host or path, as the trie has them."""


class Mapped:
    """Facts by host or path."""

    def __init__(self, trie: marisa_trie.RecordTrie | None = None, facts: tuple[Fact, ...] = ()) -> None:
        self.find: Callable[[str], Found | None] = trie.get if trie is not None else _nothing
        """The records of a host or path, for ``told``; None for nearly every one. The trie's own method: this
        is asked several times for every link."""
        self.facts = facts


def told(found: Found) -> tuple[tuple[int, ...], bool]:
    """Numbers of the facts (into ``Mapped.facts``), and whether single paths below the host have facts too."""
    numbers = tuple([number - 1 for (number,) in found if number])
    return numbers, len(numbers) < len(found)


def _nothing(subject: str) -> Found | None:
    del subject
    return None


def write(trie_path: Path, facts_path: Path, lists: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Writes both files.

    Raises:
        OSError: they could not be written.
    """
    numbers: dict[Fact, int] = {}
    trie = marisa_trie.RecordTrie(_RECORD, _records(lists, numbers))
    try:
        trie.save(str(trie_path))
    except RuntimeError as error:
        raise OSError(f"the lists' file could not be written ({error})") from error
    facts = [[fact.list_id, fact.word, fact.as_of, fact.name, fact.page] for fact in numbers]
    facts_path.write_bytes(json.dumps(facts, ensure_ascii=False).encode())


def _records(
    lists: Iterable[tuple[str, Iterable[Row]]], numbers: dict[Fact, int]
) -> Iterator[tuple[str, tuple[int]]]:
    with_paths: set[str] = set()
    for list_id, rows in lists:
        for row in rows:
            fact = Fact(list_id, row.word, row.as_of, row.name, row.page)
            yield row.subject, (numbers.setdefault(fact, len(numbers) + 1),)
            host, slash, _ = row.subject.partition("/")
            if slash and host not in with_paths:
                with_paths.add(host)
                yield host, (_PATHS_BELOW,)


def read(trie_path: Path, facts_path: Path) -> Mapped:
    """Maps the files; costs no more memory than what is looked up in them.

    Raises:
        OSError: they cannot be read.
        ValueError: they are not what ``write`` wrote.
    """
    trie = marisa_trie.RecordTrie(_RECORD)
    try:
        trie.mmap(str(trie_path))
    except RuntimeError as error:
        raise ValueError(f"{trie_path} cannot be mapped ({error})") from error
    rows = json.loads(facts_path.read_bytes())
    try:
        return Mapped(trie, tuple(Fact(*row) for row in rows))
    except TypeError as error:
        raise ValueError(f"{facts_path} holds no facts") from error


def digest(path: Path) -> str:
    """A file's fingerprint: a trie with a wrong bit in it could crash the process, so none is mapped unproved.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()
