"""The lines that were read off a picture, put together as a person reads them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST_SCORE: Final = 0.6
"""Below it, what was read is mostly leaves and fences."""

LEAST_LETTERS: Final = 4
"""A picture with fewer has no words: blots and wheels are read as an 8 or an "idd", with scores up to 0.9."""

MOST_LINES: Final = 200
MOST_CHARACTERS: Final = 4_000
"""A picture that holds more is a document; its beginning is read."""

SAME_BLOCK_GAP: Final = 0.9
"""Space between two lines of one block, in heights of a line."""

SAME_BLOCK_SIZE: Final = 2.0
"""A line this many times as high as another is a heading of its own."""

SHOUTED_SHARE: Final = 0.8
SHOUTED_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text with the upright box that it stands in, in pixels from the top left."""

    text: str
    score: float
    """0..1, the engine's own."""
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Return how high it is, never 0."""
        return max(1.0, self.bottom - self.top)


def joined(lines: Iterable[Line]) -> str:
    """Return the words of a picture: blocks from the top down, one a line, each with its lines in order.

    Memes are set in capitals, which is their typeface and no shouting: such a block becomes lower-case.
    """
    kept = [line for line in lines if line.score >= LEAST_SCORE and line.text.strip()][:MOST_LINES]
    if sum(char.isalpha() for line in kept for char in line.text) < LEAST_LETTERS:
        return ""
    blocks = sorted(_blocks(kept), key=lambda block: (min(line.top for line in block), block[0].left))
    return "\n".join(_calmed(_sentence(block)) for block in blocks)[:MOST_CHARACTERS]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Put lines that belong together into one block, whatever stands beside or far below into another."""
    block_of = list(range(len(lines)))
    for index, line in enumerate(lines):
        for other in range(index):
            if block_of[other] != block_of[index] and _belong_together(line, lines[other]):
                old, new = block_of[index], block_of[other]
                block_of = [new if block == old else block for block in block_of]
    blocks: dict[int, list[Line]] = {}
    for line, block in zip(lines, block_of, strict=True):
        blocks.setdefault(block, []).append(line)
    return list(blocks.values())


def _belong_together(one: Line, other: Line) -> bool:
    small, large = sorted((one.height, other.height))
    if large > SAME_BLOCK_SIZE * small:
        return False
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if down > small / 2:
        return across > -large  # two pieces of one line, a word's gap apart
    return across > 0 and down > -SAME_BLOCK_GAP * large


def _sentence(block: Sequence[Line]) -> str:
    """Return a block's text: row by row, each from the left; a word that was parted at a line's end is mended."""
    text = ""
    for row in _rows(block):
        piece = " ".join(line.text.strip() for line in sorted(row, key=lambda line: line.left))
        if text.endswith("-") and text[-2:-1].isalpha() and piece[:1].islower():
            text = text[:-1] + piece
        else:
            text = f"{text} {piece}".strip()
    return text


def _rows(block: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in sorted(block, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and middle < median(each.bottom for each in rows[-1]) - line.height / 4:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _calmed(text: str) -> str:
    letters = [char for char in text if char.isalpha()]
    shouted = sum(char.isupper() for char in letters)
    if len(letters) < SHOUTED_LETTERS or shouted < SHOUTED_SHARE * len(letters):
        return text
    # A path tells capitals apart: an address stays as it was read.
    return " ".join(word if "/" in word else word.lower() for word in text.split(" "))
