"""Pages that are no article, and articles that look like such pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model import Gap, GapReason, GapStep, Step, StepKind
from bot.pages import parse, read
from bot.pages.phrases import CHALLENGE, CONSENT, LOGIN, NOT_FOUND, NUMBER_ALONE, SCRIPT_NEEDED, plain
from tests.pages.samples import HTML, NOW, link, page

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "pages" / "kinds.yaml").read_text(encoding="utf-8")
)
SENTENCE = "<p>Sentence number {} of a text that runs on and on about the gulls of the harbour.</p>"


def gap_of(html: str, url: str) -> str:
    """Return the one gap of a page, or "none"."""
    gaps = page(html, url).gaps
    assert len(gaps) <= 1
    return gaps[0].reason.value if gaps else "none"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['gap']}-{case['name']}")
def test_recorded_kinds(case: dict[str, Any]) -> None:
    """Each page is taken for what a person would take it for, and never an article for less."""
    text = "".join(SENTENCE.format(number) for number in range(case.get("text", 0)))
    assert gap_of(case["html"].replace("</body>", text + "</body>"), case["url"]) == case["gap"]


def test_long_articles_are_never_flagged() -> None:
    """Whatever its title says, a page with a long text is an article."""
    text = "".join(SENTENCE.format(number) for number in range(40))
    for phrase in LOGIN | CONSENT | NOT_FOUND | CHALLENGE:
        assert gap_of(f"<title>{phrase}</title><body>{text}", "https://www.post.example/x") == "none", phrase


def test_phrases_inside_a_headline_are_not_flagged() -> None:
    """A headline that merely holds the words is a headline."""
    for phrase in LOGIN | CONSENT | NOT_FOUND | CHALLENGE | NUMBER_ALONE:
        html = f"<title>Town wonders about {phrase} and what it means to gulls</title><body>{SENTENCE}"
        assert gap_of(html, "https://www.post.example/news/x") == "none", phrase


@pytest.mark.parametrize(
    ("known", "reason"),
    [(LOGIN, "login_wall"), (CONSENT, "consent_page"), (NOT_FOUND, "soft_404"), (CHALLENGE, "bot_check")],
)
def test_phrases_as_a_title_are_flagged(known: frozenset[str], reason: str) -> None:
    """Each phrase, as the title of a page with one short line, is the announcement itself."""
    for phrase in known:
        html = f"<title>{phrase.title()} | Harbour Post</title><body><p>A short line, no more than that.</p>"
        assert gap_of(html, "https://www.post.example/news/x") == reason, phrase


def test_shell_phrases_are_nothing_to_read() -> None:
    """A page that only asks for scripts has no text."""
    for phrase in SCRIPT_NEEDED:
        assert gap_of(f"<title>App</title><body><div>{phrase}…</div>", "https://app.example/x") == "no_text", phrase


def test_plain() -> None:
    """Phrases are compared without case, punctuation and apostrophes."""
    assert plain("  Oops! That page can’t be found. ") == "oops that page cant be found"


FRONT = "<title>Harbour Post</title><body>" + SENTENCE * 3


@pytest.mark.parametrize(
    ("forwarded", "kind", "gap"),
    [
        ("https://post.example/news/gulls-win-the-prize", StepKind.REDIRECT, True),
        ("https://post.example/story/20191103", StepKind.REDIRECT, True),
        ("https://post.example/about", StepKind.REDIRECT, False),
        ("https://other.example/news/gulls-win-the-prize", StepKind.REDIRECT, False),
        ("https://post.example/news/gulls-win-the-prize", StepKind.TRACKING_REMOVED, False),
    ],
)
def test_article_that_leads_to_the_front_page(forwarded: str, kind: StepKind, gap: bool) -> None:
    """An article's address that its own site sends to the front page is a removed article."""
    url = "https://www.post.example/"
    found = read(parse(FRONT.encode(), HTML), link(url, forwarded, (Step(kind, url),)), NOW)
    assert found.gaps == ((Gap(GapStep.PAGE, GapReason.SOFT_404),) if gap else ())


def test_front_page_reached_on_its_own() -> None:
    """A front page that was forwarded as such is what it is."""
    assert gap_of(FRONT, "https://www.post.example/") == "none"
