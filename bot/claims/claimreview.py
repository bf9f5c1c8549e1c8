"""schema.org/ClaimReview, as publishers really write it -> ClaimReview.

Whether a review is to be believed is not decided here: anyone can put one on a page. That takes a publisher that is
listed as a fact-checker, on its own registrable domain, which the claim index decides with ``url``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

import can_ada

from bot.claims.json_ld import Graph, Json, Node, get, graph_of, items, text_of, types_of
from bot.dates import iso_day
from bot.model import ClaimReview
from bot.tidy import tidy

MAX_REVIEWS: Final = 50
"""Of one page; a page with more is a list of checks, not a check."""
MAX_APPEARANCES: Final = 50
_LONGEST_URL: Final = 2_048
_NAME: Final = 200
_FAR_FUTURE: Final = datetime(2999, 1, 1, tzinfo=UTC)
"""No clock here: a review's date is only shown, and a date to come is the publisher's own mistake."""


def reviews_in(graph: Graph, page_url: str = "") -> tuple[ClaimReview, ...]:
    """Return every ClaimReview in ``graph``, each once, in order."""
    found: dict[ClaimReview, None] = {}
    for node in graph.of_type("ClaimReview"):
        review = _review(node, graph, page_url)
        if review is not None:
            found[review] = None
        if len(found) >= MAX_REVIEWS:
            break
    return tuple(found)


def from_mapping(mapping: Mapping[str, object], page_url: str = "") -> ClaimReview | None:
    """Read one ClaimReview object, from JSON-LD, microdata or a feed.

    Args:
        mapping: the object; any value may be a string, an object or a list of either.
        page_url: the page it stands on; "" for a feed.

    Returns:
        The review with ``textual_rating`` verbatim ("" where it names none) and ``reliability`` None; or None when
        it has no claim or no address.
    """
    return _review(mapping, graph_of([mapping]), page_url)


def _review(node: Node, graph: Graph, page_url: str) -> ClaimReview | None:
    reviewed = [graph.follow(item) for item in items(get(node, "itemReviewed"))]
    claims = [item for item in reviewed if isinstance(item, Mapping)]
    url = _url_of(get(node, "url", "mainEntityOfPage", "@id"), page_url) or web_url(page_url)
    claim = text_of(get(node, "claimReviewed")) or _claim_in(claims) or text_of([*_texts(reviewed)])
    if not claim or not url:
        return None
    return ClaimReview(
        claim_reviewed=claim,
        claimant=_claimant(claims, graph),
        textual_rating=_rating(graph.follow(get(node, "reviewRating"))),
        publisher=_publisher(node, graph),
        url=url,
        review_date=_day(get(node, "datePublished", "dateCreated", "dateModified")),
        language=tidy(text_of(get(node, "inLanguage")), 35),
        appearances=_appearances(claims, graph, {url, page_url}),
    )


def _texts(values: Iterable[Json]) -> Iterable[str]:
    return (value for value in values if isinstance(value, str) and not web_url(value))


def _claim_in(claims: Iterable[Node]) -> str:
    """What the reviewed thing says of itself, where ``claimReviewed`` is missing."""
    for claim in claims:
        text = text_of(get(claim, "text", "name", "headline", "description"))
        if text and not web_url(text):
            return text
    return ""


def _claimant(claims: Iterable[Node], graph: Graph) -> str:
    for claim in claims:
        for key in ("author", "creator", "claimant"):
            name = text_of([graph.follow(item) for item in items(get(claim, key))], _NAME)
            if name and not web_url(name):
                return name
        nested = [item for item in items(get(claim, "itemReviewed")) if isinstance(item, Mapping)]
        if nested and (name := text_of(get(nested[0], "author"), _NAME)):
            return name
    return ""


def _rating(value: Json) -> str:
    """The rater's word; else the figure on its scale, as "2/5"; "" where the figure stands for nothing."""
    for item in items(value):
        if isinstance(item, str):
            return tidy(item, _NAME)
        if isinstance(item, Mapping):
            word = text_of(get(item, "alternateName"), _NAME) or text_of(_word(get(item, "ratingValue")), _NAME)
            word = word or text_of(get(item, "name"), _NAME) or _figure(item)
            if word:
                return word
    return ""


def _word(value: Json) -> Json:
    """A ``ratingValue`` that is a word ("False"), which some publishers use instead of ``alternateName``."""
    return [item for item in items(value) if isinstance(item, str) and any(char.isalpha() for char in item)]


def _figure(rating: Node) -> str:
    value, worst, best = (_number(get(rating, key)) for key in ("ratingValue", "worstRating", "bestRating"))
    # -1/-1/-1 is how the feed's tools fill in "no scale"; a figure off its own scale says nothing either.
    if value is None or best is None or best <= 0 or not (worst or 0) <= value <= best:
        return ""
    return f"{value:g}/{best:g}"


def _number(value: Json) -> float | None:
    try:
        number = float(text_of(value if isinstance(value, (str, list)) else str(value), 20))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _publisher(node: Node, graph: Graph) -> str:
    """The organisation behind the review: an author that is a person yields to the named publisher."""
    author, publisher = (graph.follow(_first(get(node, key))) for key in ("author", "publisher"))
    ordered = [author, publisher]
    if isinstance(author, Mapping) and "Person" in types_of(author):
        ordered.reverse()
    for item in (*ordered, graph.follow(_first(get(node, "sdPublisher", "creator")))):
        name = text_of(item, _NAME)
        if name and not web_url(name):
            return name
    return ""


def _first(value: Json) -> Json:
    listed = items(value)
    return listed[0] if listed else None


def _day(value: Json) -> str:
    return iso_day(text_of(value, 80), _FAR_FUTURE)


# --- addresses ------------------------------------------------------------------------------------------


def web_url(text: str) -> str:
    """Return ``text`` as a web address in the WHATWG form, or "" when it is none (http and https only)."""
    text = text.strip()
    if not text[:5].lower().startswith("http") or len(text) > _LONGEST_URL:
        return ""
    try:
        url = can_ada.parse(text)
    except (ValueError, TypeError):  # TypeError: can_ada's word for a lone surrogate
        return ""
    return str(url.href) if url.protocol in {"http:", "https:"} and url.hostname else ""


def join_url(base: str, text: str) -> str:
    """Return ``text`` as an absolute web address, read from ``base``; "" when it is none."""
    text = text.strip()
    if not text or len(text) > _LONGEST_URL:
        return ""
    try:
        return web_url(urljoin(base, text))
    except ValueError:
        return ""


def _url_of(value: Json, base: str) -> str:
    for text in _addresses(value):
        url = join_url(base, text)
        if url:
            return url
    return ""


def _addresses(value: Json) -> Iterable[str]:
    for item in items(value)[:MAX_APPEARANCES]:
        if isinstance(item, Mapping):
            inner = [get(item, key) for key in ("url", "@id", "sameAs", "contentUrl")]
            yield from (text for part in inner for text in items(part) if isinstance(text, str))
        elif isinstance(item, str):
            yield from item.split()[:MAX_APPEARANCES]


def _appearances(claims: Iterable[Node], graph: Graph, own: set[str]) -> tuple[str, ...]:
    """Links at which the claim was made.

    The review's own address is a common slip, and a bare front page ("https://www.facebook.com/") would later
    match every link to that site: both are left out.
    """
    found: dict[str, None] = {}
    for claim in claims:
        for key in ("appearance", "firstAppearance", "url", "sameAs"):
            for item in items(get(claim, key)):
                for text in _addresses(graph.follow(item)):
                    url = web_url(text)
                    if url and url not in own and _has_path(url):
                        found[url] = None
    return tuple(found)[:MAX_APPEARANCES]


def _has_path(url: str) -> bool:
    rest = url.split("//", 1)[1].partition("/")[2]
    return bool(rest.split("#")[0])
