"""A page as it came, decoded only where it is read: of most news pages that is the head, a thirtieth of the bytes.

Decoding 200 KB with one curly quote in it takes 0.1 ms and twice the memory, and looking for a NUL in that 0.2 more;
finding a word in its bytes takes 5 us.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Self

from ahocorasick_rs import BytesAhoCorasick

from bot.pages.charset import SINGLE_BYTE, decode, decode_as, settle

_MOST_BYTES_EACH: Final = 4
"""Bytes of one character in UTF-8."""


class Source:
    """The bytes of a page, in UTF-8 or in an encoding of one byte a character.

    So an ASCII byte is that character wherever it stands, and a piece between two of them reads as it does in the
    whole.

    Args:
        data: the bytes, without a byte order mark.
        encoding: of ``data``; one of those.
        named: the encoding that the page came in, by the Encoding Standard's name.
        text: ``data`` decoded; None to decode it when it is asked for.
    """

    __slots__ = ("_encoding", "_text", "data", "named")

    def __init__(self, data: bytes = b"", encoding: str = "utf-8", named: str = "", text: str | None = None) -> None:
        self.data = data
        self.named = named or encoding
        self._encoding = encoding
        self._text = text

    @classmethod
    def of(cls, body: bytes, content_type: str) -> Self:
        """Take a body, perhaps cut off anywhere, and its header, "" without one. Never raises."""
        return cls.undecoded(body, content_type) or cls._of_text(*decode(body, content_type))

    @classmethod
    def undecoded(cls, body: bytes, content_type: str) -> Self | None:
        """As ``of``; None where all of the page must be decoded first, for its encoding or because it names none."""
        encoding, skip = settle(body, content_type)
        return cls(body[skip:], encoding) if encoding == "utf-8" or encoding in SINGLE_BYTE else None

    @classmethod
    def _of_text(cls, text: str, named: str) -> Self:
        return cls(text.encode("utf-8", "replace"), "utf-8", named, text)

    def read_whole(self) -> Self:
        """Return the page with all of it decoded, so that ``data`` and ``text`` correspond character by character.

        Before, bytes that are no character may be more or fewer than the U+FFFD that they become.
        """
        return self._of_text(self.text, self.named)

    @property
    def text(self) -> str:
        """The whole page."""
        if self._text is None:
            self._text = decode_as(self.data, self._encoding)
        return self._text

    def piece(self, start: int, end: int) -> str:
        """Decode what stands between two positions in ``data``, both beside an ASCII character or an end."""
        return decode_as(self.data[start:end], self._encoding)

    def is_longer(self, characters: int) -> bool:
        """Tell whether there are more characters than so many; decodes the page where its size leaves it open."""
        size = len(self.data)
        if size <= characters or size > characters * _MOST_BYTES_EACH:
            return size > characters
        return self._encoding != "utf-8" or self.data.isascii() or len(self.text) > characters

    def find_all(self, word: str) -> list[int]:
        """Return where in ``data`` an ASCII word stands."""
        return [start for _, start, _ in _finder(word).find_matches_as_indexes(self.data)]


@cache
def _finder(word: str) -> BytesAhoCorasick:
    """What finds one word: alone, it is searched with vector instructions, ten times as fast as ``bytes.find``."""
    return BytesAhoCorasick([word.encode()])
