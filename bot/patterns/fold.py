"""A message, folded: the one spelling in which wordings and messages are compared.

Folding takes away capitals, accents, emoji, punctuation, width, styled letters, zero-width characters, look-alike
letters of another script, and the Arabic article. What is left is a line of words, each with a space on either side,
as UTF-8 bytes. In scripts written without spaces every character is a word of its own. "n't" loses its apostrophe,
a possessive or shortened "'s" goes, every other apostrophe parts two words (``l'eau``).

Plain Latin text, which is most of it, is folded by one byte table; any other text by a table of characters. Where
in the message a word stood is only worked out when somebody asks (``Folded.spans``), which is after a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final

MAX_CHARACTERS: Final = 10_000
"""What is read of a message; the rest is cut off, so that no message costs more than this one."""

_DELETED: Final = frozenset(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD),  # soft hyphen
        (0x0300, 0x036F),  # combining accents
        (0x0591, 0x05C7),  # Hebrew points
        (0x0610, 0x061A),  # Arabic marks
        (0x0640, 0x0640),  # tatweel
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x06D6, 0x06ED),
        (0x093C, 0x093C),  # nukta, mostly left out when typing
        (0x09BC, 0x09BC),
        (0x180B, 0x180F),
        (0x1AB0, 0x1AFF),
        (0x1DC0, 0x1DFF),
        (0x200B, 0x200F),  # zero-width and direction marks, used to break up words
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x20D0, 0x20FF),  # enclosing marks, such as the keycap round a digit
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFE20, 0xFE2F),
        (0xFEFF, 0xFEFF),
        (0xE0000, 0xE007F),  # tags
    )
    for code in range(first, last + 1)
)
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # ideographs
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_FIRST_UNSPACED: Final = chr(_UNSPACED[0][0])
_ONE_BY_ONE: Final = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n",
        "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ٱ": "ا",
        "ँ": "ं",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "′": "'", "＇": "'",
        "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j",
        "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u",
        "ᴠ": "v", "ᴡ": "w", "ʏ": "y", "ᴢ": "z",
    }
)  # fmt: skip
_LOOK_ALIKES: Final = str.maketrans("аеорсухкмтвнізѕјԁԛԝһѵɡαορνικτυχε", "aeopcyxkmtbhizsjdqwhvgaopviktuxe")
"""Cyrillic and Greek letters that pass for Latin ones. Read as such only in a word that also has Latin letters:
the attack is "vаccine" with a Cyrillic а; a word all in Cyrillic is just Russian."""
_arabic_article: Final = re.compile("(?<![\u0621-\u064a])(?:[وف]?[بك]?ال|[وف]?لل)(?=[\u0621-\u064a]{3})")
"""The Arabic article with the little words that are written together with it: "and the", "with the", "for the"."""
_has_arabic: Final = re.compile("[\u0621-\u064a]").search
_has_look_alike: Final = re.compile("[\u0251\u0261\u0370-\u052f]").search
_has_latin: Final = re.compile("[a-z]").search


def is_unspaced(text: str) -> bool:
    """Whether ``text`` has a character of a script that is written without spaces."""
    if text.isascii() or max(text) < _FIRST_UNSPACED:
        return False
    return any(first <= ord(char) <= last for char in text for first, last in _UNSPACED)


def _letter(char: str) -> str:
    """What one character folds to: letters, nothing, a space, or an apostrophe."""
    if char in _DELETED:
        return ""
    plain = unicodedata.normalize("NFKC", char.translate(_ONE_BY_ONE)).casefold().translate(_ONE_BY_ONE)
    return "".join(map(_piece, plain))


def _piece(char: str) -> str:
    if "a" <= char <= "z" or "0" <= char <= "9" or char in "' ":
        return char
    code = ord(char)
    if is_unspaced(char):
        return f" {char} " if unicodedata.category(char)[0] in "LMN" else " "
    if 0xAC00 <= code <= 0xD7A3:  # Hangul syllables would fall apart into their parts
        return char
    base = "".join(part for part in unicodedata.normalize("NFD", char) if part not in _DELETED)
    if base != char:
        return "".join(map(_piece, base.translate(_ONE_BY_ONE)))
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return char if unicodedata.category(char)[0] in "LM" else " "


class _Letters(dict[int, str]):
    """Character -> what it folds to, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _letter(chr(code))
        if len(self) < 20_000:  # a message cannot make the table grow without end
            self[code] = folded
        return folded


_letters: Final = _Letters()
_one_to_one: Final = {
    code: _letters[code] for code in range(256) if len(_letters[code]) == 1 and _letters[code].isascii()
}
_BYTES: Final = bytes(ord(_one_to_one.get(code, " ")) for code in range(256))
"""Latin-1 byte -> folded byte. Whatever Latin-1 cannot write arrives as "?", and so as a space."""
_EASY: Final = "".join(re.escape(chr(code)) for code in (*_one_to_one, 0xAD))
_EASY_RANGES: Final = (
    f"{_EASY}\u2010-\u2019\u201c-\u201f\u2026\u20ac\u2190-\u21ff\u2600-\u2775\u2794-\u27bf\ufe0f\U0001f1e6-\U0001f1ff"
    "\U0001f300-\U0001faff"
)
"""Text for the byte table: Latin-1 that folds letter by letter, typographic marks, and emoji."""
_easy: Final = re.compile(f"[{_EASY_RANGES}]*").fullmatch
_odd: Final = re.compile(f"[^{_EASY_RANGES}]")
_MOST_ODD: Final = 16
"""So many other characters are folded one by one before the byte table is given up."""


def line(text: str) -> bytes:
    """The folded words of ``text``, each with one space on either side; " " for none. Linear in its length."""
    return _joined(words(text))


def words(text: str) -> list[bytes]:
    """The folded words of ``text``, in order."""
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        return _parted(text.encode().translate(_BYTES))
    easy = text if _easy(text) else _odd.sub(_eased, text, _MOST_ODD)
    if easy is text or _easy(easy):
        plain = easy.replace("’", "'").replace("‘", "'").replace("\ufe0f", "")
        return _parted(plain.encode("latin-1", "replace").translate(_BYTES, b"\xad"))
    folded = text.translate(_letters)
    if _has_look_alike(folded) and _has_latin(folded):
        folded = " ".join(map(_unmasked, folded.split(" ")))
    if _has_arabic(folded):
        folded = _arabic_article.sub("", folded)
    return _parted(folded.encode())


def _eased(odd: re.Match[str]) -> str:
    return _letters[ord(odd[0])]


def _unmasked(word: str) -> str:
    return word.translate(_LOOK_ALIKES) if _has_look_alike(word) and _has_latin(word) else word


def _parted(folded: bytes) -> list[bytes]:
    """The words, apostrophes settled."""
    if b"'" in folded:
        folded = folded.replace(b"n't", b"nt") + b" "
        folded = folded.replace(b"'s ", b" ").replace(b"'", b" ")
    return folded.split()


def _joined(parts: Sequence[bytes]) -> bytes:
    return b" %b " % b" ".join(parts) if parts else b" "


_WORD: Final = re.compile(r"(?:[^ ']|(?<=n)'(?=t))+")


def spans(text: str) -> list[tuple[int, int]]:
    """Where in ``text`` each word of ``line(text)`` stands: start and end, in characters.

    Slower than ``line``; for the few messages in which something was found.
    """
    text = text[:MAX_CHARACTERS]
    pieces = [_letters[ord(char)] for char in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    return [
        (origin[word.start()], origin[word.end() - 1] + 1)
        for word in _WORD.finditer(folded)
        if not _shortened(folded, word)
    ]


def _shortened(folded: str, word: re.Match[str]) -> bool:
    """Whether ``word`` is the s of "Britain's"."""
    before, after = folded[max(word.start() - 1, 0) : word.start()], folded[word.end() : word.end() + 1]
    return word[0] == "s" and before == "'" and after in {"", " "}


class Folded:
    """One message: its words in folded spelling, and where each of them stood."""

    def __init__(self, text: str, folded: list[bytes] | None = None) -> None:
        self.text = text[:MAX_CHARACTERS]
        self.words = words(text) if folded is None else folded
        """The folded words, in order."""
        self.line = _joined(self.words)
        """Words with a space on either side."""

    @cached_property
    def present(self) -> frozenset[bytes]:
        """The folded words, to ask whether one is there."""
        return frozenset(self.words)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each word in ``text``."""
        return spans(self.text)
