"""ClaimReview in all its real forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.claims.claimreview import (
    MAX_APPEARANCES,
    MAX_REVIEWS,
    from_mapping,
    join_url,
    web_url,
)
from bot.model import ClaimReview
from tests.claims.samples import parse_json_ld

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "claims" / "broken.yaml").read_text(encoding="utf-8")
)
USUAL = {
    "claim_reviewed": "Water burns",
    "claimant": "",
    "textual_rating": "False",
    "publisher": "Plain",
    "url": "https://plain.example/1",
    "review_date": "",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_recorded_json_ld(case: dict[str, Any]) -> None:
    """Each form, whole or broken, gives the review a reader would see in it."""
    fields = {**USUAL, **case.get("review", {})}
    fields["appearances"] = tuple(fields.get("appearances", ()))
    expected = () if case.get("none") else (ClaimReview(**fields),)
    assert parse_json_ld([case["text"]], case.get("page_url", "")) == expected


def test_several_scripts_and_duplicates() -> None:
    """Reviews of several scripts come in order, each once."""
    one, two = ({"@type": "ClaimReview", "claimReviewed": name, "url": "https://p.example/1"} for name in "ab")
    found = parse_json_ld([json.dumps(one), json.dumps([two, one])])
    assert [review.claim_reviewed for review in found] == ["a", "b"]


def test_numbers_are_bounded() -> None:
    """A page of a thousand reviews, or a review of a thousand links, is cut."""
    many = [{"@type": "ClaimReview", "claimReviewed": f"c{n}", "url": "https://p.example/1"} for n in range(1_000)]
    assert len(parse_json_ld([json.dumps(many)])) == MAX_REVIEWS
    links = {"appearance": [f"https://a.example/{n}" for n in range(1_000)]}
    review = from_mapping({"claimReviewed": "c", "url": "https://p.example/1", "itemReviewed": links})
    assert review is not None
    assert len(review.appearances) == MAX_APPEARANCES


def test_row_of_a_feed() -> None:
    """A feed's object needs no type, keeps its rating verbatim, and is read by nobody's scale."""
    row = {"claimReviewed": "c", "url": "https://p.example/1", "reviewRating": {"alternateName": "Mostly  False!"}}
    review = from_mapping(row)
    assert review is not None
    assert (review.textual_rating, review.reliability) == ("Mostly False!", None)


def test_addresses() -> None:
    """Only web addresses come out, in the form that the WHATWG's rules give them."""
    assert web_url(" HTTPS://Exämple.org/a b ") == "https://xn--exmple-cua.org/a%20b"
    assert join_url("https://p.example/a/", "../b") == "https://p.example/b"
    for bad in ("", "x", "httpx://a/", "http://", "http://a\ud800/", "http://[", "https://a/" + "x" * 3_000):
        assert web_url(bad) == ""
    for bad in ("", "javascript:1", "//[", "x" * 3_000):
        assert join_url("https://p.example/", bad) == ""


def test_hostile_scripts_end() -> None:
    """Depth, breadth and mending's worst inputs all end, with nothing found."""
    for unit in ("[", '{"a":', "{},", ",", '"', '"\\', "\\", "/*", "//", "<!--", "<![CDATA[", "1", "[[],"):
        text = unit * (250_000 // len(unit))
        assert parse_json_ld([text + "ClaimReview", "[" + text]) == ()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("https://a.example/1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@id", "@value", "name", "url", "author", "appearance", "ratingValue"]), inner
        )
    ),
    max_leaves=8,
)
NODES = st.dictionaries(
    st.sampled_from(
        ["@type", "claimReviewed", "url", "author", "publisher", "itemReviewed", "reviewRating", "datePublished"]
    ),
    VALUES,
)


@settings(max_examples=200)
@given(NODES)
@example({"claimReviewed": ["\ud800x"], "url": "https://a.example/1", "author": {"@id": "#"}})
@example(
    {"claimReviewed": "x", "url": "https://a.example/1", "reviewRating": {"ratingValue": "nan", "bestRating": "inf"}}
)
def test_any_object_is_read(node: dict[str, object]) -> None:
    """No value in any place raises, and what comes out is bounded text."""
    review = from_mapping({**node, "@type": "ClaimReview"}, "https://p.example/")
    if review is not None:
        texts = (review.claim_reviewed, review.claimant, review.textual_rating, review.publisher, review.url)
        assert all(len(text.encode()) < 20_000 for text in texts)
        assert review.claim_reviewed
        assert review.url.startswith("http")


@settings(max_examples=200)
@given(st.text(alphabet='{}[]",:\\/*<!->; aClaimReview@type', max_size=80))
@example('{"@type":"ClaimReview"' * 3)
@example('"\\')
def test_any_text_is_read(text: str) -> None:
    """No script raises."""
    assert isinstance(parse_json_ld([text + "ClaimReview"]), tuple)
