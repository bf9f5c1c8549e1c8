# ruff: noqa: ANN401, N802 - what JSON holds, and Telegram's own names of its methods
"""A Bot API server on loopback, as strict about every call's parameters as Telegram is."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.adapters.telegram.markup import MarkupError, parse_html, units

TOKEN = "424242:AAE-very_secret-token-of-the-tests"
USERNAME = "MopTestBot"
ME = {
    "id": 424242,
    "is_bot": True,
    "first_name": "Mop",
    "username": USERNAME,
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": True,
}
Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is an answer
    """An answer that is no success."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters
        super().__init__(description)


def bad(description: str) -> Refusal:
    """Return what Telegram answers to a wrong call."""
    return Refusal(400, f"Bad Request: {description}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was made."""

    method: str
    values: Json
    at: float


@dataclass
class Fault:
    """What goes wrong, once or for ever."""

    method: str
    answer: Refusal | str
    """A refusal, or ``drop`` / ``drop after`` for a connection that breaks before or after the call was done."""
    chat: int | None = None
    times: int = 1


@dataclass
class Limits:
    """Telegram's limits, enforced; off unless a test asks."""

    on: bool = False
    exceeded: int = 0
    sent: deque[tuple[float, int]] = field(default_factory=deque)

    def check(self, chat: int, now: float) -> None:
        """Count one message.

        Raises:
            Refusal: 429.
        """
        if not self.on:
            return
        recent = [(at, who) for at, who in self.sent if at > now - 60]
        second = [who for at, who in recent if at > now - 1]
        of_group = sum(1 for _, who in recent if who == chat)
        if len(second) >= 30 or chat in second or (chat < 0 and of_group >= 20):
            self.exceeded += 1
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        self.sent.append((now, chat))


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise bad(f"{text!r} is no integer")
    return int(text)


def _boolean(text: str) -> bool:
    if text not in {"true", "false", "True", "False"}:
        raise bad(f"{text!r} is no boolean")
    return text.lower() == "true"


def _object(*known: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = json.loads(text)
        if not isinstance(value, dict) or set(value) - set(known):
            raise bad(f"unexpected field in {text}")
        return value

    return read


def _markup(text: str) -> Any:
    value = json.loads(text)
    if set(value) == {"inline_keyboard"}:
        for row in value["inline_keyboard"]:
            for button in row:
                _check_button(button)
    elif set(value) - {"force_reply", "input_field_placeholder", "selective"} or value.get("force_reply") is not True:
        raise bad("reply markup is not understood")
    elif not 1 <= len(value.get("input_field_placeholder", "x")) <= 64:
        raise bad("placeholder is too long")
    return value


def _check_button(button: Json) -> None:
    action = set(button) - {"text"}
    if not button.get("text") or len(action) != 1 or action - {"callback_data", "switch_inline_query", "url"}:
        raise bad("BUTTON_TYPE_INVALID")
    if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if len(button.get("switch_inline_query", "")) > 256:
        raise bad("SWITCH_INLINE_QUERY_TOO_LONG")


_REPLY = _object("message_id", "allow_sending_without_reply")
_PREVIEW = _object("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
_SCOPE = _object("type")
METHODS: dict[str, tuple[dict[str, Callable[[str], Any]], set[str]]] = {
    "getMe": ({}, set()),
    "deleteWebhook": ({"drop_pending_updates": _boolean}, set()),
    "setWebhook": ({"url": str, "allowed_updates": json.loads, "secret_token": str}, {"url"}),
    "getFile": ({"file_id": str}, {"file_id"}),
    "getUpdates": ({"offset": _integer, "timeout": _integer, "allowed_updates": json.loads}, set()),
    "getMyCommands": ({"scope": _SCOPE, "language_code": str}, set()),
    "setMyCommands": ({"commands": json.loads, "scope": _SCOPE, "language_code": str}, {"commands"}),
    "sendChatAction": ({"chat_id": _integer, "action": str, "message_thread_id": _integer}, {"chat_id", "action"}),
    "sendMessage": (
        {
            "chat_id": _integer,
            "text": str,
            "parse_mode": str,
            "message_thread_id": _integer,
            "reply_parameters": _REPLY,
            "disable_notification": _boolean,
            "link_preview_options": _PREVIEW,
            "reply_markup": _markup,
        },
        {"chat_id", "text"},
    ),
    "editMessageText": (
        {
            "chat_id": _integer,
            "message_id": _integer,
            "text": str,
            "parse_mode": str,
            "link_preview_options": _PREVIEW,
            "reply_markup": _markup,
        },
        {"chat_id", "message_id", "text"},
    ),
    "deleteMessage": ({"chat_id": _integer, "message_id": _integer}, {"chat_id", "message_id"}),
    "getChatAdministrators": ({"chat_id": _integer}, {"chat_id"}),
    "getChat": ({"chat_id": _integer}, {"chat_id"}),
    "answerCallbackQuery": (
        {"callback_query_id": str, "text": str, "show_alert": _boolean},
        {"callback_query_id"},
    ),
    "answerInlineQuery": (
        {"inline_query_id": str, "results": json.loads, "cache_time": _integer, "is_personal": _boolean},
        {"inline_query_id", "results"},
    ),
}
"""Method -> its parameters, and which of them it must have."""


class BotApi:
    """Telegram, played."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refused: list[str] = []
        """Every 400 that was answered though no test had asked for it."""
        self.chats: dict[int, Json] = {}
        self.admins: dict[int, list[int]] = {}
        self.linked: dict[int, int] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        """What stands in chats: (chat, number) -> message; Mop's with what it was sent with."""
        self.commands: dict[tuple[str, str], Any] = {}
        self.webhook: Json = {}
        self.faults: list[Fault] = []
        self.limits = Limits()
        self.toasts: dict[str, str] = {}
        self.cards: dict[str, list[Json]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        """What people have sent: file id -> path and bytes."""
        self.gone: set[str] = set()
        """Paths at which there is nothing any more."""
        self.url = ""
        self._updates: list[Json] = []
        self._last_update = 1000
        self._last_message = 0
        self._news = asyncio.Event()
        self._ids = 0

    # --- what people do -------------------------------------------------------------------------------

    def chat(self, kind: str = "private", **fields: Any) -> int:
        """Make a chat and return its number."""
        self._ids += 1
        number = {"private": 7_000, "group": -7_000, "supergroup": -1_007_000_000_000}[kind]
        number += self._ids if number > 0 else -self._ids
        self.chats[number] = {
            "id": number,
            "type": kind,
            **({} if kind == "private" else {"title": "A group"}),
            **fields,
        }
        return number

    def person(self, number: int = 0, language: str = "en", **fields: Any) -> Json:
        """Return a person."""
        return {"id": number or 500, "is_bot": False, "first_name": "Ada", "language_code": language, **fields}

    def message(self, chat: int, text: str = "", **fields: Any) -> Json:
        """Put a message into a chat and return it; entities of commands, mentions and links are found."""
        self._last_message += 1
        sender = self.person(chat if chat > 0 else 500)
        said: Json = {
            "message_id": self._last_message,
            "date": 1_700_000_000,
            "chat": self.chats[chat],
            "from": sender,
        }
        if text:
            said |= {"text": text, "entities": entities_of(text)}
        said |= fields
        self.messages[chat, said["message_id"]] = said
        return said

    def say(self, chat: int, text: str = "", **fields: Any) -> Json:
        """Say something in a chat."""
        said = self.message(chat, text, **fields)
        self.update(message=said)
        return said

    def edit(self, said: Json, text: str, **fields: Any) -> Json:
        """Change what was said."""
        edited = {**said, "text": text, "entities": entities_of(text), "edit_date": 1_700_000_100, **fields}
        self.update(edited_message=edited)
        return edited

    def press(self, chat: int, number: int, data: str, person: Json | None = None, **message: Any) -> str:
        """Press a button and return the query's id."""
        query = f"query-{self._last_update + 1}"
        below = {**self.messages.get((chat, number), {}), **message}
        replied = below.get("reply_parameters", {}).get("message_id")
        under = {"message_id": number, "date": 1_700_000_000, "chat": self.chats[chat], "from": ME, "text": "x"}
        if replied and "reply_to_message" not in message:
            under["reply_to_message"] = self.messages.get((chat, replied))
        under |= {name: below[name] for name in ("is_topic_message", "message_thread_id") if name in below}
        under |= message
        who = person or self.person(chat if chat > 0 else 500)
        self.update(callback_query={"id": query, "from": who, "chat_instance": "1", "data": data, "message": under})
        return query

    def type(self, text: str, person: int = 500, language: str = "en") -> str:
        """Type an inline query and return its id."""
        query = f"inline-{self._last_update + 1}"
        self.update(inline_query={"id": query, "from": self.person(person, language), "query": text, "offset": ""})
        return query

    def update(self, number: int = 0, **content: Any) -> Json:
        """Put an update before Mop."""
        self._last_update += 1
        update = {"update_id": number or self._last_update, **content}
        self._updates.append(update)
        self._news.set()
        return update

    # --- what is seen ---------------------------------------------------------------------------------

    def answers(self, chat: int) -> list[Json]:
        """Return what Mop's messages in a chat are now."""
        return [said for (where, _), said in self.messages.items() if where == chat and said.get("mine")]

    def texts(self, chat: int) -> list[str]:
        """Return the first line of each of Mop's messages in a chat."""
        return [said["plain"].split("\n")[0] for said in self.answers(chat)]

    def called(self, method: str, chat: int | None = None) -> list[Json]:
        """Return the parameters of all calls of a method."""
        made = [call.values for call in self.calls if call.method == method]
        return [values for values in made if chat is None or values.get("chat_id") == chat]

    async def answered(self, chat: int, number: int = 1, seconds: float = 15) -> list[str]:
        """Wait until Mop has said so many things in a chat, and return their first lines."""
        await until(lambda: len(self.answers(chat)) >= number, seconds, lambda: self.texts(chat))
        return self.texts(chat)

    async def toast(self, query: str, seconds: float = 15) -> str:
        """Wait until a query is answered, and return the words."""
        await until(lambda: query in self.toasts, seconds)
        return self.toasts[query]

    async def settled(self, chat: int) -> None:
        """Wait until all that was said in a chat is dealt with: a chat's updates are answered in order."""
        await self.toast(self.press(chat, 999_999, "nothing"))

    # --- the server -----------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, token = request.match_info["method"], request.match_info["token"]
        try:
            if token != TOKEN:
                raise Refusal(401, "Unauthorized")
            return await self._handled(method, await _form_of(request), request)
        except Refusal as refusal:
            if refusal.code == 400 and not getattr(refusal, "asked", False):
                self.refused.append(f"{method}: {refusal}")
            return web.json_response(refusal.body, status=refusal.code)

    async def _handled(self, method: str, form: dict[str, str], request: web.Request) -> web.StreamResponse:
        if method not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        values = _values(method, form)
        self.calls.append(Call(method, values, asyncio.get_running_loop().time()))
        fault = self._fault_of(method, values)
        if fault and fault.answer == "drop":
            return _broken(request)
        if fault and isinstance(fault.answer, Refusal):
            fault.answer.asked = True  # type: ignore[attr-defined]
            raise fault.answer
        result = await getattr(self, f"_{method}")(**values)
        if fault:
            return _broken(request)
        return web.json_response({"ok": True, "result": result})

    def _fault_of(self, method: str, values: Json) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.chat in {None, values.get("chat_id")}:
                fault.times -= 1
                if not fault.times:
                    self.faults.remove(fault)
                return fault
        return None

    async def _getMe(self) -> Json:
        return ME

    async def _getFile(self, file_id: str) -> Json:
        if file_id not in self.files:
            raise _as_asked(bad("wrong file_id or the file is temporarily unavailable"))
        path, data = self.files[file_id]
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(data), "file_path": path}

    async def file(self, request: web.Request) -> web.Response:
        """Hand a file out to whoever has the token."""
        if request.match_info["token"] != TOKEN:
            return web.Response(status=401)
        path = request.match_info["path"]
        found = None if path in self.gone else dict(self.files.values()).get(path)
        return web.Response(status=404) if found is None else web.Response(body=found)

    async def _deleteWebhook(self, **_: Any) -> bool:
        self.webhook = {}
        return True

    async def _setWebhook(self, **values: Any) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", values.get("secret_token", "")):
            raise bad("secret token contains unallowed characters")
        self.webhook = values
        return True

    async def _getUpdates(self, offset: int = 0, timeout: int = 0, allowed_updates: object = ()) -> list[Json]:  # noqa: ASYNC109
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        self._updates = [update for update in self._updates if update["update_id"] >= offset or offset == 0]
        if not self._updates and timeout:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), timeout)
            except TimeoutError:
                return []
        return self._updates[:100]

    async def _getMyCommands(self, scope: Json, language_code: str = "") -> Any:
        return self.commands.get((scope["type"], language_code), [])

    async def _setMyCommands(self, commands: list[Json], scope: Json, language_code: str = "") -> bool:
        for command in commands:
            if (
                not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"])
                or not 1 <= len(command["description"]) <= 256
            ):
                raise bad("BOT_COMMAND_INVALID")
        self.commands[scope["type"], language_code] = commands
        return True

    async def _sendChatAction(self, chat_id: int, action: str, **_: Any) -> bool:
        self._known(chat_id)
        if action != "typing":
            raise bad("wrong parameter action in request")
        return True

    async def _sendMessage(self, chat_id: int, text: str, **values: Any) -> Json:
        self._known(chat_id)
        self.limits.check(chat_id, asyncio.get_running_loop().time())
        said = self._checked(text, values)
        replied = values.get("reply_parameters", {})
        if replied and (chat_id, replied["message_id"]) not in self.messages:
            if not replied.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
            values.pop("reply_parameters")
        self._last_message += 1
        number = self._last_message
        if "message_thread_id" in values:
            values["is_topic_message"] = True
        self.messages[chat_id, number] = {**values, **said, "mine": True, "message_id": number, "edits": 0}
        return {"message_id": number, "date": 1_700_000_000, "chat": self.chats[chat_id], "from": ME, "text": "x"}

    async def _editMessageText(self, chat_id: int, message_id: int, text: str, **values: Any) -> Json:
        self._known(chat_id)
        self.limits.check(chat_id, asyncio.get_running_loop().time())
        old = self.messages.get((chat_id, message_id))
        if old is None or not old.get("mine"):
            raise _as_asked(bad("message to edit not found"))
        said = self._checked(text, values)
        if said["plain"] == old["plain"] and values.get("reply_markup") == old.get("reply_markup"):
            raise _as_asked(bad("message is not modified"))
        old.pop("reply_markup", None)
        old.update(values, **said, edits=old["edits"] + 1)
        return {"message_id": message_id, "date": 1_700_000_000, "chat": self.chats[chat_id], "from": ME, "text": "x"}

    async def _deleteMessage(self, chat_id: int, message_id: int) -> bool:
        if self.messages.pop((chat_id, message_id), None) is None:
            raise _as_asked(bad("message to delete not found"))
        return True

    async def _getChatAdministrators(self, chat_id: int) -> list[Json]:
        self._known(chat_id)
        people = [self.person(number) for number in self.admins.get(chat_id, [])]
        return [{"status": "administrator", "user": who, **dict.fromkeys(_RIGHTS, False)} for who in people]

    async def _getChat(self, chat_id: int) -> Json:
        self._known(chat_id)
        linked = self.linked.get(chat_id)
        more: Json = {"accent_color_id": 1, "max_reaction_count": 1, "accepted_gift_types": _NO_GIFTS}
        return {**self.chats[chat_id], **more, **({"linked_chat_id": linked} if linked else {})}

    async def _answerCallbackQuery(self, callback_query_id: str, text: str = "", **_: Any) -> bool:
        if len(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self.toasts[callback_query_id] = text
        return True

    async def _answerInlineQuery(self, inline_query_id: str, results: list[Json], **_: Any) -> bool:
        for result in results:
            if result["type"] != "article" or not result["title"] or not 1 <= len(result["id"].encode()) <= 64:
                raise bad("RESULT_ID_INVALID")
            content = result["input_message_content"]
            result["plain"] = self._checked(content["message_text"], content)["plain"]
        self.cards[inline_query_id] = results
        return True

    def _known(self, chat: int) -> None:
        if chat not in self.chats:
            raise bad("chat not found")
        if "migrated" in self.chats[chat]:
            to = self.chats[chat]["migrated"]
            raise _as_asked(Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=to))

    def _checked(self, text: str, values: Json) -> Json:
        if values.get("parse_mode", "HTML") != "HTML":
            raise bad("unsupported parse_mode")
        try:
            parsed = parse_html(text) if values.get("parse_mode") else None
        except MarkupError as error:
            raise bad(f"can't parse entities: {error}") from error
        plain = parsed.text if parsed else text
        if not plain.strip():
            raise bad("message text is empty")
        if units(plain) > 4096:
            raise bad("message is too long")
        return {"plain": plain, "html": text, "found": list(parsed.entities) if parsed else []}


_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


def _as_asked(refusal: Refusal) -> Refusal:
    """Mark a refusal that is part of an ordinary day."""
    refusal.asked = True  # type: ignore[attr-defined]
    return refusal


def _values(method: str, form: dict[str, str]) -> Json:
    parameters, required = METHODS[method]
    if unknown := set(form) - set(parameters):
        raise bad(f"unknown parameters {sorted(unknown)}")
    if missing := required - set(form):
        raise bad(f"missing parameters {sorted(missing)}")
    return {name: parameters[name](text) for name, text in form.items()}


async def _form_of(request: web.Request) -> dict[str, str]:
    if request.content_type == "application/json":
        given = json.loads(await request.read())
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    form = await request.post()
    return {name: str(value) for name, value in form.items()}


def _broken(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def entities_of(text: str) -> list[Json]:
    """Return the entities that Telegram finds by itself."""
    found = []
    for kind, pattern in (
        ("bot_command", r"^/\w+(?:@\w+)?"),
        ("mention", r"@\w{3,}"),
        ("url", r"https?://\S+|\b[a-z-]+\.example\b(?:/\S*)?"),
    ):
        for match in re.finditer(pattern, text):
            length = units(match[0])
            found.append({"type": kind, "offset": units(text[: match.start()]), "length": length})
    return found


async def until(holds: Callable[[], bool], seconds: float = 15, shown: Callable[[], object] = lambda: "") -> None:
    """Wait until something holds.

    Raises:
        AssertionError: it did not in time.
    """
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < end, f"waited in vain: {shown()}"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def played_telegram() -> AsyncIterator[BotApi]:
    """Play Telegram for as long as the block runs."""
    api = BotApi()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.handle)
    app.router.add_get("/file/bot{token}/{path:.*}", api.file)
    server = TestServer(app)
    await server.start_server(shutdown_timeout=0.1)
    api.url = f"http://127.0.0.1:{server.port}/bot"
    try:
        yield api
    finally:
        await server.close()
