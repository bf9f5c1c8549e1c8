"""YAML text -> plain data (texts, lists, mappings) and, for any place in it, the line.

Every scalar is read as text, whatever it looks like: YAML would read the country code ``NO`` as false, the
rating ``False`` as a truth value and ``2024-05-01`` as a date object, each a trap for whoever edits the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import yaml

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
Path = tuple[str | int, ...]
"""Keys and list positions (from 0) that lead to a value; ``()`` is the whole file."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong at one place of a file, before the place is given a line."""

    path: Path
    problem: str
    remedy: str
    line: int = 0
    """From 1; 0 means the line is to be found by ``path``."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file as plain data."""

    data: Plain
    flaws: tuple[Flaw, ...]
    """What YAML allows and this format does not: a key given twice, or one that is no text; endless aliases."""
    root: yaml.Node | None
    """For finding lines; None when there is nothing to point at."""

    def line_of(self, path: Path) -> int:
        """The line (from 1) of the value at ``path``, or of the nearest thing around it."""
        node, line = self.root, 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            mark, node = found
            line = mark
        return line


def read(text: str) -> Document:
    """Parses YAML; a syntax error is a flaw like any other."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return Document({}, (_syntax_flaw(error, text),), None)
    except RecursionError:
        return Document({}, (Flaw((), "is nested too deeply to be read", "Look for a row of brackets", 1),), None)
    if root is None:
        return Document({}, (Flaw((), "is empty", "Start it with `version: 1`, as docs/sources.md shows", 1),), None)
    reader = _Reader()
    data, _ = reader.value(root, ())
    return Document(data, tuple(reader.flaws), root)


def dotted(path: Path) -> str:
    """``("sources", 3, "kind")`` -> ``sources[3].kind``."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return shown.removeprefix(".") or "the whole file"


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser, eight times as fast; the pure one where PyYAML was built without it."""

_MOST_VALUES = 1_000_000
"""Values of one file, each alias counted as often as it is used: ten aliases of ten aliases never end."""


class _Reader:
    """Turns nodes into plain data, collecting what this format does not allow."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._read: dict[int, tuple[Plain, int]] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> tuple[Plain, int]:
        """The plain data of a node, and how many values it holds."""
        if id(node) in self._open:
            remedy = "Write out what is meant instead of the alias (*)"
            self.flaws.append(Flaw(path, "holds itself by an alias", remedy))
            return "", 1
        if id(node) not in self._read:
            self._open.add(id(node))
            self._read[id(node)] = self._fresh(node, path)
            self._open.remove(id(node))
        return self._read[id(node)]

    def _fresh(self, node: yaml.Node, path: Path) -> tuple[Plain, int]:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            items = [self.value(item, (*path, at)) for at, item in enumerate(node.value)]
            return self._limited([item for item, _ in items], 1 + sum(size for _, size in items), path)
        return str(node.value), 1

    def _mapping(self, node: yaml.MappingNode, path: Path) -> tuple[Plain, int]:
        out: dict[str, Plain] = {}
        total = 1
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.flaws.append(
                    Flaw(path, "has a list or a mapping as a key", "A key is a word before a colon", line)
                )
            elif key.value in out:
                problem = f"gives `{key.value}` twice, and only one could count"
                self.flaws.append(Flaw((*path, key.value), problem, "Put both into one, or remove one", line))
            else:
                out[key.value], size = self.value(value, (*path, key.value))
                total += size
        return self._limited(out, total, path)

    def _limited(self, value: Plain, size: int, path: Path) -> tuple[Plain, int]:
        if size <= _MOST_VALUES:
            return value, size
        self.flaws.append(Flaw(path, "holds more than a million values", "Look for aliases (*) of aliases"))
        return "", 1


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    return None


def _syntax_flaw(error: yaml.YAMLError, text: str) -> Flaw:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    last = text.rstrip().count("\n") + 1
    return Flaw((), f"is not YAML: {said}", _SYNTAX_REMEDY, min(mark.line + 1, last) if mark else 1)


_SYNTAX_REMEDY = (
    "Look at this line and the one above: two spaces a level and no tabs; every bracket and quote closed; "
    'and a text with ": " or " #" in it, or that begins with one of [ ] { } * & ! | > % @ `, in double quotes'
)
