"""The sentences, a Fluent file per language; adding a language is adding a file."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

    from fluent.runtime import FluentBundle

    Argument = str | int | date

DEFAULT_LANGUAGE: Final = "en"

_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class Localizer:
    """The sentences of one language; a sentence that is missing is a programming error (KeyError)."""

    def __init__(self, language: str, bundle: FluentBundle) -> None:
        self.language = language
        """The language that is spoken, which is ``DEFAULT_LANGUAGE`` where the asked one has no file."""
        self._bundle = bundle

    def text(self, message_id: str, **arguments: Argument) -> str:
        """Return one sentence; underscores in argument names stand for hyphens in the file.

        Raises:
            KeyError: no such sentence in this language.
            ValueError: the sentence wants an argument that was not given.
        """
        value = self._bundle.get_message(message_id).value
        if value is None:
            raise KeyError(message_id)
        named = {name.replace("_", "-"): argument for name, argument in arguments.items()}
        sentence, faults = self._bundle.format_pattern(value, named)
        if faults:
            raise ValueError(f"{self.language}: {message_id}: {faults[0]}")
        return str(sentence)

    def name_of(self, family: str, name: str) -> str:
        """Return a proper name in this language, where the file has it: ``rater-us-courts`` for "US courts"."""
        message_id = f"{family}-{_NO_LETTERS.sub('-', name.lower()).strip('-')}"
        return self.text(message_id) if self._bundle.has_message(message_id) else name


@cache
def languages() -> tuple[str, ...]:
    """Languages with a file of their own, the default first."""
    names = sorted(entry.name for entry in resources.files(__name__).iterdir())
    codes = [name.removesuffix(".ftl") for name in names if name.endswith(".ftl")]
    return (DEFAULT_LANGUAGE, *(code for code in codes if code != DEFAULT_LANGUAGE))


def best_language(*wanted: str) -> str:
    """Return the first of ``wanted`` (BCP 47, such as ``es-MX``; "" is passed over) that has a file."""
    for tag in wanted:
        code = tag.replace("_", "-").split("-")[0].lower()
        if code in languages():
            return code
    return DEFAULT_LANGUAGE


@cache
def localizer(language: str) -> Localizer:
    """Return the sentences of ``language``, or of the default one where it has no file."""
    from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - 240 ms that `mop links` need not pay

    code = best_language(language)
    bundle = FluentBundle([code], use_isolating=False)  # U+2068 would show as a box in some chats
    bundle.add_resource(FluentResource(resources.files(__name__).joinpath(f"{code}.ftl").read_text("utf-8")))
    return Localizer(code, bundle)
