"""ClaimReview in microdata: items of nested itemscope, as mappings that JSON-LD's reader understands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.claims.json_ld import Node
from bot.pages.head import CLAIM_REVIEW
from bot.pages.source import Source
from bot.pages.tokens import VOID, Token, attributes, tokens

_TYPE: Final = re.compile(r"itemtype\s*+=\s*+[\"']?\s*+https?://schema\.org/ClaimReview\b")
_MOST_ITEMS: Final = 10
_MOST_TOKENS: Final = 4_000
"""Of all items together."""
_DEEPEST: Final = 32
_LONGEST_TEXT: Final = 4_000
_ADDRESS: Final = {"a": "href", "link": "href", "area": "href", "img": "src", "iframe": "src", "object": "data"}
_VALUE: Final = {"meta": "content", "time": "datetime", "data": "value", "meter": "value"}


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet."""

    name: str
    item: dict[str, object] | None = None
    """The item it begins; None where it begins none."""
    names: tuple[str, ...] = ()
    """Properties that its text will be the value of."""
    text: list[str] = field(default_factory=list)
    length: int = 0


def claim_reviews(page: Source) -> list[Node]:
    """Return every ClaimReview item in the markup of a page; at most ten, of at most 4,000 tags together."""
    found: list[Node] = []
    position, left = 0, _MOST_TOKENS
    # A plain search of the bytes first: almost no page has one, and it is much faster than the pattern.
    if not page.find_all(CLAIM_REVIEW):
        return found
    source = page.text
    for _ in range(_MOST_ITEMS):
        marked = _TYPE.search(source, position)
        if not marked:
            break
        opening = source.rfind("<", max(position, marked.start() - 1_000), marked.start())
        item, position, used = _item(source, opening, left) if opening >= 0 else (None, 0, 0)
        position, left = max(position, marked.end()), left - used
        if item:
            found.append(item)
    return found


def _item(source: str, start: int, most: int) -> tuple[Node | None, int, int]:
    """Read the item that the tag at ``start`` begins: the item, where it ends, how many tags it took."""
    opened: list[_Open] = []
    root: Node | None = None
    end, used = start, 0
    for token in tokens(source, start, most):
        end, used = token.end, used + 1
        _take_text(opened, token.before)
        if token.name.startswith("/"):
            _close(opened, token.name[1:])
        elif token.name and token.name != "!":
            element = _begin(opened, token)
            root = root if root is not None else element.item
            if token.name not in VOID and len(opened) < _DEEPEST:
                opened.append(element)
        if not opened:
            break
    _close(opened, opened[0].name if opened else "")
    return root, end, used


def _begin(opened: list[_Open], token: Token) -> _Open:
    found = attributes(token.source) if "item" in token.source else {}
    names = tuple(found.get("itemprop", "").split()[:5])
    holder = next((element.item for element in reversed(opened) if element.item is not None), None)
    if "itemscope" in found:
        item: dict[str, object] = {"@type": found.get("itemtype", "")}
        _put(holder, names, item)
        return _Open(token.name, item)
    value = found.get("content") or found.get(_ADDRESS.get(token.name, _VALUE.get(token.name, "")))
    if value:
        _put(holder, names, value)
        names = ()
    return _Open(token.name, None, names)


def _put(holder: dict[str, object] | None, names: tuple[str, ...], value: object) -> None:
    if holder is None:
        return
    for name in names:
        before = holder.get(name)
        if before is None:
            holder[name] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            holder[name] = [before, value]


def _take_text(opened: list[_Open], text: str) -> None:
    for element in opened if text else ():
        if element.names and element.length < _LONGEST_TEXT:
            element.text.append(text)
            element.length += len(text)


def _close(opened: list[_Open], name: str) -> None:
    """Close the innermost open ``name`` and all within it; a closing tag that opens nothing is ignored."""
    depth = next((at for at in range(len(opened) - 1, -1, -1) if opened[at].name == name), -1)
    while depth >= 0 and len(opened) > depth:
        element = opened.pop()
        holder = next((outer.item for outer in reversed(opened) if outer.item is not None), None)
        if element.names and element.text:
            _put(holder, element.names, "".join(element.text)[:_LONGEST_TEXT])
