"""Telegram's messages as Mop's, whatever they hold."""

from __future__ import annotations

from typing import Any

import telegram
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.telegram.images import TelegramPicture
from adapters.telegram.to_message import holds_anything, key_of, to_message
from bot.model import Conversation, ConversationKind, Message

URL = "https://gossip.example/x"
GROUP = {"id": -1005, "type": "supergroup", "title": "A group"}
ALONE = {"id": 5, "type": "private"}
ENTITY = {"type": "text_link", "offset": 0, "length": 1, "url": URL}


def telegrams(chat: dict[str, Any] = GROUP, **fields: Any) -> telegram.Message:  # noqa: ANN401 - what JSON holds
    """Return a message as Telegram's library reads it."""
    return telegram.Message.de_json({"message_id": 3, "date": 1, "chat": chat, **fields})


def test_a_whole_message() -> None:
    """Text, link, language and place are taken over, and nothing about who sent it."""
    entities = [{"type": "url", "offset": 3, "length": len(URL)}]
    message = telegrams(text=f"😀 {URL}", entities=entities)
    assert to_message([message], language="es") == Message(
        text=f"😀 {URL}",
        hidden_urls=(URL,),
        language="es",
        conversation=Conversation("telegram:-1005", ConversationKind.GROUP),
        reply_to="3",
    )


def test_polls_checklists_games_and_invoices() -> None:
    """Words and links of what is attached count too."""
    option = {
        "persistent_id": "1",
        "text": "b",
        "text_entities": [{**ENTITY, "url": "https://two.example/"}],
        "voter_count": 0,
    }
    poll = {
        "id": "1",
        "question": "q",
        "question_entities": [ENTITY],
        "options": [option],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
        "explanation": "e",
        "explanation_entities": [{**ENTITY, "url": "https://three.example/"}],
    }
    found = to_message([telegrams(poll=poll)])
    assert found.text == "q\nb\ne"
    assert found.hidden_urls == (URL, "https://two.example/", "https://three.example/")
    task = {"id": 1, "text": "t", "text_entities": [ENTITY]}
    found = to_message([telegrams(checklist={"title": "list", "tasks": [task]})])
    assert (found.text, found.hidden_urls) == ("list\nt", (URL,))
    game = {"title": "game", "description": "d", "photo": [], "text": "x", "text_entities": [ENTITY]}
    found = to_message([telegrams(game=game)])
    assert (found.text, found.hidden_urls) == ("game\nd\nx", (URL,))
    invoice = {"title": "buy", "description": "now", "start_parameter": "", "currency": "EUR", "total_amount": 1}
    assert to_message([telegrams(invoice=invoice)]).text == "buy\nnow"


def test_every_kind_of_button() -> None:
    """Links of buttons, of web apps and of logins count."""
    row = [
        {"text": "a", "url": "https://one.example/"},
        {"text": "b", "web_app": {"url": "https://two.example/"}},
        {"text": "c", "login_url": {"url": "https://three.example/"}},
        {"text": "d", "callback_data": "x"},
    ]
    found = to_message([telegrams(text="x", reply_markup={"inline_keyboard": [row]})])
    assert found.hidden_urls == ("https://one.example/", "https://two.example/", "https://three.example/")


def test_words_after_a_command_take_the_place_of_the_text() -> None:
    """What is quoted stays, and so do links that the command's words hide."""
    quote = {"text": "quoted", "position": 0}
    message = telegrams(text="/check here", entities=[ENTITY], quote=quote)
    found = to_message([message], asked=True, text="here")
    assert (found.text, found.hidden_urls, found.asked) == ("here\nquoted", (URL,), True)


def test_where_a_post_came_from() -> None:
    """The channel of a forwarded post, and of a story, is its source for whoever asks; a group is talking."""
    channel = {"id": -9, "type": "channel", "title": "c", "username": "rumours"}
    origin = {"type": "channel", "date": 1, "chat": channel, "message_id": 4}
    assert to_message([telegrams(ALONE, text="x", forward_origin=origin)]).hidden_urls == ("https://t.me/rumours/4",)
    assert to_message([telegrams(text="x", forward_origin=origin)]).hidden_urls == ()
    assert to_message([telegrams(text="x", forward_origin=origin)], asked=True).hidden_urls != ()
    story = to_message([telegrams(ALONE, story={"chat": channel, "id": 7})])
    assert (story.hidden_urls, story.unread_images) == (("https://t.me/rumours/s/7",), 1)


def test_pictures_are_held_out_to_be_read() -> None:
    """A photo in a size that can be read, a document that says it is a picture, each of an album; not films."""
    file = {"file_id": "f", "file_unique_id": "u"}
    sizes = [
        {"file_id": f"f{side}", "file_unique_id": f"u{side}", "width": 9, "height": side} for side in (90, 1280, 2560)
    ]
    photo = telegrams(photo=sizes)
    document = telegrams(document={**file, "mime_type": "image/png"})
    assert document.document is not None
    album = to_message([photo, document])
    assert album.images == (TelegramPicture(photo.photo[1]), TelegramPicture(document.document))
    assert album.unread_images == 0
    assert to_message([telegrams(photo=sizes[:1])]).images != ()
    vector = to_message([telegrams(document={**file, "mime_type": "image/svg+xml"})])
    assert (vector.images, vector.unread_images) == ((), 1)
    film = to_message(
        [
            telegrams(
                animation={**file, "width": 1, "height": 1, "duration": 1},
                document={**file, "mime_type": "image/gif"},
            )
        ]
    )
    assert (film.images, film.unread_images) == ((), 1)
    assert to_message([telegrams(document={**file, "mime_type": "application/pdf"})]).is_empty
    assert not holds_anything(telegrams(document=file))
    assert not holds_anything(telegrams(pinned_message={"message_id": 1, "date": 1, "chat": GROUP}))


def test_an_albums_key() -> None:
    """All pictures of an album share one answer."""
    assert key_of(telegrams(text="x")) == "3"
    assert key_of(telegrams(media_group_id="77")) == "album-77"


_OFFSETS = st.integers(min_value=-5, max_value=60)
_ENTITIES = st.fixed_dictionaries(
    {"type": st.sampled_from(["url", "text_link", "mention", "bold"]), "offset": _OFFSETS, "length": _OFFSETS}
)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40), entities=st.lists(_ENTITIES, max_size=4))
@example(text="😀", entities=[{"type": "url", "offset": 1, "length": 1}])
@example(text="\ud800", entities=[{"type": "url", "offset": 0, "length": 9}])
def test_any_text_and_any_entities(text: str, entities: list[dict[str, Any]]) -> None:
    """Whatever offsets a message holds, it is read; the text is what was said."""
    found = to_message([telegrams(text=text, entities=entities)])
    assert found.text == text
    assert all(isinstance(url, str) for url in found.hidden_urls)
