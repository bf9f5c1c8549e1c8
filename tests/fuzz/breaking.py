"""How real input is broken."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

EXAMPLES = int(os.environ.get("MOP_FUZZ_EXAMPLES", "60"))
"""Of each test."""

FUZZ = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
"""What hangs is ended by the time limit of every test; a busy machine is no failure."""

PIECES = [
    "http://",
    "https://",
    "hxxps[:]//",
    "//",
    "@",
    ":80",
    "[",
    "]",
    "[.]",
    "%2f",
    "%",
    "%00",
    "?",
    "#",
    "&",
    "=",
    "\\",
    ".",
    "..",
    "0x7f.1",
    "127.1",
    "[::1]",
    "xn--",
    "xn--a",
    "аррӏе.com",
    "ｅxample.com",
    "bit.ly/x",
    "t.me/iv?url=",
    "l.facebook.com/l.php?u=",
    "web.archive.org/web/2020/",
    "www.google.com/url?q=",
    "example.com/amp/",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\x00",
    "\r\n",
    "\ud800",
    "<",
    ">",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    '"',
    "'",
    "`",
    "**",
    "__",
    "||",
    "](",
    "<@1>",
    "@everyone",
    "&lt;",
    "&#0;",
    "&#x110000;",
    "{",
    "}",
    "{}",
    "null",
    "1e999",
    "-0",
    "NaN",
    '"@type": "ClaimReview"',
    '"@graph": [',
    "\\u0000",
    "<meta http-equiv=refresh content='0;url=//x'>",
    "<title>",
    "charset=utf-7",
    "Forward this to everyone",
    "a" * 300,
    "é" * 100,
    "🙂" * 50,
    "\u0301" * 200,
]
"""What parsers stumble over."""

VALUES: list[object] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**63,
    -(2**70),
    1e308,
    "",
    " ",
    "x" * 5000,
    "https://gossip.example/x",
    "\ud800",
    "\x00",
    "\u202e",
    [],
    [[]],
    {},
    {"": ""},
    ["x"] * 50,
    {"type": "private"},
    {"id": 1},
    [{"type": "url", "offset": -5, "length": 10**9}],
]
"""What stands where something else was expected."""


@st.composite
def broken_text(draw: DrawFn, seeds: Sequence[str]) -> str:
    """Return a text that was cut, doubled, spliced and salted up to six times."""
    text = draw(st.sampled_from(list(seeds)))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        how = draw(st.integers(0, 4))
        if how == 0:
            text = text[:start] + text[end:]
        elif how == 1:
            text = text[:end] + text[start:end] * draw(st.integers(1, 40)) + text[end:]
        elif how == 2:
            other = draw(st.sampled_from(list(seeds)))
            text = text[:start] + other[draw(st.integers(0, len(other))) :]
        elif how == 3:
            text = text[:start] + draw(st.sampled_from(PIECES)) + text[start:]
        else:
            text = text[:start] + draw(st.text(max_size=8)) + text[end:]
    return text[:200_000]


class Body(bytes):
    """Bytes that a failing test prints the beginning of; hypothesis refuses to print a whole page."""

    def __repr__(self) -> str:
        return f"{bytes(self[:2000])!r}... ({len(self)} bytes)"


def broken_bytes(seeds: Sequence[bytes]) -> SearchStrategy[bytes]:
    """Return bytes broken as text is, a character for each byte."""
    whole = [seed.decode("latin-1") for seed in seeds]
    return broken_text(whole).map(lambda text: Body(text.encode("latin-1", "replace")))


@st.composite
def broken_json(  # any JSON at all comes out
    draw: DrawFn, seeds: Sequence[object], *, same_types: bool = False, kept: Collection[str] = ()
) -> Any:  # noqa: ANN401 - as above
    """Return a value of JSON in which up to five parts are gone, doubled, or something else.

    Args:
        draw: hypothesis's.
        seeds: whole values.
        same_types: what takes a part's place is of its type.
        kept: keys whose values stay as they are.
    """
    root = {"root": copy.deepcopy(draw(st.sampled_from(list(seeds))))}
    for _ in range(draw(st.integers(0, 5))):
        places = list(_places(root, kept))
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        how = draw(st.integers(0, 3))
        if how == 0 and holder is not root:
            del holder[key]
        elif how == 1 and isinstance(holder, list):
            holder.extend([copy.deepcopy(holder[key])] * draw(st.integers(1, 30)))
        elif how == 2 and isinstance(holder[key], str):
            holder[key] = draw(broken_text([holder[key]]))
        else:
            fit = [each for each in VALUES if not same_types or type(each) is type(holder[key])]
            holder[key] = copy.deepcopy(draw(st.sampled_from(fit)))
    return root["root"]


def _places(value: Any, kept: Collection[str]) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - any JSON at all
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            if key not in kept:
                yield value, key
                yield from _places(value[key], kept)
