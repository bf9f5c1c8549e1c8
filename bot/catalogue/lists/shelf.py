"""The folder of the lists: taken over as a whole or not at all.

Every update writes files of new names to the side; then ``state.json``, which names the files in use, is replaced
at one moment. Killed anywhere before, the old state and its files stand; what was left lying is cleared away by
the next update. Readers map the files of the state that they read, and keep them until they open another.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.catalogue.lists import mapped
from bot.catalogue.lists.held import Held, State, read_state, write_state
from bot.catalogue.lists.mapped import Mapped
from bot.catalogue.lists.record import Row
from bot.catalogue.lists.subscription import Use
from bot.errors import ListError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from bot.catalogue.lists.parsed import Parsed

STATE: Final = "state.json"
_LOCK: Final = "lock"
_NO_TABS: Final = str.maketrans("\t\n\r", "   ")


@dataclass(frozen=True)
class Lists:
    """The lists at hand, ready to be asked."""

    mapped: Mapped = field(default_factory=Mapped)
    state: State = field(default_factory=State)
    links: Mapping[str, object] = field(default_factory=dict)
    """Shorteners and tracking parameters, in the form of sources.yaml's ``links`` section, by list."""
    fault: str = ""
    """Why lists that were taken over cannot be read; "" where all is well."""


class Shelf:
    """The lists' folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> State:
        """What is at hand now; read anew each time, since another process may have updated it."""
        return read_state(self.folder / STATE)

    def open(self) -> Lists:
        """Maps the lists at hand. Never raises: what cannot be read is a fault of the result."""
        state = self.state()
        if not state.trie_file:
            return Lists(state=state)
        try:
            return self._opened(state)
        except (OSError, ValueError) as error:
            return Lists(state=state, fault=f"the lists at hand cannot be read: {error}")

    def _opened(self, state: State) -> Lists:
        for name, known in state.digests.items():
            if mapped.digest(self.folder / name) != known:
                raise ValueError(f"{name} is not as it was written")
        found = mapped.read(self.folder / state.trie_file, self.folder / state.facts_file)
        links = json.loads((self.folder / state.links_file).read_bytes())
        return Lists(found, state, links)

    def rows_of(self, held: Held) -> Iterator[Row]:
        """The rows of a list at hand; none where it was never had, or its file is gone."""
        with contextlib.suppress(OSError):
            if held.rows_file:
                yield from _read_rows(self.folder / held.rows_file)

    def take_over(self, list_id: str, use: Use, parsed: Parsed, held: Held) -> Held:
        """Puts a list in the place of the one at hand.

        Raises:
            ListError: it could not be written, or another update is going on; the old state stands.
        """
        try:
            with self._locked(list_id):
                return self._taken_over(list_id, use, parsed, held)
        except OSError as error:
            raise ListError(list_id, f"could not be written: {error.strerror or error}") from error

    def note(self, list_id: str, held: Held) -> None:
        """Notes how an update went that changed nothing.

        Raises:
            ListError: as ``take_over``.
        """
        try:
            with self._locked(list_id):
                write_state(self.folder / STATE, self.state().with_list(list_id, held))
        except OSError as error:
            raise ListError(list_id, f"could not be noted: {error.strerror or error}") from error

    def mend(self) -> None:
        """Builds what readers map anew from the lists' rows, where it can no longer be read.

        A list whose rows cannot be read either is dropped, so that the next update has it whole.

        Raises:
            ListError: as ``take_over``.
        """
        if not self.open().fault:
            return
        try:
            with self._locked("lists"):
                state = self.state()
                whole = {key: held for key, held in state.lists.items() if self._is_whole(held)}
                self._swap(replace(state, lists=whole))
        except OSError as error:
            raise ListError("lists", f"could not be written: {error.strerror or error}") from error

    def keep_only(self, list_ids: Iterable[str]) -> None:
        """Forgets lists that are no longer subscribed to.

        Raises:
            ListError: as ``take_over``.
        """
        wanted = set(list_ids)
        try:
            with self._locked("lists"):
                state = self.state()
                kept = {key: held for key, held in state.lists.items() if key in wanted}
                if len(kept) < len(state.lists):
                    self._swap(replace(state, lists=kept))
        except OSError as error:
            raise ListError("lists", f"could not be written: {error.strerror or error}") from error

    # --- how ------------------------------------------------------------------------------------------

    def _is_whole(self, held: Held) -> bool:
        """Whether a list's rows can be read; one that was never had has none to read."""
        try:
            return not held.rows_file or sum(1 for _ in _read_rows(self.folder / held.rows_file)) >= 0
        except (OSError, ValueError, TypeError):  # TypeError: a line with too many or too few cells
            return False

    def _taken_over(self, list_id: str, use: Use, parsed: Parsed, held: Held) -> Held:
        self._clear()
        name = f"{list_id}-{secrets.token_hex(6)}.rows"
        _write_rows(self.folder / name, use, parsed)
        held = replace(held, rows_file=name)
        self._swap(self.state().with_list(list_id, held))
        return held

    def _swap(self, state: State) -> None:
        """Builds the files of a state beside the old ones, proves them, then makes the state the one in use."""
        tag = secrets.token_hex(6)
        trie, facts, links = (f"{part}-{tag}.{end}" for part, end in _PARTS)
        rows = {key: held.rows_file for key, held in state.lists.items() if held.rows_file}
        mapped.write(
            self.folder / trie,
            self.folder / facts,
            ((key, _read_rows(self.folder / name)) for key, name in sorted(rows.items())),
        )
        found = {key: _read_links(self.folder / name) for key, name in sorted(rows.items())}
        content = json.dumps({key: links for key, links in found.items() if links}, ensure_ascii=False)
        (self.folder / links).write_text(content, "utf-8")
        digests = {name: mapped.digest(self.folder / name) for name in (trie, facts, links)}
        mapped.read(self.folder / trie, self.folder / facts)
        write_state(
            self.folder / STATE,
            replace(state, trie_file=trie, facts_file=facts, links_file=links, digests=digests),
        )
        self._clear()

    def _clear(self) -> None:
        """Removes files that no state names: what a killed update left, and what the last one replaced."""
        state = self.state()
        used = {STATE, _LOCK, *state.digests, *(held.rows_file for held in state.lists.values())}
        for path in self.folder.iterdir():
            if path.is_file() and path.name not in used:
                # A file that somebody still has open cannot be removed on every system; the next update will.
                with contextlib.suppress(OSError):
                    path.unlink()

    @contextmanager
    def _locked(self, list_id: str) -> Iterator[None]:
        """Holds the folder for one update; the system lets go of it when the process is killed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a") as lock:
            if sys.platform != "win32":  # there is no flock there: one process at a time must update
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError as error:
                    raise ListError(list_id, "is not updated: another update is going on") from error
            yield


_PARTS: Final = (("hosts", "trie"), ("facts", "json"), ("links", "json"))
_LINKS: Final = "#links\t"


def _write_rows(path: Path, use: Use, parsed: Parsed) -> None:
    with path.open("w", encoding="utf-8") as stream:
        links: dict[str, object] = {}
        if use is Use.SHORTENERS:
            links = {"shorteners": [row.subject for row in parsed.rows if "/" not in row.subject]}
        elif use is Use.TRACKING:
            found = parsed.tracking
            links = {"tracking": {"everywhere": list(found.everywhere), "hosts": found.hosts}}
        stream.write(f"{_LINKS}{json.dumps(links)}\n")
        for row in parsed.rows:
            cells = (row.subject, row.word, row.as_of, row.name, row.page)
            stream.write("\t".join(cell.translate(_NO_TABS) for cell in cells) + "\n")


def _read_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            if not line.startswith(_LINKS):
                yield Row(*line.rstrip("\n").split("\t"))


def _read_links(path: Path) -> dict[str, object]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        found = json.loads(stream.readline().removeprefix(_LINKS))
    return found if isinstance(found, dict) else {}
