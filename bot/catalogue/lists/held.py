"""What is known of the lists at hand: one small file, replaced as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bot.catalogue.files import replace_file

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Held:
    """One list at hand, and how its last update went."""

    rows_file: str = ""
    """File of its rows; "" while none was taken over."""
    rows: int = 0
    hosts: int = 0
    as_of: str = ""
    """ISO date of the list itself, by its server; the day it was had where the server does not say."""
    taken_at: str = ""
    """When it was taken over, ISO with zone; "" for never."""
    tried_at: str = ""
    """When it was last tried."""
    etag: str = ""
    last_modified: str = ""
    described_as: str = ""
    """Fingerprint of the subscription that it was read by."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    fault: str = ""
    """Why the last update was refused; "" where it went well."""
    failures: int = 0
    """Updates in a row that failed."""


@dataclass(frozen=True, slots=True)
class State:
    """All lists at hand, and the files in use: whoever reads this file sees one whole state."""

    lists: Mapping[str, Held] = field(default_factory=dict)
    trie_file: str = ""
    """"" while there is none."""
    facts_file: str = ""
    links_file: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    """File name -> fingerprint."""

    def of(self, list_id: str) -> Held:
        """One list; an empty one where it was never had."""
        return self.lists.get(list_id, Held())

    def with_list(self, list_id: str, held: Held) -> State:
        """The same with one list changed."""
        return replace(self, lists={**self.lists, list_id: held})


def read_state(path: Path) -> State:
    """The state in a file; an empty one where there is none, or none that can be read."""
    try:
        data = json.loads(path.read_bytes())
        return _state(data) if data["version"] == _VERSION else State()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return State()


def write_state(path: Path, state: State) -> None:
    """Puts a new state in the place of the old one, at one moment.

    Raises:
        OSError: it could not be written; the old one stands.
    """
    content = json.dumps({"version": _VERSION, **asdict(state)}, ensure_ascii=False, indent=1)
    replace_file(path, content.encode(), durable=True)


def moment(written: str) -> datetime | None:
    """A time of the state; None for never, and for what somebody's editor has made of it."""
    try:
        read = datetime.fromisoformat(written)
    except (ValueError, TypeError):
        return None
    return read if read.tzinfo else None


def _state(data: dict[str, Any]) -> State:
    lists = {key: Held(**row) for key, row in data["lists"].items()}
    return State(lists, data["trie_file"], data["facts_file"], data["links_file"], data["digests"])
