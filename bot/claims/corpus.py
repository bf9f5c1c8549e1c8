"""What a search reads of the fact-checks that it looks through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.claims.entry import Entry
    from bot.claims.features import Known


class Corpus(Protocol):
    """Some fact-checks: a generation of the index, or a few that were handed over."""

    @property
    def rarity(self) -> Callable[[str], float]:
        """Term -> inverse document frequency."""
        ...

    def rarity_of_share(self, share: float) -> float:
        """Return the rarity of a term that stands in this share of the entries."""
        ...

    def entry(self, number: int) -> Entry:
        """Return one entry.

        Raises:
            ValueError: the file is spoilt.
        """
        ...

    def known(self, number: int) -> Known:
        """Return one entry's words, made ready.

        Raises:
            ValueError: the file is spoilt.
        """
        ...

    def search(self, weighed: Mapping[str, float], limit: int) -> list[tuple[int, float]]:
        """Return entries that have any of these terms, best first, with their BM25 scores."""
        ...
