"""The buttons under an answer. Pure; what a button means is in its data, so that it works after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.model import Action

if TYPE_CHECKING:
    from bot.locales import Localizer
    from bot.model import Reply

BACK: Final = "back"
"""Data of the button that shows the short answer again."""

LONGEST_QUERY: Final = 256
"""Characters of an inline query (Bot API, InlineQuery.query)."""


def keyboard(reply: Reply, sentences: Localizer) -> InlineKeyboardMarkup | None:
    """Return the actions of an answer, two a row; None where it has none."""
    return _in_rows([_button(action, sentences) for action in reply.actions])


def keyboard_of_details(reply: Reply, sentences: Localizer) -> InlineKeyboardMarkup | None:
    """Return the same with a way back in place of "Details"."""
    back = InlineKeyboardButton(sentences.text("action-back"), callback_data=BACK)
    others = [_button(action, sentences) for action in reply.actions if action is not Action.DETAILS]
    return _in_rows([back, *others])


def keyboard_of_share(query: str, sentences: Localizer) -> InlineKeyboardMarkup | None:
    """Return a button that offers the facts to any chat, by inline mode; None where the query is too long."""
    if not query or len(query) > LONGEST_QUERY:
        return None
    button = InlineKeyboardButton(sentences.text("action-send-to-chat"), switch_inline_query=query)
    return InlineKeyboardMarkup([[button]])


def action_of(data: str) -> Action | None:
    """Return the action of a pressed button; None for data that is not ours."""
    return next((action for action in Action if action.value == data), None)


def _button(action: Action, sentences: Localizer) -> InlineKeyboardButton:
    return InlineKeyboardButton(sentences.text(f"action-{action.value}"), callback_data=action.value)


def _in_rows(buttons: list[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    rows = [buttons[start : start + 2] for start in range(0, len(buttons), 2)]
    return InlineKeyboardMarkup(rows) if rows else None
