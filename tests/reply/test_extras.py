"""What the buttons under an answer show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.locales import localizer
from bot.model import (
    Evidence,
    Kind,
    MatchHow,
    Reliability,
    ReportPage,
    Signal,
    SignalKind,
    Step,
    StepKind,
)
from bot.reply import details, report_it, share
from tests.reply.test_compose import report
from tests.samples import NOW, authority, evidence, link, look_alike, match, page, pattern, rating

ENGLISH = localizer("en")


def test_details_show_how_the_link_was_unwrapped() -> None:
    """Details say what was sent, how it was unwrapped, every remark and when it was looked at."""
    steps = (
        Step(StepKind.SHORTENER, "https://news.example/story?utm_source=x"),
        Step(StepKind.TRACKING_REMOVED, "x"),
    )
    sent = replace(link(), forwarded="https://short.example/x", steps=steps)
    signals = (Signal(SignalKind.CAPITALS, "NOW"), Signal(SignalKind.URGENCY, "hurry"))
    found = evidence(rating(Reliability.UNRELIABLE), link=sent, signals=signals, page=page(author="A. Writer"))
    reply = details(report(found), ENGLISH)
    assert reply.headline == "In detail: news.example"
    assert "As it was sent: hxxps://short[.]example/x" in reply.caveats
    assert "How the link was unwrapped: behind a link shortener, tracking removed." in reply.caveats
    assert "It presses you to hurry; a true thing can wait for a check." in reply.caveats
    assert "By A. Writer" in [note.text for note in reply.notes]
    assert reply.caveats[-1].startswith("Looked at November 22, 2026.")


def test_details_quote_no_page_that_must_not_be_opened() -> None:
    """Of a phishing site not even the headline is repeated."""
    reply = details(report(evidence(rating(kind=Kind.PHISHING), page=page(title="Log in now"))), ENGLISH)
    assert "Log in now" not in str(reply.notes)


def test_details_tell_when_a_page_was_changed() -> None:
    """A page that was changed after it was published says when."""
    changed = page(published=NOW - timedelta(days=3), modified=NOW - timedelta(days=1))
    notes = details(report(evidence(rating(Reliability.UNRELIABLE), page=changed)), ENGLISH).notes
    assert "Changed November 21, 2026" in [note.text for note in notes]


def test_details_of_words_have_no_host() -> None:
    """A rumour without a link has details too."""
    reply = details(report(evidence(link=None, pattern_matches=(pattern(),))), ENGLISH)
    assert reply.headline == "In detail"
    assert reply.notes[0].text == "Going round since 1999: The moon is cheese."


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (
            evidence(pattern_matches=(pattern(),)),
            (
                "The moon is rock. Astronauts brought some back.\n"
                "Read instead: The page, The Authority:\nhttps://authority.example/page"
            ),
        ),
        (
            evidence(claim_matches=(match(),), authorities=(authority(),)),
            (
                "Checks checked “The moon is cheese” and rated it “False”:\nhttps://checks.example/1\n"
                "Read instead: The page, The Authority:\nhttps://authority.example/page"
            ),
        ),
        (
            evidence(rating(Reliability.UNRELIABLE, rater="R")),
            "news.example is not a source to rely on, according to R:\nhttps://r.example/news",
        ),
        (
            evidence(rating(kind=Kind.SATIRE, rater="R")),
            "news.example is satire, not news:\nhttps://r.example/news",
        ),
        (
            evidence(look_alike=look_alike()),
            "news[.]example is not The News. The real one:\nhttps://thenews.example/",
        ),
        (evidence(rating(kind=Kind.PHISHING)), "Do not open news[.]example: it is listed as a phishing site."),
        (
            evidence(rating(Reliability.RELIABLE, word="good", rater="R")),
            "news.example: “good”, according to R.\nhttps://news.example/story",
        ),
        (
            evidence(rating(kind=Kind.NEWS), page=page(published=NOW - timedelta(days=1000))),
            "This is from February 26, 2024, not from today:\nhttps://news.example/story",
        ),
        (
            evidence(rating(kind=Kind.FACT_CHECKER), is_fact_check=True),
            "news.example checks facts: this link is a check, not the rumour.\nhttps://news.example/story",
        ),
        (
            evidence(rating(Reliability.MIXED, rater="R")),
            "news.example: to be read with care, according to R.\nhttps://r.example/news",
        ),
        (evidence(), "I have nothing to share about this: nothing is known."),
    ],
)
def test_share_is_truth_first_with_the_page_that_shows_it(found: Evidence, text: str) -> None:
    """The text to forward begins with the truth and ends with a link to it."""
    assert share(report(found), ENGLISH) == text


def test_how_to_report_names_the_platform() -> None:
    """On a known platform the answer says where to press, with the platform's own page."""
    how = ReportPage("Chatter", "Press the dots.", "https://chatter.example/r", "https://chatter.example/dsa")
    reply = report_it(report(evidence(report_pages=(how,))), ENGLISH)
    assert [note.text for note in reply.notes] == [
        "Chatter: Press the dots.",
        "Chatter also has a form for illegal content.",
    ]
    assert reply.caveats == ("Answering or sharing it, even to object, shows it to more people.",)


def test_how_to_report_without_a_platform_still_helps() -> None:
    """Where the platform is unknown the advice is general."""
    reply = report_it(report(evidence()), ENGLISH)
    assert reply.notes == ()
    assert reply.caveats[0].startswith("If a stranger posted it")


def test_details_in_a_group_show_what_is_related() -> None:
    """What a group is not told at once is behind the button, said as related, in the fact-checker's own words."""
    found = report(evidence(rating(Reliability.UNRELIABLE), claim_matches=(match(MatchHow.RELATED),)))
    shown = [note.text for note in details(found, ENGLISH).notes]
    assert "Related, not the same: Checks checked “The moon is cheese” on 2024-03-01 and rated it “False”" in shown


def test_a_shared_rumour_names_who_rated_it() -> None:
    """The text to forward has what is known, and one fact-check with its link."""
    checked = replace(pattern(), reviews=(match().review,))
    text = share(report(evidence(link=None, pattern_matches=(checked,))), ENGLISH)
    assert text.splitlines()[-1] == "Checks rated it “False” in 2024. https://checks.example/1"
