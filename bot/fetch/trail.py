"""How a link grows as redirects are followed. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import can_ada

from bot import links
from bot.errors import FetchError, LinkError
from bot.links import Rules
from bot.model import Gap, GapReason, GapStep, Link, Step, StepKind


class Hop(NamedTuple):
    """Where an answer points instead of being a page."""

    target: str
    """Absolute address, WHATWG-serialised."""
    kind: StepKind
    """REDIRECT or META_REFRESH."""


def follow(link: Link, hop: Hop, rules: Rules, visited: frozenset[str]) -> Link:
    """Give the link one step further on.

    The target is canonicalised like any forwarded link, so what is fetched has no tracking ids and stands behind
    no wrapper. Where that leads back to a page already seen (some sites insist on an id of theirs), the target is
    taken as it is.

    Args:
        link: where the redirect was met.
        hop: where that redirect points; its step is a SHORTENER one on a host that is one.
        rules: what counts as shortener, wrapper and tracking.
        visited: addresses asked for so far, as ``seen`` gives them.

    Raises:
        FetchError: REFUSED_ADDRESS for a target on no web scheme, MALFORMED for one that cannot be read,
            TOO_MANY_REDIRECTS for a circle.
    """
    target, kind = hop
    if kind is StepKind.REDIRECT and rules.is_shortener(link.host):
        kind = StepKind.SHORTENER
    step = Step(kind, target)
    try:
        found = links.canonical(target, rules)
    except LinkError as exc:
        odd = GapReason.MALFORMED if is_web(target) else GapReason.REFUSED_ADDRESS
        raise FetchError(target, Gap(GapStep.FETCH, odd, "redirect"), link) from exc
    if seen(found.url) in visited and can_ada.parse(target).hostname.strip("[]") == found.host:
        found = replace(found, url=target, steps=())
    if seen(found.url) in visited:
        raise FetchError(found.url, Gap(GapStep.FETCH, GapReason.TOO_MANY_REDIRECTS, "circle"), link)
    return replace(found, forwarded=link.forwarded, steps=(*link.steps, step, *found.steps))


def seen(url: str) -> str:
    """An address as the server sees it: without its fragment."""
    return url.partition("#")[0]


def is_web(url: str) -> bool:
    """Tell whether an absolute address is on http or https."""
    return url.startswith(("http:", "https:"))
