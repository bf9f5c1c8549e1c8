"""Where an address stops and the sentence goes on."""

from __future__ import annotations

import re

from bot.links.domain import is_suffix
from bot.links.scripts import EMOJI, GLUED, MARKS, STOPS

_IN_HOST = rf"[^/\\?#@:()\[\]{{}}'’‘*,;!|~=&+$…{STOPS}]+"
_HOST = re.compile(rf"\[[0-9a-fA-F:.]+\]|{_IN_HOST}(?:[\u200b\u2060\ufeff]+{_IN_HOST})*")
r"""With the invisible characters inside that the URL Standard drops: ``exam\u200bple.com`` opens example.com."""
_IDEOGRAPHIC = re.compile(r"[。．｡][a-z0-9Ａ-Ｚａ-ｚ０-９][\w.．。｡-]+", re.IGNORECASE)
_PORT = re.compile(r":(\d+)")
_PART = re.compile(rf"[^()\[\]{{}}\\'’&|{GLUED}{STOPS}{EMOJI}]*")
"""What needs no second look."""
_GLUED_RUN = re.compile(f"[{GLUED}{MARKS}]+")
_ENTITY = re.compile("&(?:lt|gt|quot|apos|nbsp|#39|#x27|#34|#60|#62);", re.IGNORECASE)
_ENTITY_AT_END = re.compile(r"&[a-z][a-z0-9]*;$", re.IGNORECASE)
_LABEL_GLUE = re.compile(f"(?<=[A-Za-z0-9])[^\\x00-\\x7f]|(?<=[{GLUED}])[A-Za-z]")
_SHORT_PATH = re.compile(r"/[A-Za-z0-9]*")
_TRAILING = ".,:;!?'’*~|…·•–—\\"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_WRAPPED_IN = frozenset("*_~|")
_ENDED_BY = {"'": "'", "[": "|", "|": "|"}
"""What ends an address after such a mark: quotes, and wiki links (``[https://a.com/b|words]``)."""
_GLUED = re.compile(f"[{GLUED}]")
_LONGEST_SUFFIX = 12
"""Characters of a top label in such a script; the public suffix list has none of more than eleven."""
_LONGEST_ENTITY = 33
"""HTML's longest named character reference, ``CounterClockwiseContourIntegral``, with "&" and ";"."""
_MAX_DEPTH = 6
"""Brackets within brackets that an address may have: more are a text's, and would be read again and again."""
_ESCAPED = frozenset("/_*~&=?.-#")
"""What JSON and Markdown put a backslash before."""


def host_end(text: str, start: int) -> tuple[int, bool, int]:
    """Find where the host after ``http://`` ends.

    Returns:
        Its end, 0 for a host that no address has; whether a port or a path may follow it; how far was read.
    """
    found = _HOST.match(text, start)
    if not found:
        return 0, False, start
    end = found.end()
    if text[start] == "[":
        return end, True, end
    if text.startswith(("://", ":\\\\"), end) and (again := re.search("https?$", found[0], re.IGNORECASE)):
        end -= len(again[0])  # two addresses with no blank between
    more = _IDEOGRAPHIC.match(text, end) if "." not in found[0] else None
    if more:
        end = more.end()
    host = text[start:end]
    length = cut_host(host, ends=text[end : end + 1] not in ("/", "?", "#", ":"))
    return (start + length if length else 0), length == len(host), end


def cut_host(host: str, *, ends: bool) -> int:
    """Give how many characters of a run are host: up to "..", a change of script, or a suffix with a hyphen.

    Args:
        host: letters, figures, dots and hyphens; any script.
        ends: whether nothing of an address follows, so that a full stop is the sentence's.

    Returns:
        0 where a label could not stand in the name system.
    """
    run = host.partition("..")[0]
    if ends or run != host:
        run = run.rstrip(".-")
    if not run.isascii():
        run = _cut_at_script(run)
    labels = run.removesuffix(".").split(".")
    top = labels[-1]
    if len(labels) > 1 and "-" in top and not top.lower().startswith("xn--"):
        labels[-1] = top = top.partition("-")[0]
    return len(".".join(labels)) + run.endswith(".") if all(map(_is_label, labels)) and _is_name(labels) else 0


def _cut_at_script(run: str) -> str:
    """Cut ``example.com한국`` and ``例子.中国twitter`` where the script changes behind a public suffix."""
    place = run.find(".") + 1
    while place:
        dot = run.find(".", place)
        label = run[place : dot if dot >= 0 else len(run)]
        glue = _LABEL_GLUE.search(label)
        if glue and is_suffix(label[: glue.start()]):
            return run[: place + glue.start()]
        place = dot + 1
    return run[: len(run) - _beyond_suffix(run.rpartition(".")[2])]


def _beyond_suffix(top: str) -> int:
    """Count what stands behind a suffix in a script without blanks: 2 for ``中国请看``."""
    if not _GLUED.match(top) or is_suffix(top):
        return 0
    lengths = range(min(len(top), _LONGEST_SUFFIX), 1, -1)
    return next((len(top) - length for length in lengths if is_suffix(top[:length])), 0)


def _is_label(label: str) -> bool:
    return bool(label) and label[0] not in "-_" and label[-1] not in "-_"


def _is_name(labels: list[str]) -> bool:
    """Underscores are for host names below the registered one (RFC 2782); no suffix has a single Latin letter."""
    top = labels[-1]
    too_short = len(top) == 1 and top.isascii() and top.isalpha()
    return len(labels) == 1 or not (too_short or "_" in top or "_" in labels[-2])


def tail_end(text: str, start: int, end: int, stop: int, *, host: str, backslashes: bool = False) -> int:
    r"""Find where an address ends whose host is known.

    Args:
        text: the message.
        start: where the address begins, scheme included.
        end: where its host ends.
        stop: where it must have ended.
        host: the host as written.
        backslashes: whether it is written with them (``http:\\``).
    """
    port = _PORT.match(text, end)
    if port and len(port[1]) <= 5:
        end = port.end()
    mark = text[end : end + 2]
    if mark[:1] not in ("/", "?", "#") and mark != "\\/" and not (backslashes and mark[:1] == "\\"):
        return end
    if host.lower() in ("t.co", "www.t.co"):
        # Its names are letters and figures only: of https://t.co/abc's the name is "abc".
        found = _SHORT_PATH.match(text, end)
        return found.end() if found else end
    before = text[start - 1] if start else ""
    found_end = _balanced(text, end, stop, ended_by=_ENDED_BY.get(before, "\n"), backslashes=backslashes)
    tail = text[end:found_end]
    return end + len(_trimmed(tail.rstrip(before) if before in _WRAPPED_IN else tail))


def _balanced(text: str, begin: int, stop: int, *, ended_by: str, backslashes: bool) -> int:
    """Read on over balanced brackets; an opening one that nothing closes, or a closing one alone, ends it."""
    opened: list[tuple[str, int]] = []
    place = begin
    latin_so_far = True
    while (found := _PART.match(text, place, stop)) is not None and (place := found.end()) < stop:
        mark = text[place]
        if mark in _PAIRS and len(opened) < _MAX_DEPTH:
            opened.append((_PAIRS[mark], place))
        elif mark in _CLOSING:
            if not opened or opened[-1][0] != mark:
                break
            opened.pop()
        elif (glued := _GLUED_RUN.match(text, place, stop)) is not None:
            if latin_so_far and _is_sentence(text, begin, place):
                break
            latin_so_far = False
            place = glued.end() - 1
        elif mark == ended_by or not _may_stand(text, place, backslashes=backslashes):
            break
        place += 1
    return opened[0][1] if opened else place


def _may_stand(text: str, place: int, *, backslashes: bool) -> bool:
    """Whether a character that might end an address is part of this one."""
    mark = text[place]
    if mark == "&":
        return not _ENTITY.match(text, place)
    if mark == "\\":
        return backslashes or text[place + 1 : place + 2] in _ESCAPED
    return mark in "'’|"


def _is_sentence(text: str, begin: int, place: int) -> bool:
    """Whether another script starts here with nothing between: ``/abc입니다``, but not ``/wiki/K팝``."""
    before = text[place - 1]
    if place - 1 == begin and before == "/":
        return "\u3041" <= text[place] <= "\u3096"  # Japanese particles: no title at a site's root begins so
    tail = text[begin:place]
    return before.isascii() and before.isalnum() and tail.isascii() and "/wiki/" not in tail


def _trimmed(tail: str) -> str:
    """Take off the sentence's punctuation; an apostrophe that closes one inside the address stays."""
    for _ in range(_MAX_DEPTH):
        if tail.endswith(";") and (entity := _ENTITY_AT_END.search(tail, max(0, len(tail) - _LONGEST_ENTITY))):
            tail = tail[: entity.start()]
            continue
        shorter = tail.rstrip(_TRAILING)
        if shorter == tail:
            break
        if tail.startswith("'", len(shorter)) and shorter.count("'") % 2:
            return shorter + "'"
        tail = shorter
    return tail
