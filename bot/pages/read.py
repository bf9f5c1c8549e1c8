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
    body = read_body(parsed) if text_too else Body()
    sources = facts.sources_of(parsed, body, graph, link)
    language = facts.language(sources)
    site, published = facts.site_name(sources), dating.published(sources, fetched_at, language)
    if not (text_too or (site and published and _says_enough(sources))):
        sources = facts.sources_of(parsed, read_body(parsed), graph, link)
        language = facts.language(sources)
        site, published = facts.site_name(sources), dating.published(sources, fetched_at, language)
    text = main_text(sources.body)
    page = Page(
        link=link,
        title=facts.title(sources, site),
        description=facts.description(sources, text),
        text=text,
        author=facts.author(sources),
        published=published,
        modified=dating.modified(sources, published, fetched_at, language),
        language=language,
        site_name=site,
        canonical=facts.canonical(sources),
        claim_reviews=tuple(_completed(review, site, language) for review in _reviews(parsed, graph, link)),
        fetched_at=fetched_at,
        gaps=kinds.gaps(sources, site, text, described=kinds.is_described(sources)),
    )
    return sites.refine(page, parsed)


def _says_enough(head: facts.Sources) -> bool:
    """Whether nothing that is looked for in a body would change what is read of a head with a site's name and a date.

    What calls itself an article and describes itself is none of the pages that ``kinds`` tells by their text.
    """
    return kinds.is_article(head) and kinds.is_described(head) and bool(head.meta("og:title", "twitter:title"))


def _reviews(parsed: Parsed, graph: Graph, link: Link) -> tuple[ClaimReview, ...]:
    marked = (from_mapping(item, link.url) for item in claim_reviews(parsed.page))
    found = (*reviews_in(graph, link.url), *(review for review in marked if review))
    return tuple(dict.fromkeys(found))


def _completed(review: ClaimReview, site: str, language: str) -> ClaimReview:
    """Take from the page what a review on it leaves out."""
    return replace(review, publisher=review.publisher or site, language=review.language or language)
