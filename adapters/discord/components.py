"""The buttons under an answer, and the form behind "Not right?".

What a button means is in its ``custom_id``, so that it works after a restart; nothing of it is kept in memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.buttons import LONGEST_OBJECTION
from bot.model import Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.locales import Localizer
    from bot.model import Reply

OURS: Final = "mop:"

FORM: Final = re.compile(r"mop:objection:(?P<answer>\d{1,20}):(?P<where>private|public)", re.ASCII)
WORDS: Final = "mop:words"
LINK: Final = "mop:link"

LONGEST_LINK: Final = 300
LONGEST_LABEL: Final = 45
"""Characters of a form's title and labels (Discord's documentation, Modals and Text Inputs)."""


def buttons(reply: Reply, sentences: Localizer) -> discord.ui.View | None:
    """Return the actions of an answer in one row; None where it has none."""
    if not reply.actions:
        return None
    view = discord.ui.View(timeout=None)
    for action in reply.actions:
        label = sentences.text(f"action-{action.value}")
        view.add_item(discord.ui.Button[discord.ui.View](label=label, custom_id=f"{OURS}{action.value}"))
    view.stop()  # a stopped view is sent but not remembered: presses come by custom_id, also after a restart
    return view


def action_of(custom_id: str) -> Action | None:
    """Return the action of a pressed button; None for one that is not ours."""
    return next((action for action in Action if f"{OURS}{action.value}" == custom_id), None)


def objection_form(answer: str, sentences: Localizer, *, private: bool) -> discord.ui.Modal:
    """Return the form that asks what an answer should say.

    Args:
        answer: the answer's id.
        sentences: of whoever pressed.
        private: whether they alone see that answer.
    """
    where = "private" if private else "public"
    form = discord.ui.Modal(
        title=_label("discord-form-title", sentences), custom_id=f"mop:objection:{answer}:{where}"
    )
    words = discord.ui.TextInput[discord.ui.Modal](
        label=_label("discord-form-words", sentences),
        custom_id=WORDS,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=LONGEST_OBJECTION,
    )
    link = discord.ui.TextInput[discord.ui.Modal](
        label=_label("discord-form-link", sentences), custom_id=LINK, required=False, max_length=LONGEST_LINK
    )
    form.add_item(words)
    form.add_item(link)
    form.stop()  # as above
    return form


def filled_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Return custom_id -> text of a form that was sent."""
    return dict(_inputs(data.get("components", ())))


def _inputs(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield what stands in the inputs, whether they come in rows or in labels."""
    for component in components:
        if isinstance(component.get("value"), str):
            yield str(component.get("custom_id", "")), component["value"]
        yield from _inputs(component.get("components", ()))
        if isinstance(component.get("component"), dict):
            yield from _inputs((component["component"],))


def _label(message_id: str, sentences: Localizer) -> str:
    return sentences.text(message_id)[:LONGEST_LABEL]
