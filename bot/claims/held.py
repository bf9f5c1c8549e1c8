"""What is known of the claim index at hand: one small file, replaced as a whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from bot.catalogue.files import replace_file

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed at hand, and how its last update went."""

    url: str = ""
    """Where it is had; "" for a file that was imported."""
    entries: int = 0
    """Fact-checks taken from it."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Reason -> rows that were passed over."""
    taken_at: str = ""
    """ISO with zone; "" for never."""
    tried_at: str = ""
    etag: str = ""
    last_modified: str = ""
    fault: str = ""
    """Why the last update was refused; "" where it went well."""


@dataclass(frozen=True, slots=True)
class State:
    """All feeds at hand, and the folder in use: whoever reads this file sees one whole state."""

    generation: str = ""
    """Name of the folder in use; "" while there is none."""
    feeds: Mapping[str, Feed] = field(default_factory=dict)

    def of(self, feed_id: str) -> Feed:
        """One feed; an empty one where it was never had."""
        return self.feeds.get(feed_id, Feed())

    def with_feed(self, feed_id: str, feed: Feed) -> State:
        """The same with one feed changed."""
        return replace(self, feeds={**self.feeds, feed_id: feed})


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


def _state(data: dict[str, Any]) -> State:
    return State(data["generation"], {key: Feed(**row) for key, row in data["feeds"].items()})
