"""The answer as a reader sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogue import OWN_LIST
from bot.locales import languages, localizer
from bot.model import (
    Action,
    ConversationKind,
    Evidence,
    Gap,
    GapReason,
    GapStep,
    Kind,
    MatchHow,
    Outcome,
    Reliability,
    Report,
    Signal,
    SignalKind,
    Step,
    StepKind,
    Voice,
)
from bot.reply import compose
from bot.verdict import weigh
from tests.samples import NOW, authority, evidence, link, look_alike, match, page, pattern, rating
from tests.test_verdict import evidences

ENGLISH = localizer("en")


def report(*found: Evidence, now: datetime = NOW, complete: bool = True, left_out: int = 0) -> Report:
    """Return the report on what was found, as the checker would make it."""
    verdicts = sorted((weigh(each, now) for each in found), key=lambda verdict: verdict.outcome)
    return Report(tuple(verdicts), now, left_out, complete)


def first_line(*found: Evidence) -> str:
    """Return what a notification would show."""
    return compose(report(*found), ENGLISH).headline


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (
            evidence(rating(Reliability.UNRELIABLE, rater="Wikipedia's editors", name="News Example")),
            "News Example: not a source to rely on, according to Wikipedia's editors.",
        ),
        (
            evidence(rating(Reliability.RELIABLE, word="generally reliable", rater="R")),
            "news.example: “generally reliable”, according to R.",
        ),
        (evidence(rating(kind=Kind.PHISHING)), "Please do not open news[.]example: it is listed as a phishing site."),
        (evidence(look_alike=look_alike()), "news[.]example is not The News. It only looks like it."),
        (evidence(claim_matches=(match(),)), "This has been checked: Checks rated it “False”."),
        (evidence(claim_matches=(match(word=""),)), "This has been checked by Checks."),
        (evidence(pattern_matches=(pattern(),)), "Going round since 1999: The moon is cheese."),
        (evidence(pattern_matches=(pattern(since=""),)), "An old rumour that comes round again: The moon is cheese."),
        (
            evidence(rating(kind=Kind.STATE_CONTROLLED, rater="R")),
            "news.example: state-controlled media, according to R.",
        ),
        (
            evidence(rating(Reliability.RELIABLE), rating(Reliability.UNRELIABLE, rater="B")),
            "news.example: opinions differ on how far to rely on it.",
        ),
        (evidence(rating(Reliability.MIXED, rater="R")), "news.example: to be read with care, according to R."),
        (evidence(rating(kind=Kind.STATE_CONTROLLED, rater=OWN_LIST)), "news.example: state-controlled media."),
        (
            evidence(rating(kind=Kind.PINK_SLIME, rater=OWN_LIST)),
            "news.example: a site that looks like local news and is not.",
        ),
        (evidence(rating(kind=Kind.SATIRE)), "news.example is satire: meant as a joke, not as news."),
        (
            evidence(rating(kind=Kind.USER_GENERATED, name="Chatter")),
            "Chatter: anyone can post here, so it matters who did.",
        ),
        (
            evidence(rating(kind=Kind.PETITION)),
            "news.example: anyone can start a petition here; starting one proves nothing.",
        ),
        (
            evidence(rating(kind=Kind.CONSPIRACY, rater="R")),
            "news.example: a site that spreads conspiracy theories, according to R.",
        ),
        (
            evidence(rating(Reliability.RELIABLE, voice=Voice.CHAT_ADMINS)),
            "news.example: trusted by this group's admins.",
        ),
        (
            evidence(rating(kind=Kind.FACT_CHECKER), is_fact_check=True),
            "news.example checks facts: this link is a check, not the rumour.",
        ),
        (
            evidence(rating(kind=Kind.FACT_CHECKER), is_fact_check=True, claim_matches=(match(MatchHow.SAME_LINK),)),
            "This page is itself a fact-check of “The moon is cheese”: “False”.",
        ),
        (
            evidence(
                rating(kind=Kind.FACT_CHECKER),
                is_fact_check=True,
                claim_matches=(match(MatchHow.SAME_LINK, word=""),),
            ),
            "This page is itself a fact-check of “The moon is cheese”.",
        ),
        (
            evidence(gaps=(Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED),)),
            "news.example: I could not read the fact-checks that I have. So I cannot say anything about it.",
        ),
        (
            evidence(link=None, gaps=(Gap(GapStep.CLAIMS, GapReason.TIMED_OUT),)),
            "Google's search for fact-checks did not answer in time, and there is nothing else here that I know.",
        ),
        (
            evidence(rating(kind=Kind.PRIMARY, name="The Mint")),
            "The Mint: the authority or organisation itself, so you are at the origin.",
        ),
        (evidence(), "Nothing known about news.example. That is not a clean bill."),
        (
            evidence(rating(kind=Kind.NEWS, name="The Courier")),
            "The Courier: a news site. Nobody I know of has said how reliable it is, and that is not a clean bill.",
        ),
        (evidence(link=None), "Nothing here that I can check: I know no rumour and no fact-check like it."),
        (
            evidence(gaps=(Gap(GapStep.FETCH, GapReason.TIMED_OUT),)),
            "news.example: the page did not answer in time. So I cannot say anything about it.",
        ),
        (
            evidence(rating(kind=Kind.SHORTENER), gaps=(Gap(GapStep.FETCH, GapReason.TIMED_OUT),)),
            "news.example hides where it leads, and the page did not answer in time.",
        ),
        (
            evidence(link=None, gaps=(Gap(GapStep.IMAGES, GapReason.NOT_INSTALLED),)),
            "I cannot read pictures here, and there is nothing else here that I know.",
        ),
        (
            evidence(gaps=(Gap(GapStep.FETCH, GapReason.NOT_FETCHED),)),
            "news.example: no list I have mentions it, and I have not opened the page.",
        ),
        (
            evidence(rating(Reliability.RELIABLE, name="Town News"), gaps=(Gap(GapStep.FETCH, GapReason.TIMED_OUT),)),
            "The page did not answer in time, so this is only about the source, Town News.",
        ),
    ],
)
def test_first_line(found: Evidence, line: str) -> None:
    """The first line alone is true and useful, for every outcome."""
    assert first_line(found) == line


def test_old_story_names_the_date() -> None:
    """An old story is told by its date, in the reader's own way of writing one."""
    found = evidence(rating(kind=Kind.NEWS), page=page(published=datetime(2019, 3, 12, tzinfo=NOW.tzinfo)))
    assert first_line(found) == "Mind the date: this was published on March 12, 2019."
    spanish = compose(report(found), localizer("es"))
    assert spanish.headline == "Ojo con la fecha: se publicó el 12 de marzo de 2019."


def test_refused_and_unreachable_read_alike() -> None:
    """A refused address reads like one that cannot be reached, so that Mop is no port scanner."""
    refused = evidence(gaps=(Gap(GapStep.FETCH, GapReason.REFUSED_ADDRESS),))
    unreachable = evidence(gaps=(Gap(GapStep.FETCH, GapReason.UNREACHABLE),))
    assert compose(report(refused), ENGLISH) == compose(report(unreachable), ENGLISH)


@pytest.mark.parametrize("reason", GapReason)
def test_every_gap_has_a_sentence(reason: GapReason) -> None:
    """Whatever could not be looked at is said, in every language, and never as "nothing found"."""
    for code in languages():
        reply = compose(report(evidence(gaps=(Gap(GapStep.FETCH, reason),))), localizer(code))
        assert reply.outcome is Outcome.NOT_CHECKED


def test_dangerous_links_are_never_linked() -> None:
    """A phishing link is shown defanged, and its page is not quoted."""
    reply = compose(report(evidence(rating(kind=Kind.PHISHING), page=page())), ENGLISH)
    assert reply.blocked_urls == ("hxxps://news[.]example/story",)
    assert "A description" not in str(reply.notes)


def test_related_claims_stay_behind_details_in_a_group() -> None:
    """In a group a fact-check of a related claim is not put in the answer; in a direct message it is, as related."""
    found = report(evidence(rating(Reliability.UNRELIABLE), claim_matches=(match(MatchHow.RELATED),)))
    direct = compose(found, ENGLISH, ConversationKind.DIRECT)
    group = compose(found, ENGLISH, ConversationKind.GROUP)
    line = "Related, not the same: Checks checked “The moon is cheese” on 2024-03-01 and rated it “False”"
    assert line in [note.text for note in direct.notes]
    assert not any(note.text.startswith("Related") for note in group.notes)


def test_a_related_claim_without_a_word_is_still_called_related() -> None:
    """The claim stands in the reviewer's words, and that it is another one is said first."""
    notes = compose(report(evidence(claim_matches=(match(MatchHow.RELATED, word=""),))), ENGLISH).notes
    assert notes[0].text == "Related, not the same: Checks checked “The moon is cheese”"


def test_each_further_review_on_a_fact_checkers_page_gets_a_line() -> None:
    """A page that checks several claims has the first in the first line and the others below, with their words."""
    first, second, third = (
        replace(match(MatchHow.SAME_LINK, word=word), review=replace(match(word=word).review, claim_reviewed=claim))
        for claim, word in (("One", "False"), ("Two", "True"), ("Three", ""))
    )
    checker = rating(kind=Kind.FACT_CHECKER)
    reply = compose(report(evidence(checker, is_fact_check=True, claim_matches=(first, second, third))), ENGLISH)
    assert reply.headline == "This page is itself a fact-check of “One”: “False”."
    assert [note.text for note in reply.notes[:2]] == [
        "This page is a fact-check of “Two”: “True”",
        "This page is a fact-check of “Three”",
    ]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (StepKind.ARCHIVE, "You were sent an archive's copy; the original is at news.example."),
        (StepKind.AMP, "You were sent a fast-page (AMP) copy; the original is at news.example."),
        (StepKind.TRANSLATION, "You were sent a translation by machine; the original is at news.example."),
        (StepKind.WRAPPER, "The link passes you on; it leads to news.example."),
    ],
)
def test_the_original_of_a_copy_is_offered(kind: StepKind, line: str) -> None:
    """Whoever was sent a copy gets the link to the original, and not a second line on where it leads."""
    copied = replace(link(), steps=(Step(kind, link().url),))
    reply = compose(report(evidence(rating(Reliability.UNRELIABLE), link=copied)), ENGLISH)
    (note,) = (note for note in reply.notes if note.text == line)
    assert [each.url for each in note.citations] == [link().url]
    assert not [caveat for caveat in reply.caveats if "leads to" in caveat]


def test_old_fact_checks_are_said_where_nothing_was_found() -> None:
    """How old the fact-checks are matters where they found nothing, and is noise elsewhere."""
    old = Gap(GapStep.CLAIMS, GapReason.OUT_OF_DATE, "2026-01-01")
    line = "The fact-checks that I have are from 2026-01-01; newer ones are missing."
    assert line in compose(report(evidence(gaps=(old,))), ENGLISH).caveats
    assert line not in compose(report(evidence(rating(Reliability.RELIABLE), gaps=(old,))), ENGLISH).caveats


def test_page_is_quoted_so_that_nobody_needs_to_click() -> None:
    """What the page says of itself is in the answer, from its own description."""
    reply = compose(report(evidence(rating(Reliability.UNRELIABLE), page=page())), ENGLISH)
    assert reply.notes[-1].text == "The page itself says: “A description of some length.”"


def test_a_long_description_shrinks_to_the_room_left() -> None:
    """An answer to one link stays about 900 characters long."""
    found = evidence(rating(Reliability.UNRELIABLE), page=page(description="word " * 400))
    reply = compose(report(found), ENGLISH)
    length = len(reply.headline) + sum(len(note.text) for note in reply.notes) + sum(map(len, reply.caveats))
    assert length <= 900


def test_several_links_become_one_answer_worst_first() -> None:
    """The worst link leads, each further one gets a line, and links with nothing to say are counted."""
    bad = evidence(rating(Reliability.UNRELIABLE, name="Bad"))
    fine = evidence(rating(Reliability.RELIABLE, name="Fine", word="good"), link=link("https://fine.example/"))
    unknown = evidence(link=link("https://unknown.example/"))
    reply = compose(report(unknown, fine, bad, left_out=3), ENGLISH)
    assert reply.headline.startswith("Bad: not a source to rely on")
    assert [note.text for note in reply.notes[1:]] == ["Fine: “good”, according to Some Rater."]
    assert reply.caveats[-2:] == ("Nothing to say about one other link.", "3 more links were left out.")


@pytest.mark.parametrize(
    ("other", "line", "url"),
    [
        (evidence(look_alike=look_alike()), "news[.]example is not The News.", "https://thenews.example/"),
        (evidence(claim_matches=(match(),)), "This has been checked", "https://checks.example/1"),
        (evidence(pattern_matches=(pattern(),)), "Going round since 1999", "https://authority.example/page"),
        (
            evidence(rating(kind=Kind.NEWS), page=page(published=NOW - timedelta(days=999))),
            "Mind the date",
            "https://news.example/story",
        ),
    ],
)
def test_each_further_link_cites_what_it_rests_on(other: Evidence, line: str, url: str) -> None:
    """The line on a further link names the page that shows it."""
    lead = evidence(rating(kind=Kind.PHISHING), link=link("https://lead.example/"))
    notes = compose(report(lead, other), ENGLISH).notes
    assert notes[-1].text.startswith(line)
    assert [citation.url for citation in notes[-1].citations] == [url]


def test_a_review_without_a_word_is_still_named() -> None:
    """Where the fact-checker gave no word, the claim and the link are enough."""
    notes = compose(report(evidence(claim_matches=(match(word=""),))), ENGLISH).notes
    assert notes[0].text == "Checks checked “The moon is cheese”"
    undated = replace(match(), review=replace(match().review, review_date=""))
    notes = compose(report(evidence(claim_matches=(undated,))), ENGLISH).notes
    assert notes[0].text == "Checks checked “The moon is cheese” and rated it “False”"


def test_a_rumour_with_fact_checks_names_them() -> None:
    """What is known of a rumour and who rated it how, with word and year, is one note with each one's link."""
    other = replace(match().review, review_date="", url="https://verify.example/2", publisher="Verify")
    checked = replace(pattern(), reviews=(match().review, other))
    (note,) = compose(report(evidence(link=None, pattern_matches=(checked,))), ENGLISH).notes
    known = "The moon is rock. Astronauts brought some back."
    assert note.text == f"{known} Checks rated it “False” in 2024. Verify rated it “False”."
    assert [each.label for each in note.citations] == ["authority.example", "checks.example", "verify.example"]


@pytest.mark.parametrize(
    ("host", "shown"), [("xn--80ak6aa92e.example", "аррӏе.example"), ("xn--0.example", "xn--0.example")]
)
def test_hosts_are_shown_as_people_write_them(host: str, shown: str) -> None:
    """An internationalised host is shown in its own script, and one that is none as it stands."""
    assert first_line(evidence(link=link(f"https://{host}/"))).startswith(f"Nothing known about {shown}.")


def test_a_shortener_that_was_not_opened() -> None:
    """Without opening a short link it is said that it hides where it leads."""
    found = evidence(rating(kind=Kind.NEWS, name="The Courier"), gaps=(Gap(GapStep.FETCH, GapReason.NOT_FETCHED),))
    assert first_line(found).startswith("The Courier: a news site.")


def test_the_same_rumour_is_told_once() -> None:
    """Two links with one rumour give one note on it."""
    first = evidence(pattern_matches=(pattern(),))
    second = evidence(pattern_matches=(pattern(),), link=link("https://other.example/"))
    reply = compose(report(first, second), ENGLISH)
    assert [note.text for note in reply.notes] == ["The moon is rock. Astronauts brought some back."]


def test_a_second_rumour_gets_one_line() -> None:
    """A chain letter with two rumours has the first explained and the second named."""
    found = evidence(link=None, pattern_matches=(pattern(), pattern("other")))
    assert [note.text for note in compose(report(found), ENGLISH).notes] == [
        "The moon is rock. Astronauts brought some back.",
        "Also in it: The moon is cheese",
    ]


def test_pages_to_read_instead_are_at_most_three() -> None:
    """Advice is short."""
    pages = tuple(authority(f"https://authority.example/{number}") for number in range(5))
    reply = compose(report(evidence(rating(Reliability.UNRELIABLE), authorities=pages)), ENGLISH)
    assert [each.url for each in reply.authorities] == [f"https://authority.example/{number}" for number in range(3)]


def test_the_page_that_settles_a_rumour_stands_alone() -> None:
    """Beside the page that settles a rumour, pages on its topic would only be noise."""
    found = evidence(pattern_matches=(pattern(),), authorities=(authority("https://authority.example/topic"),))
    assert [each.url for each in compose(report(found), ENGLISH).authorities] == ["https://authority.example/page"]


def test_a_reliable_source_needs_no_other_reading() -> None:
    """Nobody is sent elsewhere from a source that raters rely on."""
    assert (
        compose(report(evidence(rating(Reliability.RELIABLE), authorities=(authority(),))), ENGLISH).authorities == ()
    )


def test_it_is_said_where_a_short_link_leads() -> None:
    """Behind a shortener the reader learns the real host."""
    short = replace(link(), steps=(Step(StepKind.SHORTENER, "https://news.example/story"),))
    reply = compose(report(evidence(rating(Reliability.UNRELIABLE), link=short)), ENGLISH)
    assert "The link leads to news.example." in reply.caveats


@pytest.mark.parametrize(
    ("gap", "complete", "caveat"),
    [
        (
            Gap(GapStep.FETCH, GapReason.NOT_FETCHED),
            True,
            "I have not opened the page, so this is only about the source.",
        ),
        (Gap(GapStep.FETCH, GapReason.NOT_FETCHED), False, "I am still reading the page."),
        (
            Gap(GapStep.PAGE, GapReason.LOGIN_WALL),
            True,
            "The page can only be read after logging in, so this is only about the source.",
        ),
        (
            Gap(GapStep.CLAIMS, GapReason.SOURCE_FAILED),
            True,
            "I could not read the fact-checks that I have, so there may be a fact-check that I missed.",
        ),
        (
            Gap(GapStep.CLAIMS, GapReason.RATE_LIMITED, "60"),
            True,
            (
                "Google's search for fact-checks asked me to come back later, "
                "so there may be a fact-check that I missed."
            ),
        ),
        (
            Gap(GapStep.CLAIMS, GapReason.BAD_CERTIFICATE),
            True,
            "Google's search for fact-checks answered with an error, so there may be a fact-check that I missed.",
        ),
        (
            Gap(GapStep.IMAGES, GapReason.NOT_INSTALLED),
            True,
            "I cannot read pictures here, so I went by the words only.",
        ),
    ],
)
def test_what_could_not_be_looked_at_is_said(gap: Gap, caveat: str, *, complete: bool) -> None:
    """A warning says what it rests on when the page was not read."""
    found = evidence(rating(Reliability.UNRELIABLE), gaps=(gap,))
    assert caveat in compose(report(found, complete=complete), ENGLISH).caveats


def test_wording_is_a_remark_and_no_note() -> None:
    """A wording signal is one remark, never a note and never the headline."""
    signals = (Signal(SignalKind.CHAIN_LETTER, "forward this"), Signal(SignalKind.CAPITALS, "NOW"))
    reply = compose(report(evidence(rating(Reliability.UNRELIABLE), signals=signals)), ENGLISH)
    assert "It asks you to pass it on; that is how chain letters travel." in reply.caveats
    assert len(reply.notes) == 1


def test_raters_far_apart_are_said_to_be() -> None:
    """Where raters contradict each other the reader is told to look further."""
    found = evidence(rating(Reliability.RELIABLE), rating(Reliability.FABRICATED, rater="B"))
    assert "These opinions are far apart, so look for a second source." in compose(report(found), ENGLISH).caveats


def test_published_date_is_shown() -> None:
    """The date of a page that is not old is a note."""
    found = evidence(rating(Reliability.RELIABLE), page=page(published=NOW - timedelta(days=2)))
    assert "Published November 20, 2026" in [note.text for note in compose(report(found), ENGLISH).notes]


def test_actions_fit_the_place() -> None:
    """In a group an answer can be dismissed; reporting is offered where there is something to report."""
    found = report(evidence(rating(Reliability.UNRELIABLE)))
    assert compose(found, ENGLISH, ConversationKind.GROUP).actions == tuple(Action)
    quiet = compose(report(evidence()), ENGLISH)
    assert quiet.actions == (Action.DETAILS, Action.NOT_RIGHT)


@given(
    found=evidences, code=st.sampled_from(languages()), kind=st.sampled_from(ConversationKind), complete=st.booleans()
)
@settings(max_examples=200)
def test_every_note_cites_a_page(found: Evidence, code: str, kind: ConversationKind, *, complete: bool) -> None:
    """Whatever was found, in every language: each note says who says so, with a link, and a first line is there."""
    reply = compose(report(found, complete=complete), localizer(code), kind)
    assert reply.headline
    assert all(note.citations and all(each.url for each in note.citations) for note in reply.notes)
    assert reply.outcome is weigh(found, NOW).outcome


@given(evidences, st.sampled_from(Reliability))
@settings(max_examples=100)
def test_adding_a_rater_never_removes_anothers_note(found: Evidence, reliability: Reliability) -> None:
    """Raters stand side by side: a further one takes nothing away."""
    before = {note.text for note in compose(report(found), ENGLISH).notes}
    raters = [note for each in found.ratings for note in before if each.rater and note.startswith(f"{each.rater}:")]
    more = replace(found, ratings=(*found.ratings, rating(reliability, rater="New Rater")))
    after = {note.text for note in compose(report(more), ENGLISH).notes}
    assert set(raters) <= after


@pytest.mark.parametrize(("code", "remark"), [("en", "Mind the sports pages."), ("es", "Ojo con los deportes.")])
def test_our_own_remark_on_a_source_is_shown(code: str, remark: str) -> None:
    """The short sentence that a row of sources.yaml has stands behind what kind of source it is."""
    remarks = (("en", "Mind the sports pages."), ("es", "Ojo con los deportes."))
    stated = replace(rating(kind=Kind.NEWS, rater=OWN_LIST, name="The Courier"), rating="", remark=remarks)
    reply = compose(report(evidence(stated)), localizer(code))
    assert reply.notes[0].text.endswith(f". {remark}")
