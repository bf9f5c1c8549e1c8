"""Buttons and forms."""

from __future__ import annotations

import pytest

from adapters.discord.components import FORM, action_of, buttons, filled_in, objection_form
from bot.locales import languages, localizer
from bot.model import Action, Reply


async def test_every_action_is_a_button_that_says_what_it_is() -> None:
    """Each action has a button whose id leads back to it; an answer without actions has none."""
    view = buttons(Reply("One", actions=tuple(Action)), localizer("en"))
    assert view
    assert [action_of(getattr(button, "custom_id", "")) for button in view.children] == list(Action)
    assert view.is_finished()
    assert buttons(Reply("One"), localizer("en")) is None
    assert action_of("mop:juggle") is None


@pytest.mark.parametrize("language", languages())
async def test_the_form_is_within_discords_limits(language: str) -> None:
    """Title and labels fit in every language, and the id tells which answer it is about, and who sees that."""
    form = objection_form("123", localizer(language), private=True)
    data = form.to_dict()
    assert len(data["title"]) <= 45
    assert all(len(row["components"][0]["label"]) <= 45 for row in data["components"])
    found = FORM.fullmatch(data["custom_id"])
    assert found
    assert (found["answer"], found["where"]) == ("123", "private")


def test_what_was_written_is_found_in_rows_and_in_labels() -> None:
    """Discord sends inputs in rows or in labels; both are read."""
    data = {
        "components": [
            {"type": 1, "components": [{"type": 4, "custom_id": "mop:words", "value": "It is fine"}]},
            {"type": 18, "component": {"type": 4, "custom_id": "mop:link", "value": "https://a.example"}},
        ]
    }
    assert filled_in(data) == {"mop:words": "It is fine", "mop:link": "https://a.example"}
    assert filled_in({}) == {}
