"""The sentences, a Fluent file per language; adding a language is adding a file."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fluent.runtime import FluentBundle

    Argument = str | int | date

DEFAULT_LANGUAGE: Final = "en"

_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 2_500
"""Characters that Fluent puts into a sentence at one place (fluent.runtime, MAX_PART_LENGTH)."""
_DATES: Final = 512
"""Days that are remembered as they are written."""
_ENTRY: Final = re.compile(r"^(-?[A-Za-z][\w-]*) *=", re.MULTILINE)
"""Where a message or a term begins: at the start of a line; what belongs to it is indented (Fluent Syntax 1.0)."""
_REFERENCE: Final = re.compile(r"\{\s*(-?[A-Za-z][\w-]*)")


class Localizer:
    """The sentences of one language; a sentence that is missing is a programming error (KeyError)."""

    def __init__(self, language: str, bundle: FluentBundle, sources: dict[str, str]) -> None:
        self.language = language
        """The language that is spoken, which is ``DEFAULT_LANGUAGE`` where the asked one has no file."""
        self._bundle = bundle
        self._sources = sources
        """What is not in the bundle yet. A sentence is parsed when it is first said: the whole file takes as long as
        the rest of a first answer."""
        self._templates: dict[str, str | None] = {}
        """What was said before, to be filled without Fluent; None for a sentence that chooses among words."""
        self._dated: LRUCache[tuple[str, Argument], str] = LRUCache(_DATES)
        """Sentences with nothing but a date in them: to write one takes as long as all the rest of an answer, and
        most articles are of today."""

    def text(self, message_id: str, **arguments: Argument) -> str:
        """Return one sentence; underscores in argument names stand for hyphens in the file.

        Raises:
            KeyError: no such sentence in this language.
            ValueError: the sentence wants an argument that was not given.
        """
        template = self._templates.get(message_id)
        if template is not None and (said := _filled(template, arguments)):
            return said
        date = arguments.get("date") if len(arguments) == 1 else None
        if date is not None and (message_id, date) in self._dated:
            return self._dated[message_id, date]
        self._parse(message_id)
        value = self._bundle.get_message(message_id).value
        if value is None:
            raise KeyError(message_id)
        named = {name.replace("_", "-"): argument for name, argument in arguments.items()}
        sentence, faults = self._bundle.format_pattern(value, named)
        if faults:
            raise ValueError(f"{self.language}: {message_id}: {faults[0]}")
        if message_id not in self._templates:
            self._templates[message_id] = _template(value)
        if date is not None:
            self._dated[message_id, date] = str(sentence)
        return str(sentence)

    def name_of(self, family: str, name: str) -> str:
        """Return a proper name in this language, where the file has it: ``rater-us-courts`` for "US courts"."""
        message_id = _id_of(family, name)
        known = message_id in self._sources or self._bundle.has_message(message_id)
        return self.text(message_id) if known else name

    def _parse(self, message_id: str) -> None:
        """Put a message into the bundle, and before it whatever it refers to."""
        from fluent.runtime import FluentResource  # noqa: PLC0415 - as in localizer()

        source = self._sources.pop(message_id, None)
        if source is not None:
            for other in _REFERENCE.findall(source):
                self._parse(other)
            self._bundle.add_resource(FluentResource(source))


def _template(value: object) -> str | None:
    """Return a sentence for ``%``; None for one that holds more than words and what is put between them."""
    from fluent.runtime import resolver  # noqa: PLC0415 - as in localizer()

    parts = []
    for part in getattr(value, "elements", [value]):
        if isinstance(part, resolver.TextElement):
            parts.append(part.value.replace("%", "%%"))
        elif isinstance(part, (resolver.Placeable, resolver.NeverIsolatingPlaceable)) and isinstance(
            part.expression, resolver.VariableReference
        ):
            parts.append(f"%({part.expression.id.name.replace('-', '_')})s")
        else:
            return None
    return "".join(parts)


def _filled(template: str, arguments: Mapping[str, Argument]) -> str:
    """Return a sentence of words alone; "" for Fluent to say: a figure, a date, something missing or too long."""
    for argument in arguments.values():
        if type(argument) is not str or len(argument) > _LONGEST:
            return ""
    try:
        return template % arguments
    except KeyError:
        return ""


@lru_cache(1_024)
def _id_of(family: str, name: str) -> str:
    return f"{family}-{_NO_LETTERS.sub('-', name.lower()).strip('-')}"


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
    from fluent.runtime import FluentBundle  # noqa: PLC0415 - 80 ms that `mop links` need not pay

    code = best_language(language)
    bundle = FluentBundle([code], use_isolating=False)  # U+2068 would show as a box in some chats
    return Localizer(code, bundle, _entries_of(resources.files(__name__).joinpath(f"{code}.ftl").read_text("utf-8")))


def _entries_of(source: str) -> dict[str, str]:
    """Return each message and term of a file by its name (a term's with its hyphen), unparsed."""
    starts = list(_ENTRY.finditer(source))
    ends = [start.start() for start in starts[1:]] + [len(source)]
    return {start[1]: source[start.start() : end] for start, end in zip(starts, ends, strict=True)}
