"""What a page says of itself: title, description, author, site, language, canonical address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.claims.claimreview import join_url, web_url
from bot.claims.json_ld import Graph, Node, get, items, text_of
from bot.model import Link
from bot.pages.body import Body
from bot.pages.head import Parsed
from bot.tidy import tidy

TITLE: Final = 200
"""Graphemes, the ellipsis included."""
DESCRIPTION: Final = 400
_NAME: Final = 100

ARTICLE_TYPES: Final = (
    "NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "SatiricalArticle", "LiveBlogPosting",
    "ScholarlyArticle", "MedicalScholarlyArticle", "TechArticle", "Report", "SocialMediaPosting",
    "DiscussionForumPosting", "VideoObject", "ClaimReview", "PodcastEpisode",
)  # fmt: skip
_PAGE_TYPES: Final = ("WebPage", "ItemPage", "AboutPage", "FAQPage", "MedicalWebPage", "QAPage", "ProfilePage")
_SITE_TYPES: Final = ("WebSite", "NewsMediaOrganization")

_SEPARATOR: Final = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|｜•»]\s*|\s+::\s+|:\s+(?=\S+$)")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z0-9])", re.IGNORECASE)
_BY: Final = re.compile(r"(?:by|von|por|par|di|door|autor|автор)\s*[:\s]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a fact about the page may be read from."""

    parsed: Parsed
    body: Body
    graph: Graph
    article: Node
    """The JSON-LD object that is the page's own article; empty without one."""
    link: Link
    named: Mapping[str, str]
    """The first content that is not blank of each meta, those of the head before those of the body."""

    def meta(self, *names: str) -> str:
        """Return the content of the first of ``names`` that the page has; "" without one."""
        for name in names:
            content = self.named.get(name)
            if content is not None:
                return content
        return ""

    def at_root(self) -> bool:
        """Say whether this is a site's front page, where dates and authors are those of other pages."""
        return urlsplit(self.link.url).path in {"", "/"}


def sources_of(parsed: Parsed, body: Body, graph: Graph, link: Link) -> Sources:
    """Gather what the facts are read from."""
    named: dict[str, str] = {}
    for name, content in (*parsed.metas, *body.metas):
        if content.strip():
            named.setdefault(name, content)
    return Sources(parsed, body, graph, article_of(graph, link), link, named)


def article_of(graph: Graph, link: Link) -> Node:
    """Pick the object that describes the page itself, out of teasers, breadcrumbs and publishers; empty for none."""
    articles = list(graph.of_type(*ARTICLE_TYPES))
    path = urlsplit(link.url).path.rstrip("/")
    for node in articles:
        if path and any(path in text for key in ("url", "mainEntityOfPage", "@id") for text in _links(node, key)):
            return node
    # Three or more headlines, none of them this page's: a list of other articles.
    if articles and (len(articles) < 3 or len(_headlines(articles)) < 3):
        return articles[0]
    return next(graph.of_type(*_PAGE_TYPES), {})


def _headlines(articles: Iterable[Node]) -> set[str]:
    return {text_of(get(node, "headline", "name"), 60) for node in articles} - {""}


def _links(node: Node, key: str) -> Iterable[str]:
    for item in items(get(node, key)):
        value = get(item, "@id", "url") if isinstance(item, Mapping) else item
        if isinstance(value, str):
            yield value[:2_048]


def site_name(sources: Sources) -> str:
    """Return what the site calls itself; "" when it does not say."""
    names = (
        sources.meta("og:site_name", "application-name"),
        text_of(sources.graph.follow(_first(get(sources.article, "publisher"))), _NAME),
        *(text_of(get(node, "name"), _NAME) for node in sources.graph.of_type(*_SITE_TYPES)),
        sources.meta("apple-mobile-web-app-title", "dc.publisher", "twitter:app:name:iphone"),
    )
    return next((name for name in (tidy(name, _NAME) for name in names) if name and not web_url(name)), "")


def _first(value: object) -> object:
    listed = items(value)
    return listed[0] if listed else None


# --- title ----------------------------------------------------------------------------------------------


def title(sources: Sources, site: str) -> str:
    """Return the headline: og, twitter, JSON-LD, the only h1, the title element; the site's name is cut off its end.

    A candidate that is nothing but the site's name yields to the next one.
    """
    own = site_words(site, sources.link)
    first = ""
    for candidate in _titles(sources):
        text = tidy(candidate, TITLE) if candidate else ""
        if text and letters(text) not in own:
            return without_site(text, own)
        first = first or text
    return first


def _titles(sources: Sources) -> Iterator[str]:
    yield sources.meta("og:title")
    yield sources.meta("twitter:title")
    yield text_of(get(sources.article, "headline"), TITLE)
    headings = [block.text for block in sources.body.blocks if block.tag == "h1"]
    yield headings[0] if len(headings) == 1 else ""
    yield sources.parsed.title
    yield sources.meta("title", "dc.title", "citation_title")


def letters(text: str) -> str:
    """Return only the letters and digits of ``text``, in one case, to compare names by."""
    return _NO_LETTERS.sub("", text.casefold())


def site_words(site: str, link: Link) -> frozenset[str]:
    """Return how a site's name may stand in a title: its own word for itself, its host, its domain's first label."""
    host, domain = link.host.removeprefix("www."), link.registrable_domain
    names = {site, link.host, host, domain, host.partition(".")[0], domain.partition(".")[0]}
    return frozenset(letters(name) for name in names) - {""}


def without_site(text: str, own: frozenset[str]) -> str:
    """Cut the site's name off a title's end, or its beginning, where a headline is left."""
    before, colon, after = text.partition(": ")
    parts = list(_SEPARATOR.finditer(text))
    if colon and letters(before) in own:
        return _if_headline(after, text)
    if parts:
        last, first = text[parts[-1].end() :], text[: parts[0].start()]
        if letters(last) in own:
            text = _if_headline(text[: parts[-1].start()], text)
        elif letters(first) in own:
            text = _if_headline(text[parts[0].end() :], text)
    return text


def segments(text: str) -> list[str]:
    """Cut a title at the signs that sites put between headline and name."""
    return [part for part in _SEPARATOR.split(text) if part]


def _if_headline(cut: str, whole: str) -> str:
    cut = cut.strip()
    return cut if len(cut) >= 8 or (cut and not cut.isascii()) else whole


# --- the rest -------------------------------------------------------------------------------------------


def description(sources: Sources, main_text: str) -> str:
    """Return the page's own summary, else the first paragraph of its main text, at most 400 graphemes."""
    named = (
        sources.meta("og:description", "description", "twitter:description")
        or text_of(get(sources.article, "description", "abstract"), DESCRIPTION)
        or sources.meta("dc.description", "dcterms.abstract", "sailthru.description")
    )
    return tidy(named, DESCRIPTION) or tidy(main_text.partition("\n")[0], DESCRIPTION)


def author(sources: Sources) -> str:
    """Return who wrote it, at most three names; "" when the page does not say, or gives only an address."""
    named = items(get(sources.article, "author", "creator"))[:3]
    names = [text_of(sources.graph.follow(item), _NAME) for item in named]
    if not any(names):
        names = [
            sources.meta("author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")
            or sources.meta("article:author", "citation_author", "og:article:author", "twitter:data1")
        ]
    tidied = (
        _BY.sub("", tidy(name, _NAME), count=1) if _BY.match(tidy(name, _NAME)) else tidy(name, _NAME)
        for name in names
    )
    return ", ".join(dict.fromkeys(name for name in tidied if name and "://" not in name and name[0] != "@"))


def language(sources: Sources) -> str:
    """Return the page's language as BCP 47, such as "pt-BR"; "" when it names none that reads as a language."""
    for named in (
        sources.parsed.language,
        sources.meta("og:locale"),
        text_of(get(sources.article, "inLanguage"), 35),
        sources.meta("content-language", "language", "dc.language"),
    ):
        found = _LANGUAGE.match(named.strip()[:35])
        if found and found[1].lower() not in {"und", "mul", "zxx"}:
            parts = (found[1].lower(), (found[2] or "").title(), (found[3] or "").upper())
            return "-".join(part for part in parts if part)
    return ""


def canonical(sources: Sources) -> str:
    """Return the address that the page names as its own, absolute; "" when it names none that can be its own.

    Only within the registrable domain where the page was found: a page that could name any address would borrow
    another outlet's reputation. A front page named by a page that is none is a template's mistake.
    """
    base = sources.parsed.base and join_url(sources.link.url, sources.parsed.base)
    named = [href for rel, href in sources.parsed.links if rel == "canonical"] + [sources.meta("og:url")]
    for text in named:
        whole = web_url(text) if text.startswith(("https://", "http://")) else ""
        url = (whole or join_url(base or sources.link.url, text)).partition("#")[0]
        if url and _own(url, sources):
            return url
    return ""


def _own(url: str, sources: Sources) -> bool:
    parts = urlsplit(url)
    host, domain = parts.hostname or "", sources.link.registrable_domain
    same = host == sources.link.host or (domain and (host == domain or host.endswith("." + domain)))
    lost = parts.path in {"", "/"} and not parts.query and not sources.at_root()
    return bool(same) and not lost and "@" not in parts.netloc
