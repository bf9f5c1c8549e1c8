"""A small sources.yaml with lists, their files, and a client that serves them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalogue import Catalogue, load
from bot.errors import FetchError
from bot.model import Gap, GapReason, GapStep
from tests.catalogue.samples import DATA, TODAY

if TYPE_CHECKING:
    from bot.catalogue.lists.subscription import Subscription

FILES = DATA / "lists"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def catalogue() -> Catalogue:
    """Return the catalogue of tests/data/catalogue/lists/sources.yaml."""
    return load(FILES / "sources.yaml", None, TODAY)


def subscription(list_id: str, **changes: object) -> Subscription:
    """Return one of its subscriptions, with some of its fields changed."""
    found = next(spec for spec in catalogue().tables.lists if spec.id == list_id)
    return replace(found, **changes)  # type: ignore[arg-type]  # fields are named by each test


@dataclass(frozen=True)
class Saved:
    """What the client returns for a file that it wrote."""

    etag: str = ""
    last_modified: str = ""


@dataclass
class Server:
    """A client whose upstream is a folder of files; notes what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)
    """By the last part of the address."""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def download(
        self, url: str, path: Path, *, max_bytes: int, etag: str = "", last_modified: str = ""
    ) -> object:
        """Write the file of ``url`` to ``path``."""
        self.asked.append((url, etag, last_modified))
        name = url.rsplit("/", 1)[-1]
        if self.unchanged and (etag or last_modified):
            return object()
        if name not in self.files:
            raise FetchError(url, Gap(GapStep.FETCH, GapReason.NOT_FOUND, "404"))
        assert len(self.files[name]) <= max_bytes
        path.write_bytes(self.files[name])  # noqa: ASYNC240 - a few bytes in a test
        return Saved(self.etag, self.last_modified)


def server(**files: str) -> Server:
    """Return a server of the recorded files, and of texts given under a name with ``_`` for a dot."""
    recorded = {path.name: path.read_bytes() for path in FILES.iterdir() if path.name != "sources.yaml"}
    return Server({**recorded, **{name.replace("_", "."): text.encode() for name, text in files.items()}})
