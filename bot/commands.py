"""What people can ask, once for every platform; an adapter finds out who asks and shows what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.display import harmless
from bot.errors import CommandError, LinkError
from bot.local_ratings import LONGEST_REASON, local_rating, subject_of
from bot.locales import best_language, languages
from bot.model import ConversationKind, Mode, Note, Outcome, Reliability, Reply, Voice
from bot.queries import Of
from bot.reply.sources import cited

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.desk import Desk
    from bot.locales import Localizer
    from bot.model import ChatSettings, SourceRating

TAKE_BACK: Final = "off"
"""Second word of /trust and /distrust that undoes them."""

FOLLOW_THE_READER: Final = "auto"


@dataclass(frozen=True, slots=True)
class Command:
    """One command, as a platform announces it."""

    name: str
    for_admins: bool = False
    """Whether only a group's admins may use it; in a direct message everybody is their own admin."""
    argument: str = ""
    """Locale-free name of its argument, such as ``mode``; "" where it takes none."""
    fleeting: bool = False
    """Whether its answer is of interest for a moment only and may delete itself."""

    @property
    def description_id(self) -> str:
        """Locale key of what it does."""
        return f"command-{self.name}"


COMMANDS: Final = (
    Command("start"),
    Command("help"),
    Command("check", argument="text"),
    Command("mode", for_admins=True, argument="mode", fleeting=True),
    Command("language", for_admins=True, argument="language", fleeting=True),
    Command("trust", for_admins=True, argument="source", fleeting=True),
    Command("distrust", for_admins=True, argument="source", fleeting=True),
    Command("lists"),
    Command("stats"),
    Command("privacy"),
    Command("forget"),
    Command("about"),
)
"""``check`` is the desk's business (``Desk.hear`` with ``asked``); every other one is ``Commands.run``'s."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and where."""

    chat: str
    """The conversation's id."""
    kind: ConversationKind
    is_admin: bool
    """Of that chat; in a direct message always true."""
    person: str
    """Platform and number, such as ``telegram:42``; used only to file a dispute, and to erase that."""
    language: str = ""
    """BCP 47, as the platform tells it."""


class Commands:
    """Runs commands; one for all chats of one process."""

    def __init__(self, desk: Desk, retention: Sequence[str]) -> None:
        self._desk = desk
        self._store = desk.store
        self._retention = retention
        self._handlers: Mapping[str, Callable[[_Call], Awaitable[Reply]]] = {
            "start": self._start,
            "help": self._help,
            "mode": self._mode,
            "language": self._language,
            "trust": self._trust,
            "distrust": self._trust,
            "lists": self._lists,
            "stats": self._stats,
            "privacy": self._privacy,
            "forget": self._forget,
            "about": self._about,
        }

    async def run(self, name: str, argument: str, caller: Caller) -> Reply:
        """Run one command and return what to show; what cannot be done is said in the reply, in plain words.

        Args:
            name: one of ``COMMANDS``, without slash.
            argument: the words after it; "" for none.
            caller: who asks, and where.

        Raises:
            KeyError: no such command.
            StoreError: the database is away, and the command needs it.
        """
        settings = await self._desk.settings_of(caller.chat, caller.kind)
        sentences = self._desk.sentences_for(settings, caller.language)
        call = _Call(name, argument.strip(), caller, settings, sentences)
        command = next(command for command in COMMANDS if command.name == name)
        try:
            if command.for_admins and not caller.is_admin and call.argument:
                raise CommandError("admins-only")
            return await self._handlers[name](call)
        except CommandError as error:
            return Reply(sentences.text(error.message_id, **error.arguments))

    async def _start(self, call: _Call) -> Reply:
        direct = call.caller.kind is ConversationKind.DIRECT
        return Reply(call.sentences.text("welcome-direct" if direct else "welcome-group"))

    async def _help(self, call: _Call) -> Reply:
        say = call.sentences.text
        lines = (f"/{command.name}: {say(command.description_id)}" for command in COMMANDS)
        return Reply(say("help-headline"), caveats=(say("help-check"), *lines))

    async def _about(self, call: _Call) -> Reply:
        say, tables = call.sentences.text, self._desk.checker.knowledge.catalogue.tables
        sizes = {"sources": len(tables.sources), "patterns": len(tables.patterns), "topics": len(tables.topics)}
        return Reply(say("about-headline"), caveats=(say("about-knows", **sizes), say("about-free")))

    async def _mode(self, call: _Call) -> Reply:
        say, word = call.sentences.text, call.argument.lower()
        if not word:
            return Reply(say("mode-is", meaning=say(f"mode-{call.settings.mode.value}")))
        if word not in {mode.value for mode in Mode}:
            raise CommandError("mode-unknown", word=harmless(word, 40))
        await self._store.set_mode(call.caller.chat, Mode(word), self._desk.clock())
        return Reply(say("mode-set", meaning=say(f"mode-{word}")))

    async def _language(self, call: _Call) -> Reply:
        say, word = call.sentences.text, call.argument.lower()
        spoken = ", ".join(languages())
        if not word:
            return Reply(
                say("language-is", language=call.settings.language or say("language-auto"), languages=spoken)
            )
        code = "" if word == FOLLOW_THE_READER else best_language(word)
        if code and code != word.replace("_", "-").split("-")[0]:
            raise CommandError("language-unknown", word=harmless(word, 40), languages=spoken)
        await self._store.set_language(call.caller.chat, code, self._desk.clock())
        answering = self._desk.sentences_for(await self._settings(call), call.caller.language)
        return Reply(answering.text("language-set", language=code or answering.text("language-auto")))

    async def _trust(self, call: _Call) -> Reply:
        say, (word, _, reason) = call.sentences.text, call.argument.partition(" ")
        if not word:
            return Reply(say("trust-usage", command=call.name), caveats=self._listed(call))
        try:
            subject = subject_of(word)
        except LinkError:
            raise CommandError("trust-no-website", word=harmless(word, 60)) from None
        reason = harmless(reason)
        if len(reason) > LONGEST_REASON:
            raise CommandError("trust-too-long", limit=LONGEST_REASON)
        now = self._desk.clock()
        if reason.lower() == TAKE_BACK:
            removed = await self._store.unrate_locally(call.caller.chat, subject, now)
            return Reply(say("trust-removed" if removed else "trust-nothing-to-remove", subject=subject))
        trust = call.name == "trust"
        day = now.date().isoformat()
        rating = local_rating(subject, Voice.CHAT_ADMINS, trust=trust, reason=reason, as_of=day)
        await self._store.rate_locally(call.caller.chat, rating, now)
        return Reply(say("trust-set" if trust else "distrust-set", subject=subject))

    async def _lists(self, call: _Call) -> Reply:
        raters = self._desk.checker.knowledge.catalogue.raters.values()
        notes = tuple(Note(rater.name, (cited(rater.url),)) for rater in raters)
        own = self._listed(call)
        say = call.sentences.text
        return Reply(say("lists-headline"), notes, caveats=(say("lists-own") + ":", *own) if own else ())

    async def _stats(self, call: _Call) -> Reply:
        say = call.sentences.text
        counts = await self._store.counts(call.caller.chat)
        lines = (
            say("stats-line", outcome=say(f"outcome-{outcome.name}"), count=counts[outcome.name])
            for outcome in Outcome
            if counts.get(outcome.name)
        )
        return Reply(say("stats-headline", count=sum(counts.values())), caveats=tuple(lines))

    async def _privacy(self, call: _Call) -> Reply:
        say = call.sentences.text
        keys = map(_kept_id, self._retention)
        lines = (say("privacy-line", what=say(key), period=say(f"{key}-until")) for key in keys)
        return Reply(say("privacy-headline"), caveats=(*lines, *self._sent(call), say("privacy-forget")))

    def _sent(self, call: _Call) -> tuple[str, ...]:
        """What leaves this machine, where the operator has switched a service on."""
        sends = self._desk.checker.knowledge.sends
        if not sends:
            return ()
        return (call.sentences.text("privacy-service-text" if Of.MESSAGE in sends else "privacy-service-titles"),)

    async def _forget(self, call: _Call) -> Reply:
        say, caller = call.sentences.text, call.caller
        filed = await self._store.forget_person(caller.person)
        if not caller.is_admin:
            return Reply(say("forget-person", count=filed), caveats=(say("forget-admins"),))
        deleted = await self._store.forget_chat(caller.chat)
        what = ", ".join(f"{say(_kept_id(name))}: {rows}" for name, rows in deleted.items() if rows)
        return Reply(say("forget-done", count=sum(deleted.values()), what=what))

    async def _settings(self, call: _Call) -> ChatSettings:
        return await self._desk.settings_of(call.caller.chat, call.caller.kind)

    def _listed(self, call: _Call) -> tuple[str, ...]:
        return tuple(_local_line(rating, call.sentences) for rating in call.settings.local_ratings)


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    argument: str
    caller: Caller
    settings: ChatSettings
    sentences: Localizer


def _kept_id(name: str) -> str:
    """Return the locale key of one kind of thing that is kept; a test holds them against the table itself."""
    return f"kept-{name.replace(' ', '-')}"


def _local_line(rating: SourceRating, sentences: Localizer) -> str:
    trusted = rating.reliability is Reliability.RELIABLE
    line = sentences.text("trust-listed" if trusted else "trust-listed-not", subject=rating.subject)
    return f"{line} ({harmless(rating.rating, 80)}, {rating.as_of})"
