"""Links in chat messages, found."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, in_turn, installed, right
from bot.links import Rules, find
from bot.links.find import addresses
from bot.model import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def measure(scale: Scale) -> Iterator[Figure]:
    """Find the links of 10,000 messages, of their first 1,000, and of 100,000; then also unwrap and clean them."""
    rules = Rules.from_mapping({"tracking": {"everywhere": ["utm_*", "fbclid"]}})
    for size in scale.sizes((200,), (1_000, 10_000), (100_000,)):
        messages = made.messages(size)
        texts = [text for text, _ in messages]
        right([list(addresses(text)) for text in texts], [list(links) for _, links in messages], "links found")
        sides: list[Callable[[], object]] = [lambda texts=texts: [list(addresses(text)) for text in texts]]
        if installed("linkify_it"):
            finder = _linkify()
            sides.append(lambda texts=texts: [finder.match(text) for text in texts])
        times = in_turn(1 if size > 1_000 else scale.rounds, *sides)
        ours, *peers = (1e6 * each / size for each in times)
        median = int(statistics.median(map(len, texts)))
        name = f"a message, {size:,} of them, median {median} characters"
        yield Figure(name, ours, "us", peers[0] if peers else None, Goal(1 / 10, 1 / 30))
        (whole,) = in_turn(
            1 if size > 1_000 else scale.rounds, lambda texts=texts: [find(Message(text), rules) for text in texts]
        )
        yield Figure(f"the same with links unwrapped and cleaned, {size:,}", 1e6 * whole / size, "us")


def _linkify() -> Any:  # noqa: ANN401 - it has no types
    import linkify_it  # noqa: PLC0415 - it need not be there

    return linkify_it.LinkifyIt()


WORKLOAD = Workload("extract", "links of chat messages, found", "linkify-it-py", measure, ("linkify_it",))
