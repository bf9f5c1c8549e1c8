"""Feeds in every form in which they come."""

from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.claims.feed import Tally, read
from bot.errors import ClaimFeedError

REVIEW = {
    "@type": "ClaimReview",
    "claimReviewed": "Cats can fly over rooftops",
    "url": "https://checks.example/cats",
    "datePublished": "2024-03-01",
    "author": {"@type": "Organization", "name": "Checks"},
    "reviewRating": {"@type": "Rating", "ratingValue": "-1", "bestRating": "-1", "alternateName": "False"},
    "itemReviewed": {"@type": "Claim", "appearance": [{"url": "https://rumours.example/cats"}]},
}
FLAT = {"claim": "Cats can fly over rooftops", "url": "https://checks.example/cats", "rating": "False"}


def _read(path: Path, content: str | bytes) -> tuple[list[str], Tally]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    tally = Tally()
    return [entry.review.claim_reviewed for entry in read(path, tally, "feed")], tally


FORMS = {
    "the public feed": json.dumps({"@type": "DataFeed", "dataFeedElement": [{"item": [REVIEW]}, {"item": None}]}),
    "an array": json.dumps([REVIEW]),
    "lines": json.dumps(REVIEW) + "\n\n",
    "one object over many lines": json.dumps(REVIEW, indent=1),
    "a graph": json.dumps({"@graph": [{"@type": "WebPage"}, REVIEW]}),
    "flat lines": json.dumps(FLAT) + "\n",
    "lines with tags round them": f"<p>intro</p>\n<p>{json.dumps(REVIEW)}</p><br>\n",
    "scripts of a page": f'<html><script type="application/ld+json">{json.dumps(REVIEW)}</script></html>',
    "commas": 'claim,url,rating\n"Cats can fly over rooftops",https://checks.example/cats,False\n',
    "semicolons": "Claim;Review URL\nCats can fly over rooftops;https://checks.example/cats\n",
    "tabs": "vclaim\turl\ttitle\nCats can fly over rooftops\thttps://checks.example/cats\tCats?\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(form: str, tmp_path: Path) -> None:
    """The public feed, arrays, lines, tags, pages and tables all give the same claim."""
    claims, tally = _read(tmp_path / "feed", FORMS[form])
    assert claims == ["Cats can fly over rooftops"]
    assert tally["read"] == 1


def test_zipped_feeds_are_read(tmp_path: Path) -> None:
    """A gzipped feed is read as what is in it."""
    assert len(_read(tmp_path / "feed.gz", gzip.compress(FORMS["an array"].encode()))[0]) == 1


def test_a_review_keeps_its_word_and_its_links(tmp_path: Path) -> None:
    """The rating stays verbatim though its figures are -1; where the claim was made is kept."""
    path = tmp_path / "feed"
    path.write_text(FORMS["an array"])
    (entry,) = read(path, Tally(), "feed")
    assert (entry.review.textual_rating, entry.review.appearances) == ("False", ("https://rumours.example/cats",))


def test_one_faulty_line_costs_that_line(tmp_path: Path) -> None:
    """Broken lines are counted, and the others read."""
    claims, tally = _read(tmp_path / "feed", f"{json.dumps(REVIEW)}\n{{broken\n{json.dumps(FLAT)}\n")
    assert (len(claims), tally["broken"]) == (2, 1)


def test_a_long_feed_is_read_in_pieces(tmp_path: Path) -> None:
    """A feed that is longer than what is read at once is read whole."""
    elements = [{"item": [{**REVIEW, "url": f"https://checks.example/{at}"}]} for at in range(4_000)]
    claims, _ = _read(tmp_path / "feed", json.dumps({"dataFeedElement": elements}))
    assert len(claims) == 4_000
    lines = "\n".join(json.dumps({**REVIEW, "url": f"https://checks.example/{at}"}) for at in range(400))
    assert len(_read(tmp_path / "lines", lines)[0]) == 400


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"dataFeedElement": [{"item": [REVIEW]}]})[:-30],
        "name,colour\ncat,black\n",
        "",
        "<html><p>nothing here</p></html>",
        gzip.compress(FORMS["an array"].encode())[:-20],
    ],
)
def test_what_is_no_feed_is_refused(content: str | bytes, tmp_path: Path) -> None:
    """A file that was cut off, or is something else, is refused with its name."""
    with pytest.raises(ClaimFeedError) as caught:
        _read(tmp_path / "feed", content)
    assert caught.value.source.endswith("feed")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A file that is not there is an error in words."""
    with pytest.raises(ClaimFeedError, match="cannot be read"):
        list(read(tmp_path / "none", Tally()))


@given(
    st.text(max_size=300)
    | st.sampled_from(sorted(FORMS.values())).flatmap(
        lambda form: st.integers(0, len(form)).map(lambda at: form[:at])
    )
)
@settings(max_examples=100, deadline=None)
def test_no_feed_does_more_than_be_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever is in a file, it is read or refused."""
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_text(text, "utf-8", "replace")
    with contextlib.suppress(ClaimFeedError):
        list(read(path, Tally()))
