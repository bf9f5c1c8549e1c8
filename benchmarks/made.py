"""Made-up inputs: words, hosts, phrases, messages, pages. The same ones in every run."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.harness import SEED

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "l", "n", "r", "s", "nd", "st", "m", "ck")


def chance(what: str) -> random.Random:
    """Return a generator of its own for one kind of input, so that one more draw here changes nothing there."""
    return random.Random(f"{SEED}/{what}")  # noqa: S311 - made-up data, no secret


def word(draw: random.Random, syllables: int = 2) -> str:
    """Return a word that could be said aloud."""
    return "".join(draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS) for _ in range(syllables))


def vocabulary(count: int, what: str = "words") -> list[str]:
    """Return different words, in a fixed order."""
    draw = chance(what)
    words: dict[str, None] = {}
    while len(words) < count:
        words[word(draw, draw.choice((1, 2, 2, 3)))] = None
    return list(words)


SUFFIXES = ("com", "net", "org", "info", "co.uk", "com.br", "news", "de", "io", "site")


def hosts(count: int, start: int = 0) -> Iterator[str]:
    """Yield different hosts, one in ten a name under another's; those of another ``start`` are others."""
    words = vocabulary(4096, "hosts")
    for number in range(start, start + count):
        yield _host(words, number)


def _host(words: list[str], number: int) -> str:
    mixed = (number * 2654435761 + SEED) & 0xFFFFFFFF
    name = f"{words[mixed >> 20]}-{words[mixed & 4095]}{number}.{SUFFIXES[mixed % len(SUFFIXES)]}"
    return f"{words[mixed >> 9 & 4095]}.{name}" if number % 10 == 0 else name


def sentence(draw: random.Random, words: list[str], characters: int) -> str:
    """Return about so many characters of words, with commas and full stops."""
    said: list[str] = []
    length = 0
    while length < characters:
        each = draw.choice(words) + draw.choice(("", "", "", "", "", "", ",", "."))
        said.append(each)
        length += len(each) + 1
    return " ".join(said)


_HAN = "新闻说这是真的吗请大家转发给家人朋友不要相信医院政府今天昨天晚上水电银行手机疫苗孩子学校"
_EMOJI = ("😂", "🙏🏽", "⚠️", "👨‍👩‍👧", "🔥🔥", "❤️")


def message(draw: random.Random, words: list[str], hosts: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return a chat message and the addresses in it, as they are written there.

    Half have a link. Most are short (median 120 characters), one in fifty is near Telegram's 4,096; one in eight is
    Chinese, one in six has emoji, one in twenty is made to be slow to read.
    """
    length = int(draw.lognormvariate(4.3, 0.7)) if draw.random() > 0.02 else draw.randrange(3_000, 4_000)
    kind = draw.random()
    if kind < 0.05:
        return _hostile(draw, min(length, 4_000)), ()
    if kind < 0.175:
        text = "".join(draw.choices(_HAN, k=min(length // 2, 900)))
    else:
        text = sentence(draw, words, min(length, 4_000))
    if draw.random() < 0.17:
        text = f"{draw.choice(_EMOJI)} {text} {draw.choice(_EMOJI)}"
    if draw.random() < 0.5:
        return text, ()
    links = tuple(_address(draw, words, hosts) for _ in range(draw.choice((1, 1, 1, 1, 2, 3))))
    return " ".join((text, *links)), links


def messages(count: int) -> list[tuple[str, tuple[str, ...]]]:
    """Return chat messages, each with the addresses in it."""
    draw, words = chance("messages"), vocabulary(3_000)
    known = list(hosts(2_000))
    return [message(draw, words, known) for _ in range(count)]


def _address(draw: random.Random, words: list[str], hosts: list[str]) -> str:
    path = "-".join(draw.choices(words, k=draw.choice((1, 3, 6))))
    query = draw.choice(("", "", "?utm_source=share&id=123", f"?fbclid={draw.getrandbits(160):x}"))
    return f"https://{draw.choice(hosts)}/{draw.randrange(2015, 2027)}/{path}{query}"


def _hostile(draw: random.Random, length: int) -> str:
    """Return what has cost some finder of links its time: dots, brackets, slashes and at-signs without end."""
    return (draw.choice(("a.", "((((", "x@", "://", "http:// ", "[.]", "a-", "…。", "//www ", "1.1 ")) * length)[
        :length
    ]
