"""Links in chat messages, found."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from benchmarks import made
from benchmarks.harness import Figure, Goal, Scale, Workload, each, in_turn, installed, right
from bot.links import Rules, find
from bot.links.find import addresses
from bot.model import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RULES = Rules.from_mapping({"tracking": {"everywhere": ["utm_*", "fbclid"]}})


def measure(scale: Scale) -> Iterator[Figure]:
    """Find the links of 10,000 messages, of their first 1,000, and of 100,000; then also unwrap and clean them."""
    for size in scale.sizes((200,), (1_000, 10_000), (100_000,)):
        messages = made.messages(size)
        texts = [text for text, _ in messages]
        right([_ours(text) for text in texts], [list(links) for _, links in messages], "links found")
        sides = [each(_ours, texts)]
        if installed("linkify_it"):
            sides.append(each(_theirs(), texts))
        rounds = 1 if size > 10_000 else scale.rounds
        ours, *peers = (1e6 * seconds / size for seconds in in_turn(rounds, *sides))
        median = int(statistics.median(map(len, texts)))
        name = f"a message of {median} characters (median), {size:,}"
        yield Figure(name, ours, "us", peers[0] if peers else None, Goal(1 / 10, 1 / 30))
        (whole,) = in_turn(rounds, each(_unwrapped, texts))
        yield Figure(f"the same with links unwrapped and cleaned, {size:,}", 1e6 * whole / size, "us")


def _ours(text: str) -> list[str]:
    return list(addresses(text))


def _unwrapped(text: str) -> object:
    return find(Message(text), RULES)


def _theirs() -> Callable[[str], object]:
    import linkify_it  # noqa: PLC0415 - only where the peer is installed

    match: Callable[[str], object] = linkify_it.LinkifyIt().match
    return match


WORKLOAD = Workload("extract", "links of chat messages, found", "linkify-it-py", measure, ("linkify_it",))
