"""Texts -> the terms in which fact-checks are indexed and searched. Pure; every step is linear in the text.

Capitals, accents, width and styled letters are folded away; scripts without spaces become pairs of neighbouring
characters; words lose the commonest endings, whatever their language. What people add when they pass a text on
(addresses, "forwarded many times", counters, signatures) is taken out before.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

MAX_CHARACTERS: Final = 8_000
"""What is read of one text."""
_LONGEST_TERM: Final = 40

_ADDRESS: Final = re.compile(r"(?:https?:?//|www\.|pic\.twitter\.com/|t\.co/)\S+", re.IGNORECASE)
_MENTION: Final = re.compile(r"(?<![\w@])@(\w{2,30})")
_HASHTAG: Final = re.compile(r"[#＃](\w{2,60})")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=[A-Z])(?=[A-Z][a-z])")
_POSTED: Final = re.compile(r"\s*[—–]\s?([^—–\n]{1,80})\(@(\w{2,30})\)[^—–\n]{0,40}\Z")
"""The signature of an embedded post: a dash, a name, a handle in brackets, a date. The names stay: who said it
is half of many claims."""
_FORWARDED: Final = re.compile(
    r"""(?imx)
    ^[\s>*_~]*(?:
        (?:fwd?|re|rv|wg|tr)\s*:\s*
      | -{2,}\s*(?:forwarded|original)\ message\s*-{0,}.*$
      | (?:from|to|sent|cc|date|subject|de|para|enviado|asunto)\s*:\s.{0,200}$
      | [\W_]*(?:forwarded(?:\ many\ times)?|reenviado(?:\ muchas\ veces)?|encaminhada(?:\ com\ frequência)?
          |transféré|weitergeleitet|inoltrato)[\W_]*$
    )"""
)
_COUNTER: Final = re.compile(
    r"\b\d[\d.,]*\s?[KkMm]?\s(?:likes?|shares?|views?|retweets?|comments?|reactions?|me\ gusta|compartidos?)\b"
)
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,.'\u00a0 ]\d{3})+)(?![\d])")
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:\d+)?|\d+[^\W\d_]+")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and ideographs: written without spaces."""
_APOSTROPHES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'"})
_POSSESSIVE: Final = re.compile(r"(?<=\w)'s\b")
_SHORTENED: Final = re.compile(r"(?<=\w)n't\b")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…。！？।])[\s\"”')\]]+|\n+|(?<=[。！？])")


def cleaned(text: str) -> str:
    """Return ``text`` without addresses, marks of forwarding, counters and a post's signature; hashtags as words."""
    text = text[:MAX_CHARACTERS].translate(_APOSTROPHES)
    # Each expression is tried only where a sign is there without which it fits nothing: most texts have none of them.
    if "(@" in text and (signature := _POSTED.search(text, max(0, len(text) - 200))):
        text = f"{text[: signature.start()]}\n{signature[1]} @{signature[2]}"
    if "/" in text or "www." in text.lower():
        text = _ADDRESS.sub(" ", text)
    text = _FORWARDED.sub(" ", text)
    if _DIGIT.search(text):
        text = _COUNTER.sub(" ", text)
    if "#" in text or "＃" in text:
        text = _HASHTAG.sub(_parted, text)
    return _MENTION.sub(_parted, text) if "@" in text else text


def _parted(found: re.Match[str]) -> str:
    """The words of a hashtag or a handle."""
    return f" {_CAMEL.sub(' ', found[1]).replace('_', ' ')} "


def folded(text: str) -> str:
    """Return ``text`` in small letters, without accents and width; ``n't`` is a word of its own."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
        text = "".join(char for char in text if not unicodedata.combining(char) or "\u0900" <= char <= "\u0dff")
        text = unicodedata.normalize("NFC", text)
    text = text.casefold()
    if "'" in text:
        text = _POSSESSIVE.sub("", _SHORTENED.sub(" not", text))
    return _NUMBER.sub(lambda found: re.sub(r"\D", "", found[1]), text) if _DIGIT.search(text) else text


def words(text: str) -> list[str]:
    """Return the words of a folded text, in order; unspaced scripts as pairs of neighbours."""
    if text.isascii():
        return [word for word in _WORD.findall(text) if len(word) <= _LONGEST_TERM]
    found: list[str] = []
    for word in _WORD.findall(text):
        if len(word) > _LONGEST_TERM:
            continue
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found.extend(_pairs(word))
    return found


def _pairs(word: str) -> list[str]:
    found: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            found.append(word[at : run.start()])
        chars = run[0]
        found.extend([chars] if len(chars) == 1 else [chars[i : i + 2] for i in range(len(chars) - 1)])
        at = run.end()
    if at < len(word):
        found.append(word[at:])
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return a word without its commonest endings. Light, and the same for every language in Latin letters."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith(_ALL_ENDINGS):
        for ending, instead, least in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                word = word[: -len(ending)] + instead
                break
    if len(word) > 3 and word[-1] in "aeioy":
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


_ENDINGS: Final = tuple(
    (ending, instead, least)
    for least, pairs in (
        (3, "ations:at ation:at nesses: ingly: ness: ments: ment: ities:it mente: ing: edly: ed: ers: er:"),
        (2, "ying:y ied:y ies:y ches:ch shes:sh sses:s xes:x"),
        (3, "es: ly: os: as:"),
        (1, "ss:s us:us is:is"),
        (3, "s:"),
    )
    for ending, instead in (pair.split(":") for pair in pairs.split())
)
"""Ending, what stands in its place, letters that must be left before it; the first that fits is taken."""
_ALL_ENDINGS: Final = tuple(ending for ending, _, _ in _ENDINGS)


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order, repeats included."""
    return [stem(word) for word in words(folded(text))]


def sentences(text: str, longest: int = 60) -> list[str]:
    """Return the sentences of a text; one of more than ``longest`` words is cut into pieces of that many."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(text):
        parts = piece.split()
        found.extend(" ".join(parts[at : at + longest]) for at in range(0, len(parts), longest))
    return found
