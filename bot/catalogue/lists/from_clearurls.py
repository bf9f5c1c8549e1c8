"""ClearURLs' rules: which parameters only track. Read into the form of sources.yaml's ``links: tracking:``.

The rules are regular expressions; those that say no more than a name, a choice of names or a beginning are taken
over, the rest passed over. Providers with exceptions are passed over too, but for the global ones: an exception
names addresses at which a parameter matters, and a link must never lead elsewhere than it did.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Final

from bot.catalogue.lists.record import text_of
from bot.catalogue.lists.subscription import Subscription
from bot.errors import ListError

_EVERYWHERE: Final = ".*"
_PREFIX: Final = "(?:%3F)?"
_HOST: Final = re.compile(r"\^https\?:\\?/\\?/\(\?:\[a-z0-9-\]\+\\\.\)\*\?((?:[a-z0-9-]+\\\.)+[a-z]{2,})")
_ANY_SUFFIX: Final = re.compile(
    r"\^https\?:\\?/\\?/\(\?:\[a-z0-9-\]\+\\\.\)\*\?([a-z0-9-]+)\(\?:\\\.\[a-z\]\{2,\}\)\{1,\}"
)
_CHOICE: Final = re.compile(r"\(\?:([\w|-]+)\)(\??)|([\w-])\?|([\w-])")
_OPEN_END: Final = re.compile(r"(?:\[[a-zA-Z_0-9-]+\]|\.)[*+]$")
_JOINED_END: Final = re.compile(r"\(\?:_\[a-z_?\]\*\)([+?])$")
"""``utm(?:_[a-z_]*)?``: the name itself, and all that begin with it and a line under."""
_SHORTEST_OPEN: Final = 4
"""Letters that a beginning must have: ``bi*`` would take off far more than it should."""
_MOST_NAMES: Final = 16


@dataclass(frozen=True, slots=True)
class Tracking:
    """Parameters that only track."""

    everywhere: tuple[str, ...] = ()
    hosts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    passed_over: int = 0
    """Rules too intricate to be taken over."""


def tracking(raw: bytes, spec: Subscription) -> Tracking:
    """Reads the rules.

    Raises:
        ListError: it is not whole JSON, or has no providers.
    """
    try:
        document = json.loads(text_of(raw, spec.id))
    except (ValueError, RecursionError) as error:
        raise ListError(spec.id, f"is not whole JSON: {error}") from error
    providers = document.get("providers") if isinstance(document, dict) else None
    if not isinstance(providers, dict) or not providers:
        raise ListError(spec.id, "has no `providers`, so these are no ClearURLs rules")
    hosts: dict[str, tuple[str, ...]] = {}
    passed_over = 0
    for provider in providers.values():
        host, rules = _host(provider), _rules(provider)
        names = [name for rule in rules for name in _names(rule)] if host else []
        passed_over += len(rules) if not host else sum(1 for rule in rules if not list(_names(rule)))
        if host and names:
            hosts[host] = tuple(dict.fromkeys((*hosts.get(host, ()), *names)))
    return Tracking(hosts.pop(_EVERYWHERE, ()), hosts, passed_over)


def _rules(provider: object) -> list[str]:
    rules = provider.get("rules") if isinstance(provider, dict) else None
    return [rule for rule in rules if isinstance(rule, str)] if isinstance(rules, list) else []


def _host(provider: object) -> str:
    """The host of a provider, ``amazon.*`` for a name under any suffix, "" for what is neither."""
    pattern = provider.get("urlPattern") if isinstance(provider, dict) else None
    if not isinstance(provider, dict) or not isinstance(pattern, str):
        return ""
    if pattern == _EVERYWHERE:
        return _EVERYWHERE
    if provider.get("exceptions") or provider.get("completeProvider") is True:
        return ""
    exact, any_suffix = _HOST.fullmatch(pattern), _ANY_SUFFIX.fullmatch(pattern)
    if exact:
        return exact[1].replace("\\.", ".")
    return f"{any_suffix[1]}.*" if any_suffix else ""


def _names(rule: str) -> Iterator[str]:
    """The names that a rule stands for; none where it says more than names."""
    body = rule.removeprefix(_PREFIX)
    joined, open_end = _JOINED_END.search(body), _OPEN_END.search(body)
    end = joined or open_end
    stems = _spelled(body[: end.start()] if end else body)
    if joined:
        yield from (f"{name}_*" for name in stems)
    if open_end:
        yield from (f"{name}*" for name in stems if len(name) >= _SHORTEST_OPEN)
    if not end or (joined and joined[1] == "?"):
        yield from stems


def _spelled(stem: str) -> list[str]:
    """Every name that choices and optional letters spell; none where there is more than that in it."""
    choices: list[tuple[str, ...]] = []
    at = 0
    while at < len(stem):
        part = _CHOICE.match(stem, at)
        if part is None:
            return []
        choices.append(_options(part))
        at = part.end()
    if prod(map(len, choices)) > _MOST_NAMES:
        return []
    return [name for name in map("".join, product(*choices)) if name]


def _options(part: re.Match[str]) -> tuple[str, ...]:
    group, is_optional, maybe, letter = part.groups()
    if group:
        return (*group.split("|"), "") if is_optional else tuple(group.split("|"))
    return (maybe, "") if maybe else (letter,)
