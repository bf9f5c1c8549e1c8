"""The main text of a page: its paragraphs without navigation, teasers and small print. Rules only, no statistics."""

from __future__ import annotations

import re
from typing import Final

from bot.pages.body import Block, Body, Place

LONGEST: Final = 6_000
"""Characters of main text that are kept."""
_SENTENCE: Final = 40
"""Characters from which a block without a paragraph tag may be a sentence."""
_HAN: Final = 15
"""The same in scripts that need fewer."""
_MOST_LINKED: Final = 0.5
_ENOUGH_IN_ARTICLE: Final = 200
_TEXT_TAGS: Final = frozenset({"p", "blockquote", "li", "pre", "h2", "h3", "dd"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "title"})
_ENDS: Final = tuple('.!?…。！？।؟:;"”»’」')
# Controls, bidi controls, invisible characters and lone surrogates: what ``tidy`` takes out of short texts, without
# its finer rules, because this runs over thousands of characters.
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]+"
)


def visible(text: str) -> str:
    """Return ``text`` on one line without characters that cannot be seen or that reorder others."""
    if not (text.isascii() and text.isprintable()):
        text = _HIDDEN.sub("", text)
    return " ".join(text.split())


def main_text(body: Body) -> str:
    """Return the main text, one paragraph a line, at most 6,000 characters; "" where none stands out.

    What stands in article or main comes before the rest of the page. Where nothing is tagged as a paragraph, long
    blocks that are no links will do.
    """
    for place in (Place.ARTICLE, Place.OPEN):
        blocks = [block for block in body.blocks if block.place is place and block.linked < _MOST_LINKED]
        tagged = [block for block in blocks if block.tag in _TEXT_TAGS and _reads_as_text(block)]
        untagged = [block for block in blocks if block.tag not in _HEADINGS and _reads_as_text(block)]
        chosen = tagged if _has_paragraphs(tagged) else untagged
        if chosen and (place is Place.OPEN or _length(chosen) >= _ENOUGH_IN_ARTICLE):
            return _joined(chosen)
    rest = [block for block in body.blocks if block.place is not Place.EDGE and block.tag not in _HEADINGS]
    return _joined([block for block in rest if _reads_as_text(block)])


def _reads_as_text(block: Block) -> bool:
    if block.linked >= _MOST_LINKED:
        return False
    shortest = _SENTENCE if block.text.isascii() or " " in block.text[: _HAN * 2] else _HAN
    return len(block.text) >= shortest or (block.tag == "p" and block.text.endswith(_ENDS))


def _has_paragraphs(blocks: list[Block]) -> bool:
    return _length([block for block in blocks if block.tag in {"p", "blockquote", "pre"}]) >= _SENTENCE


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _joined(blocks: list[Block]) -> str:
    return "\n".join(dict.fromkeys(visible(block.text) for block in blocks))[:LONGEST]
