"""The folder of the claim index: taken over as a whole or not at all.

Every import writes a new generation beside the old one; then ``state.json``, which names the one in use, is replaced
at one moment. Killed anywhere before, the old state and its files stand; what was left lying is cleared away by the
next import. Readers map the files of the state that they read, and keep them until they open another.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.claims import generation, vectors
from bot.claims.generation import Generation, Progress
from bot.claims.held import Feed, State, read_state, write_state
from bot.errors import ClaimFeedError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from bot.claims.entry import Entry
    from bot.links import Rules

STATE: Final = "state.json"
_LOCK: Final = "lock"
_PREFIX: Final = "generation-"
_LEAST_SHARE: Final = 0.5
"""A feed that comes back with less than this share of what it had is taken for broken, not for smaller."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is to be taken over."""

    feed_id: str
    entries: Iterable[Entry]
    """Those that count, of this feed only. What is raised while they are read refuses the whole."""
    vectors_of: vectors.Source | None = None
    """Vectors that came with the entries; None for most feeds."""
    force: bool = False
    """Whether a feed may shrink to less than half."""


class Shelf:
    """The claim index's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> State:
        """What is at hand now; read anew each time, since another process may have updated it."""
        return read_state(self.folder / STATE)

    def open(self, state: State | None = None) -> Generation | None:
        """Maps the index at hand; None where there is none yet.

        Raises:
            ClaimFeedError: there is one that cannot be read.
        """
        state = state or self.state()
        if not state.generation:
            return None
        try:
            return Generation(self.folder / state.generation)
        except (OSError, ValueError) as error:
            problem = f"the claim index at hand cannot be read, import the feeds again: {error}"
            raise ClaimFeedError(str(self.folder), problem) from error

    def take_over(self, incoming: Incoming, feed: Feed, rules: Rules, progress: Progress | None = None) -> Feed:
        """Puts a feed in the place of what was had of it, all other feeds staying.

        Raises:
            ClaimFeedError: it could not be read or written, was refused, or another import is going on; the old
                index stands.
        """
        try:
            with self._locked(incoming.feed_id):
                return self._taken_over(incoming, feed, rules, progress)
        except OSError as error:
            problem = f"could not be written: {error.strerror or error}"
            raise ClaimFeedError(incoming.feed_id, problem) from error

    def note(self, feed_id: str, feed: Feed) -> None:
        """Notes how an update went that changed nothing.

        Raises:
            ClaimFeedError: as ``take_over``.
        """
        try:
            with self._locked(feed_id):
                write_state(self.folder / STATE, self.state().with_feed(feed_id, feed))
        except OSError as error:
            raise ClaimFeedError(feed_id, f"could not be noted: {error.strerror or error}") from error

    # --- how ------------------------------------------------------------------------------------------

    def _taken_over(self, incoming: Incoming, feed: Feed, rules: Rules, progress: Progress | None) -> Feed:
        state = self.state()
        self._clear(state)
        before = self._readable(state)
        folder = self.folder / f"{_PREFIX}{secrets.token_hex(6)}"
        folder.mkdir()
        try:
            about = generation.write(folder, _together(incoming, before), rules, progress)
            feed = replace(feed, entries=about.sources.get(incoming.feed_id, 0))
            _judge(incoming, feed, state.of(incoming.feed_id))
            _carry(folder, before, incoming.vectors_of)
            _flush(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        write_state(self.folder / STATE, replace(state, generation=folder.name).with_feed(incoming.feed_id, feed))
        self._clear(self.state())
        return feed

    def _readable(self, state: State) -> Generation | None:
        """The index at hand; one that is spoilt is replaced rather than kept from being replaced."""
        try:
            return self.open(state)
        except ClaimFeedError:
            return None

    def _clear(self, state: State) -> None:
        for folder in self.folder.glob(f"{_PREFIX}*"):
            if folder.name != state.generation:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self, feed_id: str) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("wb") as file:
            if sys.platform != "win32":
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise ClaimFeedError(feed_id, "another import is going on") from error
            yield


def _together(incoming: Incoming, before: Generation | None) -> Iterator[Entry]:
    """The new entries first, so that they replace their like, then those of all other feeds."""
    yield from incoming.entries
    if before is not None:
        yield from (entry for entry in before.entries() if entry.source != incoming.feed_id)


def _judge(incoming: Incoming, feed: Feed, before: Feed) -> None:
    if not feed.entries:
        raise ClaimFeedError(incoming.feed_id, "holds no fact-check of a listed fact-checker")
    if feed.entries < before.entries * _LEAST_SHARE and not incoming.force:
        problem = f"has {feed.entries} fact-checks where it had {before.entries}: taken for broken (--force takes it)"
        raise ClaimFeedError(incoming.feed_id, problem)


def _carry(folder: Path, before: Generation | None, came: vectors.Source | None) -> None:
    """Vectors are dear: those that were made once go on with their entries."""
    fresh = Generation(folder)
    if before is not None and vectors.have(before.folder):
        with vectors.Folder(before.folder, before.entries()) as known:
            vectors.carry(known, fresh)
    if came is not None:
        vectors.carry(came, fresh)


def _flush(folder: Path) -> None:
    """Pushes the files to the disk before the state names them: a power cut must not leave a named half."""
    for path in folder.iterdir():
        if path.is_file():
            with contextlib.suppress(PermissionError), path.open("rb") as file:
                os.fsync(file.fileno())
