"""Hosts without a scheme, found from one of their dots."""

from __future__ import annotations

import re

from bot.links.ending import cut_host, tail_end
from bot.links.plausible import is_meant
from bot.links.scripts import GLUED, MARKS

_LABELS = re.compile(rf"(?:\.[\w\-{MARKS}]++)+")
_MARK = re.compile(f"[{MARKS}]")
_GLUED = re.compile(f"[{GLUED}]")
_MAX_LABEL = 63
_MAX_HOST = 254
"""RFC 1035, section 2.3.4, the figures in between dots included; longer runs are not read again and again."""
_NOT_BEFORE = frozenset("@#$\\%&+＠＃/.")
_OPENS_RELATIVE = frozenset(" \t\n\"'`([{<=>,")
_BLANKS = frozenset(" \t")
_PORT = re.compile(r":\d{1,5}(?!\d)")
_NOT_AFTER = re.compile(r"@|://|:\d{6}")


def bare_host(text: str, dot: int, place: int, stop: int, joint: int) -> tuple[int, int, int]:
    """Find an address round a dot.

    Args:
        text: the message.
        dot: where the dot stands.
        place: nothing before this belongs to it.
        stop: its host ends before this; its path may go on ...
        joint: ... to here.

    Returns:
        Its start and end, the end 0 when there is none; and how far the text was read for it.
    """
    limit = min(stop, dot + _MAX_HOST)
    run = _LABELS.match(text, dot, limit)
    run_end = run.end() if run else dot + 1
    left = _label_start(text, dot, place)
    if left == dot:
        return 0, 0, dot + 1
    start = _start(text, left, place)
    host = text[left:run_end]
    length = cut_host(host, ends=True) if start >= 0 else 0
    too_long = run_end == limit < stop and length >= len(host)
    if length <= dot - left or too_long:
        return 0, 0, run_end
    return start, _meant(text, start, left, left + length, joint), run_end


def _meant(text: str, start: int, left: int, host_end: int, joint: int) -> int:
    """Give the end of the address if its host was meant as one; else 0."""
    host = text[left:host_end]
    if _NOT_AFTER.match(text, host_end):
        return 0
    end = tail_end(text, start, host_end, joint, host=host)
    if is_meant(host, text[host_end:end], alone=_is_alone(text, start, end)):
        return end
    shorter, _, slip = host.rpartition(".")
    if slip[:1].isupper() and slip[1:].islower() and "." in shorter and is_meant(shorter, "", alone=False):
        return left + len(shorter)  # "see example.com.Then call": the last dot ends a sentence
    return 0


def _label_start(text: str, dot: int, place: int) -> int:
    """Go left over the label before a dot; a change between Latin and a script glued to it ends it there."""
    at = dot
    glued: bool | None = None
    while at > place and dot - at <= _MAX_LABEL:
        mark = text[at - 1]
        if mark.isascii():
            if not (mark.isalnum() or mark in "-_") or (glued and not mark.isdigit()):
                break
            glued = False if glued is None else glued
        elif mark.isalnum() or _MARK.match(mark):
            is_glued = bool(_GLUED.match(mark))
            if glued is not None and glued != is_glued:
                break
            glued = is_glued
        else:
            break
        at -= 1
    return at if dot - at <= _MAX_LABEL else dot


def _start(text: str, left: int, place: int) -> int:
    """Give where the address starts ("//" included), or -1 where what stands before it forbids one."""
    if text[left] in "-_":
        return -1
    before = text[left - 1] if left > place else " "
    if before not in _NOT_BEFORE:
        return left
    earlier = text[left - 2] if left - 1 > place else " "
    if before == "." and earlier == ".":
        return left
    if before == "/" and earlier == "/" and (left - 2 == place or text[left - 3] in _OPENS_RELATIVE):
        return left - 2
    return -1


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but blanks stands before and after it on its line."""
    while start and text[start - 1] in _BLANKS:
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    return (not start or text[start - 1] == "\n") and (end == len(text) or text[end] in "\r\n")
