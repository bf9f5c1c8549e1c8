"""Sentences are parsed one by one, when they are first said: none is lost or changed by that."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources

import pytest
from fluent.runtime import FluentBundle, FluentResource

import bot.locales
from bot.locales import Localizer, languages


@pytest.mark.parametrize("language", languages())
def test_a_file_is_cut_at_its_messages(language: str) -> None:
    """Cut into entries, a language's file holds the same messages as when it is read as a whole."""
    source = resources.files("bot.locales").joinpath(f"{language}.ftl").read_text("utf-8")
    whole = FluentBundle([language])
    whole.add_resource(FluentResource(source))
    entries = bot.locales._entries_of(source)
    parts = FluentBundle([language])
    for entry in entries.values():
        parts.add_resource(FluentResource(entry))
    assert set(parts._messages) == set(whole._messages)
    assert set(parts._terms) == set(whole._terms)
    aside = ["span", "comment"]
    assert all(parts._messages[name].equals(whole._messages[name], aside) for name in whole._messages)


def test_a_message_brings_what_it_refers_to() -> None:
    """A sentence with another one inside, and that one with a term, is said whole."""
    source = "-brand = Mop\none = { two } and { $more }\ntwo = { -brand }\n    .hint = { three }\nthree = unused\n"
    sentences = Localizer("en", FluentBundle(["en"], use_isolating=False), bot.locales._entries_of(source))
    assert sentences.text("one", more="more") == "Mop and more"
    assert sentences.name_of("two", "") == ""
    with pytest.raises(KeyError):
        sentences.text("four")


@pytest.mark.parametrize("language", languages())
def test_a_sentence_said_before_is_said_the_same(language: str) -> None:
    """Filled without Fluent, each sentence is what Fluent makes of it; figures and dates are left to Fluent."""
    source = resources.files("bot.locales").joinpath(f"{language}.ftl").read_text("utf-8")
    entries = bot.locales._entries_of(source)
    for message_id, entry in entries.items():
        names = set(re.findall(r"\$([\w-]+)", entry))
        dates = set(re.findall(r"DATETIME\(\s*\$([\w-]+)", entry))
        day, words = date(2026, 11, 22), "<100% 50%s %%>"
        given = {name.replace("-", "_"): day if name in dates else words for name in names}
        sentences = Localizer(language, FluentBundle([language], use_isolating=False), dict(entries))
        if not message_id.startswith("-"):
            first = sentences.text(message_id, **given)
            assert sentences.text(message_id, **given) == first


def test_what_a_sentence_wants_is_given() -> None:
    """A sentence said before still misses what is not given, and still refuses what is too long."""
    sentences = Localizer(
        "en", FluentBundle(["en"], use_isolating=False), bot.locales._entries_of("one = so { $much }\n")
    )
    assert [sentences.text("one", much=much) for much in ("a", "b", 3)] == ["so a", "so b", "so 3"]
    with pytest.raises(ValueError, match="one"):
        sentences.text("one")
    with pytest.raises(ValueError, match="one"):
        sentences.text("one", much="x" * 2_501)
