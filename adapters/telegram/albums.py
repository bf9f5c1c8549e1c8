"""The pictures of an album come as messages of their own; they are put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cachetools import TTLCache

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    import telegram

    from adapters.telegram.ordinary import AnyUpdate

PAUSE_SECONDS: Final = 0.5
"""An album is whole when nothing more of it came for this long."""

REMEMBERED_SECONDS: Final = 120.0
"""A picture that comes this late still belongs to the album, and is no reason for a second answer."""


class Albums:
    """Holds pictures back until their album is whole."""

    def __init__(
        self,
        later: Callable[[float, Callable[[], Awaitable[None]]], None],
        whole: Callable[[Sequence[AnyUpdate], bool], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._later = later
        self._whole = whole
        """Told the updates of one album in order, and whether it is complete: False for what came late."""
        self._open: dict[tuple[int, str], list[AnyUpdate]] = {}
        self._done: TTLCache[tuple[int, str], bool] = TTLCache(
            10_000, REMEMBERED_SECONDS, timer=lambda: clock().timestamp()
        )

    def take(self, message: telegram.Message, update: AnyUpdate) -> None:
        """Add one picture."""
        key = (message.chat.id, message.media_group_id or "")
        pictures = self._open.setdefault(key, [])
        pictures.append(update)
        self._wait(key, len(pictures))

    def _wait(self, key: tuple[int, str], number: int) -> None:
        async def close() -> None:
            if len(self._open.get(key, ())) == number:
                self._close(key)

        self._later(PAUSE_SECONDS, close)

    def _close(self, key: tuple[int, str]) -> None:
        pictures = sorted(self._open.pop(key), key=lambda update: update.update_id)
        is_first = key not in self._done
        self._done[key] = True
        self._whole(pictures, is_first)
