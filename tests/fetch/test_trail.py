"""How a link grows on the way."""

from __future__ import annotations

import pytest

from bot.errors import FetchError
from bot.fetch.reading import refresh_hop
from bot.fetch.trail import Hop, follow, seen
from bot.links import Rules, canonical
from bot.model import GapReason, Step, StepKind

RULES = Rules.from_mapping(
    {
        "shorteners": ["short.test"],
        "tracking": {"everywhere": ["fbclid"]},
        "wrappers": [{"host": "out.test", "path": "/to", "parameter": "u"}],
    }
)
START = canonical("http://news.test/a", RULES)


def redirect(url: str) -> Hop:
    """A redirect to an address."""
    return Hop(url, StepKind.REDIRECT)


def test_wrapper_on_the_way() -> None:
    """A redirect to a wrapper leads to what it wraps, and both steps are kept."""
    target = "https://out.test/to?u=https%3A%2F%2Fpaper.test%2Fx%3Ffbclid%3D1"
    link = follow(START, redirect(target), RULES, frozenset())
    assert link.url == "https://paper.test/x"
    assert link.forwarded == START.forwarded
    assert [step.kind for step in link.steps] == [StepKind.REDIRECT, StepKind.WRAPPER, StepKind.TRACKING_REMOVED]


def test_shortener() -> None:
    """A redirect of a shortener is a shortener's step; its meta refresh is not."""
    short = canonical("http://short.test/a", RULES)
    target = "https://paper.test/"
    assert follow(short, redirect(target), RULES, frozenset()).steps == (Step(StepKind.SHORTENER, target),)
    refresh = Hop(target, StepKind.META_REFRESH)
    assert follow(short, refresh, RULES, frozenset()).steps == (Step(StepKind.META_REFRESH, target),)


def test_circle() -> None:
    """An address that was asked for is not asked for again, whatever its fragment."""
    visited = frozenset({seen(START.url), "https://paper.test/"})
    for target in ("https://paper.test/", "https://paper.test/#x", "http://news.test/a"):
        with pytest.raises(FetchError) as caught:
            follow(START, redirect(target), RULES, visited)
        assert caught.value.gap.reason is GapReason.TOO_MANY_REDIRECTS
        assert caught.value.link == START


def test_id_that_is_insisted_on() -> None:
    """A target that only differs by a tracking id from a page already seen is taken with it, once."""
    visited = frozenset({seen(START.url)})
    link = follow(START, redirect("http://news.test/a?fbclid=1"), RULES, visited)
    assert link.url == "http://news.test/a?fbclid=1"
    with pytest.raises(FetchError):
        follow(START, redirect("http://news.test/a?fbclid=1"), RULES, visited | {link.url})


def test_wrapper_back_to_the_start() -> None:
    """A wrapper around a page already seen is a circle, although its own address is new."""
    with pytest.raises(FetchError) as caught:
        follow(START, redirect("https://out.test/to?u=http://news.test/a"), RULES, frozenset({START.url}))
    assert caught.value.gap.reason is GapReason.TOO_MANY_REDIRECTS


@pytest.mark.parametrize(
    ("target", "reason"),
    [("javascript:alert(1)", GapReason.REFUSED_ADDRESS), ("http://" + "a" * 70 + ".test/", GapReason.MALFORMED)],
)
def test_no_link(target: str, reason: GapReason) -> None:
    """A target that is no link is a gap, with the link as far as it got."""
    with pytest.raises(FetchError) as caught:
        follow(START, redirect(target), RULES, frozenset())
    assert caught.value.gap.reason is reason
    assert caught.value.link == START


def test_refresh() -> None:
    """A refresh leads somewhere else, or nowhere."""
    assert refresh_hop("http://a.test/", "/b") == Hop("http://a.test/b", StepKind.META_REFRESH)
    assert refresh_hop("http://a.test/", "") is None
    assert refresh_hop("http://a.test/", "#x") is None
    assert refresh_hop("http://a.test/", "http://[") is None
    assert refresh_hop("http://a.test/", "mailto:x") is None
