"""robots.txt (RFC 9309): what a site asks of programs, read and applied in linear time. Pure.

Written here because a robots.txt is a stranger's text too: the readers we tried keep every group of the file for
every agent it names, which half a megabyte of "User-agent" lines makes quadratic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

AGENT = "Mop"
"""Our product token, which a site can name in its robots.txt."""
MAX_ROBOTS_BYTES = 512 * 1024
"""RFC 9309 2.5: at least 500 KiB are read."""
MAX_RULES = 2_000
MAX_RULE_CHARACTERS = 128 * 1024
"""Rules kept for us, and characters in all of them; real files have tens. What comes after is cut off."""

_LINE = re.compile(r"^[ \t]*(user-?agent|allow|disallow)[ \t]*:[ \t]*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ASCII = "".join(map(chr, range(0x21, 0x7F))) + " "
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")


@dataclass(frozen=True, slots=True)
class _Rule:
    allow: bool
    parts: tuple[str, ...]
    """The pattern between its stars; the first part is anchored at the start."""
    ends: bool
    """True where the pattern ends in ``$``."""
    length: int

    def matches(self, path: str) -> bool:
        if not path.startswith(self.parts[0]):
            return False
        at = len(self.parts[0])
        for part in self.parts[1:-1]:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return self._matches_end(path, at)

    def _matches_end(self, path: str, at: int) -> bool:
        if len(self.parts) == 1:
            return not self.ends or len(path) == at
        last = self.parts[-1]
        if self.ends:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What one site asks of us."""

    rules: tuple[_Rule, ...] = ()

    def permits(self, path_and_query: str) -> bool:
        """Tell whether a path may be asked for: the longest matching rule decides, "allow" when two tie."""
        path = _normal(path_and_query)
        matching = [rule for rule in self.rules if rule.matches(path)]
        return max(((rule.length, rule.allow) for rule in matching), default=(0, True))[1]


def parse(body: bytes) -> Robots:
    """Read a robots.txt; whatever is no rule for us is passed over, so any bytes are a valid file."""
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").replace("\r", "\n")
    ours, everyone = _Group(), _Group()
    named = False
    groups: tuple[bool, bool] = (False, False)
    opening = False
    for match in _LINE.finditer(text):
        field, value = match[1].lower(), match[2].strip()
        if field.startswith("user"):
            groups = groups if opening else (False, False)
            opening = True
            agent = _agent(value)
            groups = (groups[0] or agent == AGENT.lower(), groups[1] or agent == "*")
            named = named or groups[0]
            continue
        opening = False
        for group in (ours,) * groups[0] + (everyone,) * groups[1]:
            group.add(field, value)
    return Robots(tuple(ours.rules if named else everyone.rules))


class _Group:
    """Rules under construction, up to the limits."""

    def __init__(self) -> None:
        self.rules: list[_Rule] = []
        self._characters = 0

    def add(self, field: str, pattern: str) -> None:
        self._characters += len(pattern)
        if pattern and len(self.rules) < MAX_RULES and self._characters <= MAX_RULE_CHARACTERS:
            self.rules.append(_rule(field == "allow", pattern))


def _agent(value: str) -> str:
    """The product token of a User-agent line, without a version: ``Mop/1.0`` is ``mop``."""
    return re.split(r"[/ \t]", value, maxsplit=1)[0].lower()


def _rule(allow: bool, pattern: str) -> _Rule:
    ends = pattern.endswith("$")
    text = _normal(pattern.removesuffix("$"))
    return _Rule(allow, tuple(text.split("*")), ends, len(text) + ends)


def _normal(text: str) -> str:
    """One spelling for each octet (RFC 9309 2.2.2): non-ASCII escaped, unreserved characters not."""
    ascii_only = text if text.isascii() else quote(text, safe=_ASCII, errors="replace")
    return _ESCAPE.sub(_one_spelling, ascii_only) if "%" in ascii_only else ascii_only


def _one_spelling(match: re.Match[str]) -> str:
    char = chr(int(match[0][1:], 16))
    return char if char in _UNRESERVED else match[0].upper()
