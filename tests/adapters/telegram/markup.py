"""Telegram's HTML, parsed as strictly as Telegram does (Bot API, "HTML style")."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code", "a": "text_link", "pre": "pre"}
NAMED = {"lt", "gt", "amp", "quot"}


class MarkupError(Exception):
    """Telegram would answer 400."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What is left after parsing."""

    text: str
    entities: tuple[dict[str, Any], ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text = ""
        self.open: list[tuple[str, int, str]] = []
        self.entities: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise MarkupError(f'Unsupported start tag "{tag}"')
        url = dict(attrs).get("href") or "" if tag == "a" else ""
        if set(dict(attrs)) - ({"href"} if tag == "a" else set()):
            raise MarkupError(f"unexpected attribute in {tag}")
        self.open.append((tag, _units(self.text), url))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise MarkupError(f'Unmatched end tag "{tag}"')
        _, start, url = self.open.pop()
        entity: dict[str, Any] = {"type": TAGS[tag], "offset": start, "length": _units(self.text) - start}
        self.entities.append(entity | ({"url": url} if url else {}))

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise MarkupError(f"bare markup in {data!r}")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        if name not in NAMED:
            raise MarkupError(f"unknown entity {name}")
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]

    def handle_charref(self, name: str) -> None:
        self.text += chr(int(name[1:], 16) if name[0] in "xX" else int(name))

    def handle_comment(self, data: str) -> None:
        raise MarkupError(f"comment {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise MarkupError(f"declaration {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise MarkupError(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        raise MarkupError(f"instruction {data!r}")


def parse_html(text: str) -> Parsed:
    """Parse, or raise as Telegram refuses.

    Raises:
        MarkupError: with what is wrong.
    """
    reader = _Reader()
    reader.feed(text)
    if reader.rawdata:
        raise MarkupError(f"left over: {reader.rawdata!r}")
    reader.close()
    if reader.open:
        raise MarkupError(f"Can't find end tag of {reader.open[-1][0]}")
    return Parsed(
        reader.text, tuple(sorted(reader.entities, key=lambda entity: (entity["offset"], -entity["length"])))
    )


def units(text: str) -> int:
    """Return the UTF-16 units of a text."""
    return _units(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
