"""ClaimReview in microdata."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.pages import microdata
from bot.pages.source import Source

if TYPE_CHECKING:
    from bot.claims.json_ld import Node

START = '<div itemscope itemtype="https://schema.org/ClaimReview">'


def claim_reviews(html: str) -> list[Node]:
    """Return the items of a page of this markup."""
    return microdata.claim_reviews(Source(html.encode()))


@pytest.mark.parametrize(
    ("html", "item"),
    [
        ('<i itemprop="claimReviewed">Water <b>burns</b></i></div>', {"claimReviewed": "Water burns"}),
        (
            "<meta itemprop=url content=/1><meta itemprop=url content=/2><link itemprop=url href=/3></div>",
            {"url": ["/1", "/2", "/3"]},
        ),
        ("<a itemprop='url sameAs' href=/1>x</a></div>", {"url": "/1", "sameAs": "/1"}),
        ("<time itemprop=datePublished datetime=2024-01-01>x</time></div>", {"datePublished": "2024-01-01"}),
        ("<img itemprop=image src=/i><data itemprop=n value=5>x</data></div>", {"image": "/i", "n": "5"}),
        (
            "<p itemprop=author itemscope itemtype=http://schema.org/Person><b itemprop=name>Jo</b></p></div>",
            {"author": {"@type": "http://schema.org/Person", "name": "Jo"}},
        ),
        ("<b itemprop=a>x</i></b><i itemprop=b>y", {"a": "x", "b": "y"}),
        ("</p></b><b itemprop=a>x</b></div><b itemprop=a>outside</b>", {"a": "x"}),
    ],
)
def test_items(html: str, item: dict[str, object]) -> None:
    """Values come from the attribute that holds them, else from the text, and nest like the markup."""
    assert claim_reviews("<p>before" + START + html) == [{"@type": "https://schema.org/ClaimReview", **item}]


def test_several_items_and_other_types() -> None:
    """Each ClaimReview is an item; other types, words about it and JSON-LD are not."""
    one = START + "<i itemprop=a>x</i></div>"
    assert len(claim_reviews(one * 3)) == 3
    assert len(claim_reviews(one * 30)) == 10
    assert claim_reviews('<div itemscope itemtype="https://schema.org/Review">') == []
    assert claim_reviews("https://schema.org/ClaimReview") == []
    assert claim_reviews("itemtype=https://schema.org/ClaimReview") == []
    assert claim_reviews("<p>itemtype=https://schema.org/ClaimReview itemscope") == []


def test_markup_is_bounded() -> None:
    """Depth, number and unclosed items end."""
    assert len(claim_reviews(START * 5_000)) == 1
    (deep,) = claim_reviews(START + "<b itemprop=a>x" * 5_000)
    assert deep["@type"] == "https://schema.org/ClaimReview"
