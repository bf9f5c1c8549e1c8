"""What becomes of a message with pictures: its answer, and the silence of a group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from bot.core import Checker
from bot.desk import Desk
from bot.inquiry import Knowledge
from bot.locales import localizer
from bot.model import (
    Conversation,
    ConversationKind,
    Gap,
    GapReason,
    GapStep,
    Link,
    Message,
    Mode,
    Outcome,
    Page,
    Picture,
    ReadPicture,
    Reply,
    Report,
    StepKind,
)
from bot.policy import Reason
from bot.reply import compose
from bot.reply.extras import details
from bot.report_cache import Reports
from bot.state import Store
from bot.store import open_store
from tests.samples import page
from tests.test_core import HandedClaims
from tests.test_desk import BAD, Chat, Clock

ENGLISH = localizer("en")
GROUP = Conversation("telegram:-100", ConversationKind.GROUP)
RUMOUR = ReadPicture("The moon is made of cheese")
WORDLESS = ReadPicture(gap=Gap(GapStep.IMAGES, GapReason.PICTURE_WITHOUT_WORDS))
BROKEN = ReadPicture(gap=Gap(GapStep.IMAGES, GapReason.PICTURE_BROKEN))
LATE = ReadPicture(gap=Gap(GapStep.IMAGES, GapReason.PICTURE_OUT_OF_TIME))


class HandedPictures:
    """What pictures say, by their bytes."""

    def __init__(self, said: Mapping[bytes, ReadPicture]) -> None:
        self.said = said
        self.asked = 0

    async def read(self, images: Sequence[bytes | Picture], seconds: float) -> tuple[ReadPicture, ...]:
        """Return what a test handed in."""
        assert seconds > 0
        self.asked += len(images)
        return tuple(self.said[image] for image in images if isinstance(image, bytes))


class EveryPage:
    """A page behind every link, reached on the way that was asked for."""

    async def page(self, link: Link, deadline_seconds: float) -> Page:
        """Return it."""
        assert deadline_seconds > 0
        return page(link)


def checker(knowledge: Knowledge, said: Sequence[ReadPicture]) -> tuple[Checker, tuple[bytes, ...]]:
    """Return a checker, and pictures that say so."""
    images = tuple(str(number).encode() for number in range(len(said)))
    made = Checker(knowledge, EveryPage(), Clock(), reports=Reports(Clock()))
    made.pictures = HandedPictures(dict(zip(images, said, strict=True)))
    return made, images


async def report_on(knowledge: Knowledge, *said: ReadPicture, text: str = "") -> Report:
    """Return the report on a message with pictures that say so."""
    made, images = checker(knowledge, said)
    return await made.check(Message(text, images=images))


def outcomes(report: Report) -> list[Outcome]:
    """Return what was made of each part."""
    return [verdict.outcome for verdict in report.verdicts]


async def test_a_memes_words_are_checked_as_a_messages_are(knowledge: Knowledge) -> None:
    """A rumour that only the picture tells is recognised, and so is one beside a caption."""
    for text in ("", "have a look at this"):
        assert outcomes(await report_on(knowledge, RUMOUR, text=text)) == [Outcome.KNOWN_PATTERN]
    assert outcomes(await report_on(knowledge, WORDLESS, RUMOUR)) == [Outcome.KNOWN_PATTERN]


async def test_each_picture_is_a_query_of_its_own(knowledge: Knowledge) -> None:
    """Fact-checks are asked about the caption and about each picture, not about all of it as one claim."""
    claims = HandedClaims(of_link=False)
    made, images = checker(Knowledge(knowledge.catalogue, knowledge.matcher, claims), [RUMOUR, WORDLESS, RUMOUR])
    assert isinstance(made.pictures, HandedPictures)
    made.pictures.said = {images[0]: RUMOUR, images[1]: WORDLESS, images[2]: ReadPicture("Ants are spiders")}
    await made.check(Message("Seen today in my street", images=images))
    asked = {query.text for query in claims.queries}
    assert asked == {"Seen today in my street", "The moon is made of cheese", "Ants are spiders"}


async def test_a_codes_link_is_looked_up_and_said_to_be_a_codes(knowledge: Knowledge) -> None:
    """A QR code of a bad source gets that source's rating, and the details say where the link stood."""
    code = ReadPicture(links=(BAD,))
    report = await report_on(knowledge, code)
    assert outcomes(report) == [Outcome.UNRELIABLE_SOURCE]
    found = report.verdicts[0].evidence.link
    assert found is not None
    assert [step.kind for step in found.steps] == [StepKind.QR_CODE]
    assert any("in a QR code" in line for line in details(report, ENGLISH).caveats)
    assert any("gossip.example" in line for line in compose(report, ENGLISH).caveats)


async def test_a_link_in_a_pictures_words(knowledge: Knowledge) -> None:
    """An address that was read off a picture is checked, said to be read off it, and is no word of the claim."""
    seen = ReadPicture(f"The moon is made {BAD} of cheese")
    report = await report_on(knowledge, seen, text=BAD)
    assert set(outcomes(report)) == {Outcome.UNRELIABLE_SOURCE, Outcome.KNOWN_PATTERN}
    report = await report_on(knowledge, ReadPicture(BAD))
    assert any("read off a picture" in line for line in details(report, ENGLISH).caveats)


async def test_the_same_link_in_a_code_and_in_words_keeps_its_own_way(knowledge: Knowledge) -> None:
    """What is kept of a link for others does not tell them of somebody's QR code."""
    made, images = checker(knowledge, [ReadPicture(links=(BAD,))])
    for message, steps in (
        (Message("", images=images), [StepKind.QR_CODE]),
        (Message(BAD), []),
        (Message("", images=images), [StepKind.QR_CODE]),
    ):
        found = (await made.check(message)).verdicts[0].evidence.link
        assert found is not None
        assert [step.kind for step in found.steps] == steps


async def test_a_trap_in_a_code_is_never_opened(knowledge: Knowledge) -> None:
    """Quishing: a phishing site behind a QR code is a danger, and shown defanged."""
    made, images = checker(knowledge, [ReadPicture(links=("https://evil.example/login",))])
    report = await made.check(Message("", images=images))
    assert outcomes(report) == [Outcome.DANGEROUS]
    assert compose(report, ENGLISH).blocked_urls == ("hxxps://evil[.]example/login",)


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        (WORDLESS, "I found no words in the picture, and there is nothing else here that I know."),
        (BROKEN, "The picture could not be opened, and there is nothing else here that I know."),
        (LATE, "There was not enough time to read the picture, and there is nothing else here that I know."),
    ],
)
async def test_a_picture_that_says_nothing_is_never_called_harmless(
    knowledge: Knowledge, said: ReadPicture, headline: str
) -> None:
    """Whoever asks hears why nothing is known; once."""
    report = await report_on(knowledge, said)
    assert outcomes(report) == [Outcome.NOT_CHECKED]
    assert (compose(report, ENGLISH).headline, compose(report, ENGLISH).caveats) == (headline, ())


async def test_beside_a_link_a_picture_that_failed_is_said(knowledge: Knowledge) -> None:
    """A good source does not vouch for the picture; that a photo has no words is no news there."""
    good = "https://courier.example/x"
    failed = compose(await report_on(knowledge, BROKEN, text=good), ENGLISH)
    assert failed.outcome is Outcome.RELIABLE_SOURCE
    assert "The picture could not be opened, so I went by the rest of the message only." in failed.caveats
    plain = compose(await report_on(knowledge, WORDLESS, text=good), ENGLISH)
    assert not any("picture" in line for line in plain.caveats)
    known = compose(await report_on(knowledge, BROKEN, text="The moon is made of cheese"), ENGLISH)
    assert "The picture could not be opened, so I went by the rest of the message only." in known.caveats


async def test_without_a_reader_nothing_is_read(knowledge: Knowledge) -> None:
    """Where pictures are not read, that is said, as it always was; films are never looked at."""
    made = Checker(knowledge, None, Clock())
    unread = compose(await made.check(Message("", images=(b"x",))), ENGLISH)
    assert unread.headline.startswith("I cannot read pictures here")
    film = compose(await made.check(Message("", unread_images=1)), ENGLISH)
    assert film.headline.startswith("I do not look at films or stickers")


# --- a chat -------------------------------------------------------------------------------------------


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Return a real store."""
    async with open_store(tmp_path) as opened:
        yield opened


async def heard(
    knowledge: Knowledge,
    store: Store,
    *said: ReadPicture,
    chat: Chat,
    place: Conversation,
    text: str = "",
    number: int = 1,
) -> tuple[Reason, HandedPictures]:
    """Return why Mop spoke or not about a message, and what was read."""
    made, images = checker(knowledge, said)
    desk = Desk(made, store, Clock())
    decision = await desk.hear(Message(text, images=images, conversation=place), str(number), chat)
    assert isinstance(made.pictures, HandedPictures)
    return decision.reason, made.pictures


async def test_a_photo_in_a_group_is_met_with_silence(knowledge: Knowledge, store: Store) -> None:
    """No words, no link, no rumour, or one that failed to open: nobody asked."""
    chat = Chat()
    for said in (WORDLESS, BROKEN, ReadPicture("Happy birthday dear Ada")):
        reason, _ = await heard(knowledge, store, said, chat=chat, place=GROUP)
        assert reason is Reason.NOTHING_WORTH_SAYING
    assert chat.shown == {}


async def test_a_meme_in_a_group_is_answered_once(knowledge: Knowledge, store: Store) -> None:
    """A known rumour deserves its warning; a code's link that was answered today does not get another one."""
    chat = Chat()
    assert (await heard(knowledge, store, RUMOUR, chat=chat, place=GROUP))[0] is Reason.WARNING
    code = ReadPicture(links=(BAD,))
    reasons = [(await heard(knowledge, store, code, chat=chat, place=GROUP, number=each))[0] for each in (2, 3)]
    assert reasons == [Reason.WARNING, Reason.ANSWERED_BEFORE]
    assert len(chat.shown) == 2


async def test_where_mop_is_to_speak_only_when_asked_no_picture_is_even_fetched(
    knowledge: Knowledge, store: Store
) -> None:
    """Switched off or quiet: a picture is as private as words are."""
    settings = await Desk(Checker(knowledge, None, Clock()), store, Clock()).settings_of(GROUP.id, GROUP.kind)
    assert settings.mode is Mode.WARN
    server = Conversation("discord:1/2", ConversationKind.SERVER)
    reason, pictures = await heard(knowledge, store, RUMOUR, chat=Chat(), place=server)
    assert (reason, pictures.asked) == (Reason.ONLY_WHEN_ASKED, 0)


async def test_the_first_answer_does_not_wait_for_the_picture(knowledge: Knowledge, store: Store) -> None:
    """What the lists know of a link is said at once; what the picture says comes by editing that answer."""
    chat = Chat()
    said: list[Reply] = []
    send = chat.send

    async def noted(reply: Reply, sentences: object) -> str:
        said.append(reply)
        return await send(reply, ENGLISH)

    chat.send = noted  # type: ignore[method-assign] # to see what was sent first
    await heard(knowledge, store, RUMOUR, chat=chat, place=Conversation("telegram:7"), text=BAD)
    assert [reply.outcome for reply in said] == [Outcome.UNRELIABLE_SOURCE]
    (shown,) = chat.shown.values()
    assert any("cheese" in note.text for note in shown.notes)
    assert chat.edits == 1
