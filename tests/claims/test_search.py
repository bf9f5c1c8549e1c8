"""What a text is answered with: the same claim, a related one, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.claims import guards, judge
from bot.claims.features import asked, known
from bot.claims.held import Feed
from bot.claims.index import ClaimIndex
from bot.claims.making import make_all
from bot.claims.search import texts_for_meaning
from bot.claims.shelf import STATE, Incoming, Shelf
from bot.errors import ClaimFeedError
from bot.model import MatchHow, Step, StepKind
from tests.claims.samples import CLAIMS, RULES, WordEncoder, entries, entry, filled
from tests.samples import link

FILLER = [
    entry(100 + at, claim_reviewed=f"The {animal} of {town} was seen {doing} on a {day}.", appearances=())
    for at, (animal, town, doing, day) in enumerate(
        (animal, town, doing, day)
        for animal in ("badger", "heron", "donkey", "otter", "goose")
        for town in ("Leeds", "Derby", "Truro", "Bath", "York", "Exeter")
        for doing in ("dancing", "driving", "voting", "painting")
        for day in ("Monday", "Friday")
    )
]


MAILS = yaml.safe_load((Path(__file__).parent / "data" / "mails.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> ClaimIndex:
    """Return an index of what long mails are about, among other fact-checks."""
    told = [entry(900 + at, claim_reviewed=mail["claim"], appearances=()) for at, mail in enumerate(MAILS)]
    told = [replace(each, headline="") for each in told]
    return ClaimIndex(filled(tmp_path_factory.mktemp("mails"), [*told, *entries(), *FILLER]))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ClaimIndex:
    """Return an index of made-up fact-checks among 240 others."""
    return ClaimIndex(filled(tmp_path_factory.mktemp("claims"), [*entries(), *FILLER]))


@pytest.mark.parametrize("number", range(len(CLAIMS)))
async def test_a_claim_in_nearly_its_own_words_is_found(index: ClaimIndex, number: int) -> None:
    """A message that tells the claim, with what people add to it, gets that very fact-check first."""
    claim = CLAIMS[number][0]
    (first, *_) = index.search(f"Fwd: OMG {claim} Please share! https://rumours.example/x #Shocking", 3)
    assert first.number == number
    assert first.how is not None


async def test_the_same_claim_is_said_to_be_the_same(index: ClaimIndex) -> None:
    """Most of the made-up claims, told again, are told as the same; the answer is the fact-check as it stands."""
    found = [await index.for_words([f"{claim}"], "en") for claim, _ in CLAIMS]
    same = [matches for matches in found if matches and matches[0].how is MatchHow.SAME_CLAIM]
    assert len(same) >= 7
    assert all(0 < match.score <= 1 for matches in same for match in matches)


@pytest.mark.parametrize(
    "text",
    [
        "Fact check: no, Norwich schools have not banned paper poppies from classrooms",
        "It is a hoax that the moon landing was filmed in a warehouse in Nevada by a famous director",
        "Bulo: beber agua de ajo garlic water cures the winter flu within 24 hours",
        "A giant squid was not washed ashore near Plymouth and did not block the harbour",
        "The mayor of Springfield said bicycles will be taxed at 12 pounds a year",
    ],
)
async def test_a_debunk_or_another_figure_is_never_the_same_claim(index: ClaimIndex, text: str) -> None:
    """The opposite, a debunk, or the same with another number may be related, and is not said to be the same."""
    assert all(match.how is MatchHow.RELATED for match in await index.for_words([text], "en"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok thanks",
        "Parliament votes on the budget for the coming year",
        "Shuttle lifts off for a trip to the telescope",
        "See you at seven, bring the cake and the candles",
        "😀 😀 😀",
    ],
)
async def test_plain_talk_and_news_stay_unanswered(index: ClaimIndex, text: str) -> None:
    """What is about nothing that was checked gets no answer."""
    assert await index.for_words([text], "en") == ()


async def test_a_link_is_found_however_it_is_written(index: ClaimIndex) -> None:
    """The link of an appearance is found with and without www, and behind what it was wrapped in."""
    (match,) = await index.for_link(link("https://www.rumours.example/post/2"))
    assert (match.how, match.review.url) == (MatchHow.SAME_LINK, "https://checks.example/2")
    wrapped = link("https://elsewhere.example/a")
    steps = (Step(StepKind.ARCHIVE, "https://rumours.example/post/4"),)
    wrapped = type(wrapped)(wrapped.forwarded, wrapped.url, wrapped.host, wrapped.registrable_domain, steps)
    assert [each.review.url for each in await index.for_link(wrapped)] == ["https://checks.example/4"]
    assert await index.for_link(link("https://rumours.example/")) == ()


async def test_without_an_index_nothing_is_found(tmp_path: Path) -> None:
    """A fresh installation answers without fact-checks; whoever asks for a search is told what to do."""
    index = ClaimIndex(Shelf(tmp_path / "none"))
    assert await index.for_words(["A giant squid washed ashore"], "en") == ()
    assert await index.for_link(link()) == ()
    with pytest.raises(ClaimFeedError, match="mop claims import"):
        index.search("A giant squid", 3)


async def test_an_update_is_followed_and_a_spoilt_one_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A running bot answers from the new index at once; from the one before where the new one cannot be read."""
    shelf = filled(tmp_path, entries(3))
    index = ClaimIndex(shelf)
    assert await index.for_link(link("https://rumours.example/post/5")) == ()
    shelf.take_over(Incoming("more", [entry(5, source="more")]), Feed(), RULES)
    assert len(await index.for_link(link("https://rumours.example/post/5"))) == 1
    state = (tmp_path / STATE).read_text().replace("generation-", "generation-gone")
    (tmp_path / STATE).write_text(state)
    assert len(await index.for_link(link("https://rumours.example/post/5"))) == 1
    assert "cannot be read" in caplog.text


async def test_meaning_finds_what_words_alone_rank_lower(tmp_path: Path) -> None:
    """With vectors the search works on; entries whose vector is not made yet are found by words."""
    shelf = filled(tmp_path, [*entries(), *FILLER])
    index = ClaimIndex(shelf, WordEncoder())
    assert index.search(CLAIMS[1][0], 1)[0].number == 1
    make_all(shelf, WordEncoder())
    fresh = ClaimIndex(shelf, WordEncoder())
    assert fresh.search(CLAIMS[1][0], 1)[0].number == 1
    assert (await fresh.for_words([CLAIMS[1][0]], "en"))[0].review.url.endswith("/1")
    assert fresh.search(f"{MAILS[8]['mail']} {CLAIMS[1][0]} Do send it on.", 1)[0].number == 1
    told = "Six purple herons bought a lighthouse in Whitby."
    added = entry(5, source="more", url="https://checks.example/n", claim_reviewed=told)
    shelf.take_over(Incoming("more", [added]), Feed(), RULES)
    assert fresh.search(told, 1)[0].entry.review.url.endswith("/n")


def test_what_is_made_into_vectors_is_bounded() -> None:
    """A model that reads strangers' words gets a few texts of at most a thousand characters each, cleaned."""
    assert texts_for_meaning("https://a.example/b word") == ["word"]
    assert texts_for_meaning("https://a.example/b") == []
    stretches = texts_for_meaning("Cats can fly over the roofs at night. " * 5_000)
    assert 2 < len(stretches) <= 6
    assert all(0 < len(text) <= 1_000 for text in stretches)


def test_a_long_mail_is_answered_by_the_claim_in_it(mails: ClaimIndex) -> None:
    """Three hundred words of chatter round a rumour: nearly always its fact-check is the likeliest."""
    found = {mail["number"]: mails.search(mail["mail"], 3) for mail in MAILS}
    told = {mail["number"]: [hit.entry.review.claim_reviewed for hit in found[mail["number"]]] for mail in MAILS}
    places = [told[mail["number"]].index(mail["claim"]) for mail in MAILS]
    assert places.count(0) >= len(MAILS) - 2, places


@pytest.mark.parametrize(
    ("text", "claim", "doubt"),
    [
        ("Vaccines do not cause warts", "Vaccines cause warts", "negation"),
        ("Vaccines cause warts", "Vaccines do not cause warts", "negation"),
        ("Las vacunas no causan verrugas", "Las vacunas causan verrugas", "negation"),
        ("Debunked: vaccines cause warts", "Vaccines cause warts", "debunk"),
        ("It is a hoax that we need fewer nurses, whose vaccines help", "Nurses say vaccines cause warts", ""),
        ("I don't know why vaccines cause warts", "Vaccines cause warts", ""),
        ("They found 900 cats in the house", "They found 40 cats in the house", "numbers"),
        ("In 2019 they found 40 cats in the house", "They found 40 cats in the house", ""),
        ("An actor called Bela Brown was arrested", "An actor called Adam Smith was arrested", "names"),
        ("An actor called Adam Smith was arrested", "An actor called Adam Smith was arrested", ""),
    ],
)
def test_each_guard_sees_what_figures_cannot(text: str, claim: str, doubt: str) -> None:
    """A "not" on one side, other numbers, other names: each is doubted by its guard, and nothing else is."""
    assert guards.doubts(asked(text), known(entry(0, claim_reviewed=claim), lambda _: 1.0)) == doubt


def test_weights_of_other_figures_are_refused() -> None:
    """A weights file that does not fit the program is an error, not a wrong answer."""
    with pytest.raises(ValueError, match="train them again"):
        judge.read({"line": {"something": 1.0}, "judged_by": ["something"]})


@pytest.mark.parametrize("name", judge.FIGURES)
def test_a_higher_score_is_never_the_smaller_chance(name: str) -> None:
    """Chances rise with the score, stay inside of what so few posts can tell, and SAME_CLAIM is the likelier."""
    cut = judge.weights(name)
    chances = [judge.chance(cut.odds(at / 10)) for at in range(-100, 101)]
    assert chances == sorted(chances)
    assert 0.0 < chances[0] < chances[-1] < 1.0
    assert judge.chance(cut.odds(cut.same)) > judge.chance(cut.odds(cut.related))
    assert cut.decide(cut.same, doubted=True) is MatchHow.RELATED


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_makes_the_search_fail(index: ClaimIndex, text: str) -> None:
    """Whatever a stranger writes, the search ends with an answer."""
    assert all(hit.entry.review.url for hit in index.search(text, 3))
