"""How much a headline is worded to be clicked: a graded score from its words alone, no network. Pure.

It is a remark on wording ("leaves out what happened"), never on truth. The weights were trained by
``tools/train_clickbait.py`` on headlines that five people each had scored (Webis-Clickbait-17, CC BY 4.0);
docs/claims.md has the figures. For English only: what it says of a headline in another language means nothing.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

_WEIGHTS: Final = Path(__file__).parent / "clickbait.json"
_LONGEST: Final = 400
"""Characters that are looked at."""

_ADDRESS: Final = re.compile(r"https?://\S+")
_NAME: Final = re.compile(r"(?<!\w)@\w+")
_NUMBER: Final = re.compile(r"\d+")
_TOKEN: Final = re.compile(r"@name|#|\w+(?:'\w+)?|\.{3}|[?!…\"“”:|]")
_WORD: Final = re.compile(r"\w+(?:'\w+)?")
_SMALL_WORDS: Final = (
    "a an the this that these those i you he she it we they me him her us them my your his its our their who what "
    "which when where why how is are was were be been being have has had do does did will would can could should "
    "may might must not no and or but if so than then too very just all any some such only own same more most other "
    "of in on at by for with about against between into through during before after above below to from up down out "
    "off over under again here there as"
)
_SMALL: Final = frozenset(_SMALL_WORDS.split())
_SHAPES: Final = {
    "=number": r"0",
    "=you": r"\byou(?:r|rs|rself|'\w+)?\b",
    "=this": r"\b(?:this|these)\b",
    "=here": r"\bhere(?:'s| is| are)\b|\bthis is\b",
    "=asks first": r"^\W*(?:what|why|how|when|where|who|which)\b",
    "=asks": r"\b(?:why|how|what)\b",
    "=most": r"\b\w+est\b|\bmost\b|\bworst\b|\bever\b",
    "=list first": r"^\W*0\s",
    "=list": r"\b0\s(?:things|ways|reasons|times|people|facts|photos|signs|tips|of)\b",
    "=they": r"\b(?:he|she|they|it)\b",
    "=we": r"\b(?:i|we|my|our|me|us|i'm)\b",
    "=will": r"\bwill\b",
    "=feeling": (
        r"\b(?:love|hate|amazing|incredible|shocking|perfect|insane|crazy|hilarious|adorable|heartbreaking|awesome|"
        r"epic|genius|stunning|weird|bizarre|surprising|unbelievable|terrifying|totally|literally|actually|really|"
        r"finally|need|things?|reasons?|trick|secrets?|guess|wow|omg|lol|everyone|everything)\b"
    ),
    "=told": r"\b(?:reveal(?:s|ed)?|happen(?:s|ed)|according|says?|said|could|might|may)\b",
    "=report": (
        r"\b(?:killed|dead|dies|died|court|police|arrested|minister|president|senate|officials?|government|billion|"
        r"million|percent|election|announce[sd]|charged|sentenced|attack|shooting|bomb|strike|deal|talks)\b"
    ),
    "=count": r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b",
    "=ends in ?": r"\?\s*$",
    "=ends in :": r":\s*$",
    "=ends in .": r"\.\s*$",
    "=dots": r"\.{3}|…",
    "=hash": r"#",
    "=colon": r":",
    "=quotes": r"[\"“]",
    "=loud": r"!",
}
_TESTS: Final = {name: re.compile(pattern) for name, pattern in _SHAPES.items()}


def features(headline: str) -> dict[str, float]:
    """Return what the score is made of: words, pairs of words, and (with "=") its shape."""
    text = _NUMBER.sub("0", _NAME.sub(" @name ", _ADDRESS.sub(" ", headline[:_LONGEST]))).replace("’", "'")
    small = text.lower()
    tokens = _TOKEN.findall(small)
    found = dict.fromkeys(tokens, 1.0) | {f"{one} {other}": 1.0 for one, other in pairwise(tokens)}
    found |= {name: 1.0 for name, test in _TESTS.items() if test.search(small)}
    words = _WORD.findall(text)
    count = max(1, len(words))
    return found | {
        "=words": min(len(words), 30) / 10,
        "=characters": len(headline[:_LONGEST]) / 100,
        "=small words": sum(word.lower() in _SMALL for word in words) / count,
        "=capitals": sum(word[0].isupper() for word in words) / count,
        "=capitals inside": sum(word[0].isupper() for word in words[1:]) / count,
        "=shouted": sum(word.isupper() and len(word) > 1 for word in words) / count,
        "=length of words": sum(map(len, words)) / count / 5,
    }


def score(headline: str) -> float:
    """Return how much a headline is worded to be clicked, 0..1; 0 for an empty one."""
    if not headline.strip():
        return 0.0
    bias, _, weights = _model()
    found = features(headline)
    return _share(bias + sum(weights.get(name, 0.0) * value for name, value in found.items()))


def threshold() -> float:
    """Return the score from which a headline is worth the remark: 1.5 % of plain news headlines reach it."""
    return _share(_model()[1])


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def _model() -> tuple[float, float, dict[str, float]]:
    row = json.loads(_WEIGHTS.read_bytes())
    return float(row["bias"]), float(row["threshold"]), {name: float(each) for name, each in row["weights"].items()}
