"""HTML -> tags and text, linear by construction, as the HTML Standard's tokenizer would cut it.

Why not a library: every parser at hand has an input that stalls it. lxml's SAX target, the best of them, takes 13 s
for 512 KiB of unclosed ``<i>`` and then stray ``</b>`` (it searches its stack for each), and keeps every tag and
attribute name it ever met in a table that is never freed: 0.85 MB for good for each hostile page. Cutting needs no
stack. Each pattern below matches wherever its first characters do, to the end of the text if need be, and never gives
back what it took, so every character is looked at a bounded number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

ATTRIBUTES: Final = r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+|["'])*+"""
"""What stands in a tag behind its name, as a pattern: quotes mean something only after "="."""
TAG: Final = rf"""
        (/?[a-zA-Z][^\s/>]*+)      # the name; with a slash when it closes
        ({ATTRIBUTES})(?:>|\Z)
      | !--
      | [!?/]
"""
"""What follows a ``<`` that begins something, as a verbose pattern; its two groups are none for what is no tag."""
_OPENING: Final = re.compile(rf"<(?:{TAG})", re.VERBOSE)
_ATTRIBUTE: Final = re.compile(r"""([^\s/>="'][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]++)))?+""")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]{1,31}+;)")

RAW: Final = frozenset({"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"})
"""Elements whose content is text up to their own closing tag, whatever it looks like."""
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)

MOST_TOKENS: Final = 15_000
"""Of one pass. A 200 KB news page has 8,000; 30,000 take some 40 ms."""
_MOST_ATTRIBUTES: Final = 50
_LONGEST_ATTRIBUTES: Final = 16_384
LONGEST_VALUE: Final = 4_096


class Token(NamedTuple):
    """One tag, with the text before it."""

    before: str
    """Text since the last tag, with its character references unread."""
    name: str
    """Lower case; begins with a slash for a closing tag; "" for the end of the text."""
    source: str
    """The attributes, unread: see ``attributes``."""
    content: str
    """What stands in a RAW element; else ""."""
    end: int
    """Where in the text the tag, and a RAW element's content, ends."""


def tokens(text: str, start: int = 0, most: int = MOST_TOKENS) -> Iterator[Token]:
    """Cut ``text`` from ``start`` on into tags; comments and declarations are skipped (named "!" after a text).

    Ends after ``most`` tags and comments, or with a token without a name that holds the last text.
    """
    position = begin = start
    unclosed: set[str] = set()
    for _ in range(most):
        found = _OPENING.search(text, position)
        if not found:
            yield Token(text[begin:], "", "", "", len(text))
            return
        name = found[1]
        if name is None:
            before = text[begin : found.start()]
            position = begin = past(text, found)
            if before:
                yield Token(before, "!", "", "", position)
            continue
        name, position, content = name.lower(), found.end(), ""
        if name in RAW:
            close = closing(text, found[1], position, unclosed)
            content, position = text[position:close], close
        yield Token(text[begin : found.start()], name, found[2], content, position)
        begin = position


def past(text: str, found: re.Match[str]) -> int:
    """Where a comment or a declaration ends; the end of the text when it never does."""
    if found[0] == "<!--":
        # "<!-->" and "<!--->" are whole comments in the standard.
        end = text.find("-->", found.start() + 2)
        return end + 3 if end >= 0 else len(text)
    end = text.find(">", found.end())
    return end + 1 if end >= 0 else len(text)


def closing(text: str, name: str, position: int, unclosed: set[str]) -> int:
    """Where ``</name`` begins, first spelt as the opening tag is (a plain search is twenty times faster).

    A spelling that is nowhere further on is put in ``unclosed``, so that it is looked for once only.
    """
    close = -1 if name in unclosed else text.find("</" + name, position)
    if close < 0:
        unclosed.add(name)
        found = re.compile("</" + name, re.IGNORECASE | re.ASCII).search(text, position)
        close = found.start() if found else len(text)
    return close


def attributes(source: str) -> dict[str, str]:
    """Read the attributes of one tag: lower-case names, the first of each counts, references read.

    At most 50 of them, in the first 16,384 characters, each cut at 4,096.
    """
    read: dict[str, str] = {}
    for found in islice(_ATTRIBUTE.finditer(source, 0, _LONGEST_ATTRIBUTES), _MOST_ATTRIBUTES):
        value = (found[2] or found[3] or found[4] or "")[:LONGEST_VALUE]
        read.setdefault(found[1].lower(), unescape(value) if "&" in value else value)
    return read


def unescape(text: str) -> str:
    """Read character references that end in a semicolon, or are numbers.

    A name without its semicolon stays: in ``?a=1&copy=2`` it is a parameter.
    """
    # Python refuses to read a number of thousands of digits, and no character has more than seven.
    return _REFERENCE.sub(lambda found: html.unescape(found[0]) if len(found[0]) < 40 else "\ufffd", text)
