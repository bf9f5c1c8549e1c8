"""Making the vectors of fact-checks: dear, so once each, in the background, resumed after a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.claims import vectors
from bot.claims.english import is_english
from bot.claims.entry import meaning_of
from bot.errors import ClaimFeedError

if TYPE_CHECKING:
    from bot.claims.generation import Generation
    from bot.claims.shelf import Shelf
    from bot.claims.vectors import Encoder, Kind

_AT_ONCE: Final = 16
"""Texts made, then written: what a stop can cost."""


def make_all(
    shelf: Shelf, encoder: Encoder, progress: Callable[[int], None] | None = None, kind: Kind = vectors.MEANING
) -> int:
    """Make every vector that is missing, also of an index that comes in meanwhile.

    Args:
        shelf: where the index is kept.
        encoder: makes vectors.
        progress: told how many were made so far.
        kind: of which model they are; those of the second are made of fact-checks in English alone.

    Returns:
        How many were made.

    Raises:
        ClaimFeedError: there is no index, or it cannot be read or written.
    """
    made = 0
    for generation in _generations(shelf):
        for count in _made_in(generation, encoder, kind, lambda: shelf.state().generation):
            made += count
            if progress:
                progress(made)
    return made


def _generations(shelf: Shelf) -> Iterator[Generation]:
    """The index at hand; then the one that took its place meanwhile, if one did."""
    name = ""
    while (now := shelf.state().generation) != name or not name:
        generation = shelf.open()
        if generation is None:
            raise ClaimFeedError(str(shelf.folder), "no fact-checks are at hand: mop claims import")
        name = now
        yield generation


def _made_in(generation: Generation, encoder: Encoder, kind: Kind, in_use: Callable[[], str]) -> Iterator[int]:
    try:
        vectors.begin(generation, kind)
        waiting = vectors.missing(generation, kind)
        with vectors.Rows(generation.folder, kind) as rows:
            while generation.folder.name == in_use() and (numbers := list(islice(waiting, _AT_ONCE))):
                texts = {number: meaning_of(generation.entry(number)) for number in numbers}
                fitting = {at: text for at, text in texts.items() if kind is not vectors.ENGLISH or is_english(text)}
                made = vectors.packed(encoder.passages(list(fitting.values())), kind) if fitting else []
                for number, row in zip(fitting, made, strict=True):
                    rows.put(number, row)
                for number in texts.keys() - fitting.keys():
                    rows.leave_out(number)
                rows.flush()
                yield len(numbers)
    except (OSError, ValueError) as error:
        raise ClaimFeedError(str(generation.folder), f"vectors cannot be made: {error}") from error
