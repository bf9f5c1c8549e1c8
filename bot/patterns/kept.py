"""The wordings' filing, kept in the cache folder: a start need not choose thousands of anchors again.

As with the checked form of sources.yaml, this only saves time. It is plain JSON, named by a fingerprint of the
wordings and of the program that filed them, written to the side and renamed; whatever is wrong with it, the filing is
made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bot.catalogue.files import replace_file
from bot.catalogue.rows import Pattern, SignalWording, Wording
from bot.patterns.index import Filed
from bot.patterns.matcher import Matcher

_KEPT: Final = 3
"""Older ones are removed: each change of sources.yaml makes another."""
_BYTES: Final = "latin-1"
"""How bytes are written as JSON's texts, one character a byte: an anchor may end within a letter."""


def open_matcher(
    patterns: Sequence[Pattern],
    signals: Sequence[SignalWording],
    unless_any: Mapping[str, Sequence[Wording]],
    folder: Path,
) -> Matcher:
    """Return a matcher, from its kept filing where there is one of these very wordings.

    Raises:
        ConfigurationError: for a wording that does not follow docs/sources.md.
    """
    path = folder / f"wordings-{_fingerprint(patterns, signals, unless_any)}.json"
    # Absent, cut off, or not of this program: the filing is made anew.
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        kept = [_read(json.loads(line)) for line in path.read_bytes().splitlines()]
        return Matcher(patterns, signals, unless_any, kept)
    matcher = Matcher(patterns, signals, unless_any)
    _keep(path, matcher)
    return matcher


def _keep(path: Path, matcher: Matcher) -> None:
    # A full disk or a read-only folder costs the next start a third of a second, and is no fault.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # One a line: what is read stays in memory less than three at once would.
        replace_file(path, "\n".join(json.dumps(_written(each)) for each in matcher.filed).encode())
        older = sorted(path.parent.glob("wordings-*.json"), key=lambda each: each.stat().st_mtime)
        for each in older[:-_KEPT]:
            each.unlink()


def _written(filed: Filed) -> list[object]:
    anchors = {anchor.decode(_BYTES): list(numbers) for anchor, numbers in filed.anchors.items()}
    pairs = {b" ".join(pair).decode(_BYTES): list(numbers) for pair, numbers in filed.pairs.items()}
    plain = [b" ".join(words).decode(_BYTES) for words in filed.plain]
    others = [[b" ".join(words).decode(_BYTES) for words in choices] for choices in filed.others]
    return [anchors, pairs, plain, list(filed.places), others]


def _read(row: Any) -> Filed:  # noqa: ANN401 - whatever was in the file
    anchors, pairs, plain, places, others = row
    numbers = (number for each in (*anchors.values(), *pairs.values()) for number in each)
    if not len(plain) == len(others) == len(places) or not all(0 <= number < len(plain) for number in numbers):
        raise ValueError("not a filing")
    once: dict[bytes, bytes] = {}  # the same word is kept once, in however many wordings it stands

    def words(written: str) -> list[bytes]:
        return [once.setdefault(word, word) for word in written.encode(_BYTES).split()]

    return Filed(
        {anchor.encode(_BYTES): numbers for anchor, numbers in anchors.items()},
        {tuple(words(pair)): numbers for pair, numbers in pairs.items()},
        list(map(words, plain)),
        places,
        [tuple(tuple(words(choice)) for choice in choices) for choices in others],
    )


def _fingerprint(*wordings: object) -> str:
    """The wordings and the program's own files: whoever works on the filing must not be served an older one."""
    digest = hashlib.blake2b(repr(wordings).encode("utf-8", "surrogatepass"), digest_size=16)
    for name in _program():
        digest.update(name.encode())
    return digest.hexdigest()


def _program() -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        status = path.stat()
        yield f"{path.name}:{status.st_size}:{status.st_mtime_ns}"
