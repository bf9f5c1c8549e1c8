"""What a value may look like: shapes that find every fault of a plain value, in words for its author."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.catalogue.plain import Flaw, Path, Plain


class Shape(Protocol):
    """Something a value can be held against."""

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Every way in which ``value``, found at ``path``, is not of this shape."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """One text."""

    what: str = "a text"
    """How a fault names it, with its article."""
    example: str = ""
    pattern: str = ""
    """A regular expression that the whole text must match; "" for any text but an empty one."""
    check: Callable[[str], str] | None = None
    """Says what else is wrong with the text; "" for nothing."""

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Not a text, empty, or not of the pattern."""
        if not isinstance(value, str):
            yield Flaw(path, f"should be {self.what}, but is {_named(value)}", self._remedy())
        elif not value.strip():
            yield Flaw(path, f"should be {self.what}, but is empty", self._remedy())
        elif self.pattern and not re.fullmatch(self.pattern, value):
            yield Flaw(path, f"should be {self.what}, but is {_shown(value)}", self._remedy())
        elif self.check and (problem := self.check(value)):
            yield Flaw(path, f"{problem}: {_shown(value)}", self._remedy())

    def _remedy(self) -> str:
        return f"Write it like this: {self.example}" if self.example else f"Write {self.what} here"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    values: Collection[str]
    what: str

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Not one of the words."""
        if not isinstance(value, str) or value not in self.values:
            problem = f"should be {self.what}, but is {_named(value)}"
            yield Flaw(path, problem, _nearest(value, self.values))


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of like things."""

    item: Shape
    at_least: int = 0

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Not a list, too short, or with a bad item."""
        if not isinstance(value, list):
            yield Flaw(path, f"should be a list, but is {_named(value)}", "Put it in [ ], or on lines with a dash")
            return
        if len(value) < self.at_least:
            problem = f"has only {len(value)} and needs {self.at_least} or more" if value else "is an empty list"
            yield Flaw(path, problem, "Add what belongs there, or remove the whole key or row")
        for at, item in enumerate(value):
            yield from self.item.flaws(item, (*path, at))


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """One thing, or a list of them."""

    item: Shape

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """As the item's, or as the list's."""
        shape = ListOf(self.item, at_least=1) if isinstance(value, list) else self.item
        yield from shape.flaws(value, path)


@dataclass(frozen=True, slots=True)
class TextOr:
    """A text, or something else."""

    other: Shape

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """An empty text, or the other shape's faults."""
        shape = Text() if isinstance(value, str) else self.other
        yield from shape.flaws(value, path)


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping whose keys are data, such as languages."""

    key: Shape
    value: Shape
    needs: tuple[str, ...] = ()
    """Keys that must be there."""
    at_least: int = 0

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Not a mapping, a bad key, a bad value, or a key missing."""
        if not isinstance(value, dict):
            yield Flaw(
                path,
                f"should be a mapping, but is {_named(value)}",
                "Write `key: value` lines, or {key: value}",
            )
            return
        for key, item in value.items():
            yield from self.key.flaws(key, (*path, key))
            yield from self.value.flaws(item, (*path, key))
        for key in self.needs:
            if key not in value:
                yield Flaw(path, f"has no `{key}`", f"Add `{key}:`")
        if len(value) < self.at_least:
            yield Flaw(path, "is empty", "Add an entry, or remove the key")


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape] = field(default_factory=dict)

    def flaws(self, value: Plain, path: Path) -> Iterator[Flaw]:
        """Not a mapping, a key missing, a key unknown, or a bad value."""
        if not isinstance(value, dict):
            known = ", ".join(self.required)
            yield Flaw(path, f"should be a row of keys, but is {_named(value)}", f"It needs: {known}")
            return
        for key in self.required:
            if key not in value:
                yield Flaw(path, f"has no `{key}`", f"Add `{key}:`; docs/sources.md shows what it is")
        for key, item in value.items():
            shape = self.required.get(key) or self.optional.get(key)
            if shape is None:
                yield Flaw((*path, key), "is not a key that is known here", _nearest(key, self._keys()))
            else:
                yield from shape.flaws(item, (*path, key))

    def _keys(self) -> list[str]:
        return [*self.required, *self.optional]


def _named(value: Plain) -> str:
    if isinstance(value, str):
        return _shown(value) if value.strip() else "empty"
    return "a list" if isinstance(value, list) else "a mapping"


def _shown(text: str) -> str:
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'


def _nearest(value: Plain, known: Collection[str]) -> str:
    close = difflib.get_close_matches(str(value), known, n=1, cutoff=0.7)
    return f"Did you mean `{close[0]}`?" if close else "Use one of: " + ", ".join(known)
