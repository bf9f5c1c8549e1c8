"""The sentences of every language."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from bot import locales
from bot.commands import COMMANDS
from bot.locales import best_language, languages, localizer
from bot.model import Action, GapReason, Kind, Mode, Outcome, SignalKind, StepKind
from bot.reply.compose import COPIES
from bot.reply.headline import OF_SERVICE
from bot.store import RETENTION
from bot.verdict import ANYONE_KINDS

ROOT = Path(locales.__file__).parent
CODE = [*ROOT.parent.rglob("*.py"), *(ROOT.parent.parent / "adapters").rglob("*.py")]
FAMILIES = {
    "action-": [action.value for action in Action],
    "gap-": [reason.value for reason in GapReason if reason is not GapReason.REFUSED_ADDRESS],
    "claims-gap-": ["http_status", *(reason.value for reason in OF_SERVICE)],
    "note-original-": [kind.value for kind in COPIES],
    "note-related-": ["dated", "unrated"],
    "note-claim-": ["dated", "unrated"],
    "kind-": [kind.value for kind in Kind],
    "signal-": [kind.value for kind in SignalKind],
    "details-step-": [kind.value for kind in StepKind],
    "outcome-": [outcome.name for outcome in Outcome],
    "mode-": [mode.value for mode in Mode],
    "kept-": [row.name.replace(" ", "-") + end for row in RETENTION for end in ("", "-until")],
    "command-": [command.name for command in COMMANDS],
    "discord-name-": [command.name for command in COMMANDS if command.name != "start"],
    "discord-mode-": [mode.value for mode in Mode],
    "rater-": [
        "mop-s-own-list",
        "wikipedia-s-editors",
        "international-fact-checking-network",
        "european-fact-checking-standards-network",
        "us-courts",
        "council-of-the-european-union",
    ],
    "headline-": [kind.value.replace("_", "-") for kind in ANYONE_KINDS],
}
"""Sentences whose id is put together from an enum."""


def _messages(code: str) -> dict[str, str]:
    """Return message id -> its text."""
    text = (ROOT / f"{code}.ftl").read_text("utf-8")
    return dict(re.findall(r"^([a-zA-Z][\w-]*) =((?:.*\n?)(?:[ \t]+.*\n?|}\n)*)", text, re.MULTILINE))


def _strings_in_code() -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in CODE)
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def test_languages_have_the_default_first() -> None:
    """English and Spanish are complete languages, English the default."""
    assert languages()[0] == "en"
    assert "es" in languages()


@pytest.mark.parametrize("code", languages())
def test_every_language_has_every_sentence_with_the_same_arguments(code: str) -> None:
    """No sentence is missing in a language, none is left over, and each uses what the English one uses."""
    english, other = _messages("en"), _messages(code)
    assert set(other) == set(english)
    for message_id, text in english.items():
        assert _arguments(other[message_id]) == _arguments(text), message_id


def test_every_sentence_is_used() -> None:
    """A sentence that no code says is a leftover."""
    said = _strings_in_code()
    families = {family + value for family, values in FAMILIES.items() for value in values}
    dated = {f"{message_id}-dated" for message_id in said}
    assert set(_messages("en")) - said - families - dated == set()


def test_every_family_is_complete() -> None:
    """Every outcome, gap, kind, step and action has its sentence."""
    families = {family + value for family, values in FAMILIES.items() for value in values}
    assert families - set(_messages("en")) == set()


def test_what_is_kept_is_told_as_the_table_has_it() -> None:
    """/privacy says for how long things are kept in the words of the table that deletes them."""
    for row in RETENTION:
        assert localizer("en").text(f"kept-{row.name.replace(' ', '-')}-until") == row.until


def test_a_missing_sentence_fails_loudly() -> None:
    """A sentence that does not exist, or lacks an argument, is a programming error, never shown to a reader."""
    with pytest.raises(KeyError):
        localizer("en").text("no-such-sentence")
    with pytest.raises(ValueError, match="caveat-leads-to"):
        localizer("en").text("caveat-leads-to")


def test_well_known_raters_have_names_in_each_language() -> None:
    """A rater is called as readers of that language call it; one without such a name keeps its own."""
    assert localizer("es").name_of("rater", "Wikipedia's editors") == "los editores de la Wikipedia en inglés"
    assert localizer("es").name_of("rater", "Some Council") == "Some Council"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(("es-MX",), "es"), (("", "xx", "es"), "es"), (("pt",), "en"), ((), "en"), (("EN_gb",), "en")],
)
def test_best_language(wanted: tuple[str, ...], code: str) -> None:
    """The first language that has sentences is spoken, English otherwise."""
    assert best_language(*wanted) == code


def _arguments(text: str) -> set[str]:
    return set(re.findall(r"\$([\w-]+)", text))


def test_a_date_is_written_the_same_again_and_another_otherwise() -> None:
    """A sentence that was said of one day is said of that day only, in its own language."""
    days = (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 1))
    for language in languages():
        said = [localizer(language).text("note-published", date=day) for day in days]
        assert said[0] == said[2] != said[1]
    written = localizer("en").text("details-modified", date=days[0])
    assert written != localizer("en").text("note-published", date=days[0])
    assert "2026" in written
