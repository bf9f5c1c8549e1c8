"""Parsed page -> Page: every fact in its place, and what the page really is when it is no article."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.claims.claimreview import from_mapping, reviews_in
from bot.claims.json_ld import Graph, read_graph
from bot.model import ClaimReview, Link, Page
from bot.pages import dating, facts, kinds, sites
from bot.pages.body import Body, read_body
from bot.pages.head import Parsed
from bot.pages.microdata import claim_reviews
from bot.pages.text import main_text


def read(parsed: Parsed, link: Link, fetched_at: datetime, *, text_too: bool = True) -> Page:
    """Read what a page says of itself. Never raises; bounded like ``parse``.

    Args:
        parsed: the page, from ``parse``.
        link: where the redirects ended.
        fetched_at: the clock; dates more than a day ahead of it are refused.
        text_too: False to leave the body unread where the head says enough: an article with title, description, site
            and date, as most news are. It takes four fifths of the time. Then ``text`` is "", and an author or a last
            change that stands in the body alone is missed.

    Returns:
        The page, every text tidied (title at most 200 graphemes, description 400); ``gaps`` names at most one of
        LOGIN_WALL, CONSENT_PAGE, SOFT_404, PARKED and NO_TEXT. ``claim_reviews`` are as the page has them, unjudged.
    """
    graph = read_graph(parsed.json_ld)
    reviews = _reviews(parsed, graph, link)
    page = None if text_too else _page_of_head(facts.sources_of(parsed, Body(), graph, link), reviews, fetched_at)
    page = page or _page(facts.sources_of(parsed, read_body(parsed), graph, link), reviews, fetched_at)
    return sites.refine(page, parsed)


def read_head(parsed: Parsed, link: Link, fetched_at: datetime) -> Page | None:
    """As ``read`` without the text, of what ``parse_head`` gave; None where the body would have to be looked at."""
    if sites.has_rule(link):
        return None
    graph = read_graph(parsed.json_ld)
    return _page_of_head(facts.sources_of(parsed, Body(), graph, link), reviews_in(graph, link.url), fetched_at)


def _page_of_head(head: facts.Sources, reviews: tuple[ClaimReview, ...], fetched_at: datetime) -> Page | None:
    """What a head says; None where something that is looked for in a body would change what is read.

    What calls itself an article and describes itself is none of the pages that ``kinds`` tells by their text.
    """
    if not (kinds.is_article(head) and kinds.is_described(head) and head.meta("og:title", "twitter:title")):
        return None
    page = _page(head, reviews, fetched_at)
    return page if page.site_name and page.published else None


def _page(sources: facts.Sources, reviews: tuple[ClaimReview, ...], fetched_at: datetime) -> Page:
    text = main_text(sources.body) if sources.body.blocks else ""
    site = facts.site_name(sources)
    language = facts.language(sources)
    published = dating.published(sources, fetched_at, language)
    return Page(
        link=sources.link,
        title=facts.title(sources, site),
        description=facts.description(sources, text),
        text=text,
        author=facts.author(sources),
        published=published,
        modified=dating.modified(sources, published, fetched_at, language),
        language=language,
        site_name=site,
        canonical=facts.canonical(sources),
        claim_reviews=tuple(_completed(review, site, language) for review in reviews),
        fetched_at=fetched_at,
        gaps=kinds.gaps(sources, site, text, described=kinds.is_described(sources)),
    )


def _reviews(parsed: Parsed, graph: Graph, link: Link) -> tuple[ClaimReview, ...]:
    marked = (from_mapping(item, link.url) for item in claim_reviews(parsed.page))
    found = (*reviews_in(graph, link.url), *(review for review in marked if review))
    return tuple(dict.fromkeys(found))


def _completed(review: ClaimReview, site: str, language: str) -> ClaimReview:
    """Take from the page what a review on it leaves out."""
    return replace(review, publisher=review.publisher or site, language=review.language or language)
