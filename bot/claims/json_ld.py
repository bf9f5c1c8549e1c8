"""JSON-LD as it really stands on pages: mended, walked and read without ever raising.

Publishers wrap it in HTML comments and CDATA, leave commas and semicolons behind, break lines inside strings,
escape the whole of it as HTML, say a key twice. Everything here is linear in the text, and bounded in depth and
number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.tidy import tidy

Json: TypeAlias = object
Node: TypeAlias = Mapping[str, object]

MAX_CHARACTERS: Final = 262_144
"""Of one script; what is longer is not read at all, since half a JSON text says nothing."""
_MAX_DEPTH: Final = 24
_MAX_NODES: Final = 5_000
_MAX_VALUES: Final = 20
"""Values read out of one script that holds several, one after another."""

_TOKEN: Final = re.compile(
    r"""
    (?P<string>"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))   # to the end of the text where it is never closed: so linear
    | (?P<noise>/\*(?:.*?\*/|.*)                     # comments, which JSON has not
              | (?<![:"'\w])//[^\n{]*
              | <!--[^\n{\[]* | --> | <!\[CDATA\[ | \]\]>)
    | (?P<comma>,[\s,]*)                             # a whole run of commas at once: so linear
    """,
    re.VERBOSE | re.DOTALL,
)
_BAD_ESCAPE: Final = re.compile(r"\\(?:([\"\\/bfnrt]|u[0-9a-fA-F]{4})|(.?))", re.DOTALL)
_BETWEEN: Final = " \t\r\n,;"


def load(text: str) -> list[Json]:
    """Return the values in one script, mended where it must be; empty when nothing can be read.

    Numbers stay as they are written, as text, because a rating is quoted verbatim. A key that is said twice holds
    the list of its values.
    """
    text = text.strip("\ufeff \t\r\n;")
    if not text or len(text) > MAX_CHARACTERS:
        return []
    if text[:8].lstrip("[{ ").startswith("&quot;"):
        text = text.replace("&quot;", '"').replace("&amp;", "&")
    values, whole = _values(text)
    return values if whole else max(values, _values(_mended(text))[0], key=len)


def _values(text: str) -> tuple[list[Json], bool]:
    """Return the values that stand one after another, and whether that was all of the text."""
    values: list[Json] = []
    position = 0
    while position < len(text) and len(values) < _MAX_VALUES:
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):  # deep nesting is an attack on the parser's stack, not data
            return values, False
        if isinstance(value, (dict, list)):
            values.append(value)
        while position < len(text) and text[position] in _BETWEEN:
            position += 1
    return values, True


def _merged(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    merged: dict[str, Json] = {}
    for key, value in pairs:
        if key in merged and merged[key] != value:
            before = merged[key]
            merged[key] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            merged[key] = value
    return merged


_DECODER: Final = json.JSONDecoder(strict=False, object_pairs_hook=_merged, parse_int=str, parse_float=str)


def _mended(text: str) -> str:
    text = _TOKEN.sub(_mend, text)
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=len(text))
    return text[start:]


def _mend(found: re.Match[str]) -> str:
    string = found["string"]
    if string is None:
        after = found.string[found.end() : found.end() + 1]
        return "," if found["comma"] and after not in "}]" else " "
    return _BAD_ESCAPE.sub(_escape, string) if "\\" in string else string


def _escape(found: re.Match[str]) -> str:
    return found[0] if found[1] else found[2]


# --- nodes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Graph:
    """Every object in the JSON-LD of one page."""

    nodes: tuple[Node, ...] = ()
    """In order of appearance, outer ones before what they hold."""
    by_id: Mapping[str, Node] = field(default_factory=dict)
    """Objects that say more of themselves than their ``@id``."""

    def of_type(self, *names: str) -> Iterator[Node]:
        """Yield the objects whose ``@type`` is one of ``names``."""
        wanted = frozenset(names)
        return (node for node in self.nodes if not wanted.isdisjoint(types_of(node)))

    def follow(self, value: Json) -> Json:
        """Return what a bare ``{"@id": ...}`` stands for, or the value itself."""
        if isinstance(value, Mapping) and len(value) <= 2 and "@id" in value:
            return self.by_id.get(str(value["@id"]), value)
        return value


def read_graph(texts: Iterable[str]) -> Graph:
    """Read the scripts of one page."""
    return graph_of(value for text in texts for value in load(text))


def graph_of(values: Iterable[Json]) -> Graph:
    """Gather every object within ``values``: lists, ``@graph`` and nesting, to 24 levels and 5,000 objects."""
    nodes: list[Node] = []
    by_id: dict[str, Node] = {}
    waiting = [(value, 0) for value in values][::-1]
    seen = 0
    while waiting and seen < _MAX_NODES:
        value, depth = waiting.pop()
        seen += 1
        if isinstance(value, Mapping):
            nodes.append(value)
            if len(value) > 2 and isinstance(value.get("@id"), str):
                by_id.setdefault(str(value["@id"]), value)
        if depth < _MAX_DEPTH:
            inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
            held = [(item, depth + 1) for item in inner if isinstance(item, (Mapping, list))][:_MAX_NODES]
            waiting.extend(reversed(held))
    return Graph(tuple(nodes), by_id)


def types_of(node: Node) -> frozenset[str]:
    """Return the bare names of a node's types: "schema:ClaimReview" and the full address are "ClaimReview"."""
    value = node.get("@type", node.get("type"))
    names = value if isinstance(value, list) else [value]
    return frozenset(
        name if name.isalnum() else re.split(r"[/#:]", name[-80:])[-1] for name in names if isinstance(name, str)
    )


def get(node: Node, *keys: str) -> Json:
    """Return the first value that is there and not empty, under ``key`` or ``schema:key``; None without one."""
    for key in keys:
        for spelt in (key, f"schema:{key}", f"http://schema.org/{key}", f"https://schema.org/{key}"):
            value = node.get(spelt)
            if value is not None and value not in ("", [], {}):
                return value
    return None


def items(value: Json) -> list[Json]:
    """Return ``value`` as a list: its items, itself alone, or nothing for None."""
    if value is None:
        return []
    return value[:_MAX_NODES] if isinstance(value, list) else [value]


def text_of(value: Json, limit: int = 1_000) -> str:
    """Return the first text in ``value``, tidied: a string, ``{"@value": ...}``, an object's name, or a list."""
    for item in items(value)[:_MAX_VALUES]:
        inner = get(item, "@value", "name") if isinstance(item, Mapping) else item
        text = next((each for each in items(inner) if isinstance(each, str)), "")
        if text and (read := tidy(text, limit)):
            return read
    return ""
