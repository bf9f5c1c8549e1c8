"""sources.yaml -> Catalogue: every fault at once, and a cache of the checked form.

The cache only saves time. It holds plain JSON (nothing in it can run), is named by the file's own digest, and is
written to the side and renamed; whatever is wrong with it, the file itself is read instead.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from bot import __version__
from bot.catalogue.build import Tables, tables
from bot.catalogue.catalogue import Catalogue
from bot.catalogue.files import replace_file
from bot.catalogue.rows import Wording
from bot.errors import ConfigurationError, Fault

if TYPE_CHECKING:
    from bot.catalogue import plain

WordingCheck = Callable[[Wording], object]
"""Reads one wording, raising ConfigurationError where it does not follow docs/sources.md."""

SCHEMA_VERSION: Final = 3
"""Raised whenever schema.py or meaning.py would judge the same file differently."""
_KEPT_CACHES: Final = 3


def load(
    path: Path,
    cache_dir: Path | None = None,
    today: date | None = None,
    check_wording: WordingCheck | None = None,
) -> Catalogue:
    """Reads sources.yaml.

    Args:
        path: the file.
        cache_dir: where the checked form is kept; None reads the file itself, as ``mop doctor`` should.
        today: for dates that have not come yet; None asks the clock.
        check_wording: ``bot.patterns.wording.parse``, so that a bad wording is told with its line like any other
            fault; None leaves wordings to whoever matches them.

    Raises:
        ConfigurationError: with every fault of the file, each with its line.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigurationError([_unreadable(path, error)]) from error
    cached = cache_dir / _cache_name(raw) if cache_dir else None
    rows = _from_cache(cached) if cached else None
    if rows is None:
        data = checked(raw, path.name, today or datetime.now(UTC).date(), check_wording)
        rows = tables(cast("dict[str, object]", data))
        if cached:
            _to_cache(cached, data)
    return Catalogue(rows)


def checked(raw: bytes, name: str, today: date, check_wording: WordingCheck | None = None) -> plain.Plain:
    """The plain data of a file that has no fault.

    Args:
        raw: the file's bytes.
        name: how faults name the file.
        today: no date may be later.
        check_wording: as for ``load``.

    Raises:
        ConfigurationError: with every fault.
    """
    # Only a file that has changed is checked; start-up does not pay for the checker and its suffix list.
    from bot.catalogue import list_meaning, meaning, plain, schema  # noqa: PLC0415

    try:
        document = plain.read(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigurationError([_not_utf8(name, line)]) from error
    flaws = [*document.flaws]
    if document.root is not None:
        flaws += schema.FILE.flaws(document.data, ())
        flaws += meaning.flaws(document.data, today)
        flaws += list_meaning.flaws(document.data)
        flaws += _wording_flaws(document.data, check_wording) if check_wording else ()
    if flaws:
        raise ConfigurationError(_faults(document, flaws, name))
    return document.data


def place_of_list(path: Path, list_id: str) -> str:
    """Where a subscription stands, such as ``sources.yaml:120: lists[3]``; "" where that cannot be told."""
    from bot.catalogue import plain, tolerant  # noqa: PLC0415 - only for an update that was refused

    try:
        document = plain.read(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return ""
    for place, row in tolerant.rows_of(document.data, "lists"):
        if tolerant.text_at(row, "id") == list_id:
            return f"{path.name}:{document.line_of(place)}: {plain.dotted(place)}"
    return ""


def _wording_flaws(data: plain.Plain, check: WordingCheck) -> Iterator[plain.Flaw]:
    from bot.catalogue.meaning import wordings  # noqa: PLC0415 - see checked()
    from bot.catalogue.plain import Flaw  # noqa: PLC0415

    for path, wording in wordings(data):
        try:
            check(wording)
        except ConfigurationError as error:
            yield from (Flaw(path, fault.problem, fault.remedy) for fault in error.faults)


def _faults(document: plain.Document, flaws: list[plain.Flaw], name: str) -> list[Fault]:
    from bot.catalogue.plain import dotted  # noqa: PLC0415 - see checked()

    placed = [(flaw.line or document.line_of(flaw.path), flaw) for flaw in flaws]
    placed.sort(key=lambda pair: pair[0])
    faults = []
    for line, flaw in placed:
        label = _label(document.data, flaw.path)
        place = f"{name}:{line}: {dotted(flaw.path)}" + (f" ({label})" if label else "")
        faults.append(Fault(place, flaw.problem, flaw.remedy))
    return list(dict.fromkeys(faults))


def _label(data: plain.Plain, path: plain.Path) -> str:
    """The name of the row a fault is in: nobody counts to ``sources[412]``."""
    section = data.get(str(path[0])) if isinstance(data, dict) and len(path) > 1 else None
    at = path[1] if len(path) > 1 else 0
    row = section[at] if isinstance(section, list) and isinstance(at, int) and at < len(section) else None
    found = (row.get("name") or row.get("id")) if isinstance(row, dict) else None
    return found if isinstance(found, str) else ""


def _unreadable(path: Path, error: OSError) -> Fault:
    problem = error.strerror or "cannot be read"
    return Fault(str(path), problem, "Check MOP_SOURCES, or leave it unset to use the file that comes with Mop")


def _not_utf8(name: str, line: int) -> Fault:
    return Fault(f"{name}:{line}: the whole file", "is not UTF-8 text", "Save it as UTF-8 in your editor")


def _cache_name(raw: bytes) -> str:
    return f"sources-{SCHEMA_VERSION}-{__version__}-{hashlib.sha256(raw).hexdigest()}.json"


def _from_cache(cached: Path) -> Tables | None:
    try:
        return tables(json.loads(cached.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # Absent, cut off, or not of this program: the file itself is read, and the cache written anew.
        return None


def _to_cache(cached: Path, data: plain.Plain) -> None:
    # A full disk or a read-only folder costs the next start half a second, and is no fault.
    with contextlib.suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True)
        replace_file(cached, json.dumps(data, ensure_ascii=False).encode())
        older = sorted(cached.parent.glob("sources-*.json"), key=lambda path: path.stat().st_mtime)
        for path in older[:-_KEPT_CACHES]:
            path.unlink()
