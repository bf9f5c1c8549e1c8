"""Discord as a local server plays it: its HTTP interface, strict, and its gateway."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.adapters.discord.made import TIME
from tests.adapters.discord.rules import faults_of_commands, faults_of_message, faults_of_modal

Body = dict[str, Any]

TOKEN = "MTAwMQ.played.secret-of-the-token"
APPLICATION = "1001"
MOP = {"id": "1001", "username": "Mop", "discriminator": "0", "avatar": None, "bot": True, "global_name": None}
MESSAGE_CONTENT = 1 << 15
ELSEWHERE = "wss://gateway.discord.invalid"
"""What READY and /gateway/bot name: whoever connects there did not keep to MOP_DISCORD_GATEWAY_URL."""


@dataclass(frozen=True)
class Call:
    """One request that was answered."""

    method: str
    path: str
    body: Any


@dataclass
class Fault:
    """An answer that a test wants in place of the right one."""

    method: str
    path: str
    status: int
    body: Any
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Session:
    """One session of the gateway."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: web.WebSocketResponse
    sent: list[dict[str, Any]] = field(default_factory=list)


class PlayedDiscord:
    """Discord for one test or module: what was asked of it, what is wrong with that, what stands in its channels."""

    def __init__(self, *, content_allowed: bool = True, shards: int = 1) -> None:
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        self.messages: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []
        self.commands: list[dict[str, Any]] = []
        self.sessions: dict[str, Session] = {}
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.heartbeats = 0
        self.heartbeat_interval = 45_000
        self.terse = False
        """Whether acknowledgements are confirmed without a body."""
        self.acknowledged: dict[str, dict[str, Any]] = {}
        """Interaction token -> its first response."""
        self.original: dict[str, str] = {}
        """Interaction token -> id of the message that answers it."""
        self.content_allowed = content_allowed
        self.close_with = 0
        """Code with which the next IDENTIFY is answered."""
        self.shards = shards
        self.guilds: list[dict[str, Any]] = [guild("700")]
        self.port = 0
        self.attachments: dict[str, bytes | str] = {}
        """Path -> what was attached, or the address that it leads on to."""
        self._number = itertools.count(10_000)
        self._changed = asyncio.Condition()

    def new_id(self) -> str:
        """Return a number that nothing else has."""
        return str(next(self._number))

    # --- what a test does -----------------------------------------------------------------------------

    async def until(self, found: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the test looks for
        """Wait until ``found`` returns something, and return it; a test's own time limit ends the waiting."""
        async with self._changed:
            while not (result := found()):
                await self._changed.wait()
            return result

    async def dispatch(self, event: str, data: dict[str, Any], shard: int = 0) -> None:
        """Deliver an event to a shard."""
        session = await self.until(lambda: self.session_of(shard))
        await self._send_event(session, event, data)

    def session_of(self, shard: int = 0) -> Session | None:
        """Return the newest session of a shard."""
        mine = [session for session in self.sessions.values() if session.shard[0] == shard]
        return mine[-1] if mine and not mine[-1].socket.closed else None

    def asked(self, method: str, path: str) -> list[Call]:
        """Return the requests of one kind so far."""
        return [call for call in self.calls if call.method == method and re.fullmatch(path, call.path)]

    # --- gateway ----------------------------------------------------------------------------------------

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self.wrong.append(f"gateway asked for with {dict(request.query)}")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": self.heartbeat_interval}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(frame.data))
        return socket

    async def _take(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["op"] == 1:
            self.heartbeats += 1
            await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
        elif frame["op"] == 2:
            await self._identify(socket, frame["d"])
        elif frame["op"] == 6:
            await self._resume(socket, frame["d"])
        else:
            self.wrong.append(f"unexpected opcode {frame['op']}")
        await self._tell()

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        self.identified.append(data)
        if data["token"] != TOKEN:
            await socket.close(code=4004)
        elif self.close_with:
            code, self.close_with = self.close_with, 0
            await socket.close(code=code)
        elif data["intents"] & MESSAGE_CONTENT and not self.content_allowed:
            await socket.close(code=4014)
        else:
            shard = tuple(data.get("shard", (0, 1)))
            session = Session(self.new_id(), (shard[0], shard[1]), data["intents"], socket)
            ready = {
                "v": 10,
                "user": MOP,
                "guilds": [{"id": each["id"], "unavailable": True} for each in self.guilds],
                "session_id": session.id,
                "resume_gateway_url": ELSEWHERE,
                "shard": list(shard),
                "application": {"id": APPLICATION, "flags": 0},
            }
            self.sessions[session.id] = session
            await self._send_event(session, "READY", ready)
            for each in self.guilds:
                await self._send_event(session, "GUILD_CREATE", each)

    async def _resume(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        """Send what was missed."""
        self.resumed.append(data)
        session = self.sessions.get(data["session_id"])
        if session is None:
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            return
        session.socket = socket
        for frame in session.sent:
            if frame["s"] > data["seq"]:
                await socket.send_json(frame)
        await self._send_event(session, "RESUMED", {})

    async def _send_event(self, session: Session, event: str, data: dict[str, Any]) -> None:
        frame = {"op": 0, "t": event, "s": len(session.sent) + 1, "d": data}
        session.sent.append(frame)
        if not session.socket.closed:
            await session.socket.send_json(frame)

    async def lose(self, code: int = 4000, shard: int = 0) -> None:
        """Cut a shard's connection."""
        session = await self.until(lambda: self.session_of(shard))
        await session.socket.close(code=code)

    # --- HTTP -------------------------------------------------------------------------------------------

    async def http(self, request: web.Request) -> web.Response:
        """Answer one request, and note it."""
        path = request.path.removeprefix("/api/v10")
        body = json.loads(await request.text() or "null")
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not path.startswith(
            ("/interactions", "/webhooks")
        ):
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        fault = self._fault(request.method, path)
        if fault is not None:
            await self._note(Call(request.method, f"{path} -> {fault.status}", body))
            return _json(fault.body, status=fault.status, headers=fault.headers)
        for method, pattern, answer in ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                response = answer(self, found, body)
                await self._note(Call(request.method, path, body))
                return response
        self.wrong.append(f"there is no {request.method} {path}")
        return _json({"message": "404: Not Found", "code": 0}, status=404)

    async def attachment(self, request: web.Request) -> web.Response:
        """Hand out what somebody has attached; a path that names another address leads there."""
        found = self.attachments.get(request.match_info["path"])
        if isinstance(found, str):
            raise web.HTTPFound(found)
        return web.Response(status=404) if found is None else web.Response(body=found)

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and re.fullmatch(fault.path, path):
                fault.times -= 1
                return fault
        return None

    async def _note(self, call: Call) -> None:
        self.calls.append(call)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def stand(self, body: dict[str, Any], channel: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Let a message stand in a channel."""
        message = {
            "id": self.new_id(),
            "channel_id": channel,
            "author": MOP,
            "timestamp": TIME,
            "edited_timestamp": None,
            "content": "",
            "embeds": [],
            "components": [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "type": 0,
            "flags": 0,
            **{key: value for key, value in body.items() if key in {"content", "embeds", "components"} and value},
            **more,
        }
        self.messages[message["id"]] = message
        return message


def _json(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return JSON under exactly the type that Discord sends, which discord.py insists on."""
    response = web.Response(body=json.dumps(body).encode(), status=status, headers=headers)
    response.headers["Content-Type"] = "application/json"
    return response


def _gone(code: int = 10008) -> web.Response:
    return _json({"message": "Unknown Message", "code": code}, status=404)


def _gateway_bot(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    limits = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
    return _json({"url": ELSEWHERE, "shards": played.shards, "session_start_limit": limits})


def _me(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return _json(MOP)


def _application(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return _json(
        {
            "id": APPLICATION,
            "name": "Mop",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "",
            "flags": 0,
            "owner": {**MOP, "id": "1"},
            "team": None,
        }
    )


def _commands(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return _json(played.commands)


def _put_commands(played: PlayedDiscord, found: re.Match[str], body: list[Body]) -> web.Response:
    played.wrong.extend(faults_of_commands(body))
    played.commands = [
        {"id": played.new_id(), "application_id": APPLICATION, "version": "1", "description": "", **each}
        for each in body
    ]
    return _json(played.commands)


def _callback(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    token = found["token"]
    if token in played.acknowledged:
        played.wrong.append(f"{token} acknowledged twice")
        return _json({"message": "Interaction has already been acknowledged.", "code": 40060}, status=400)
    played.acknowledged[token] = body
    if body["type"] == 9:
        played.wrong.extend(faults_of_modal(body["data"]))
    if played.terse:
        return web.Response(status=204)
    interaction = {"id": found["id"], "type": 2}
    return _json({"interaction": {**interaction, "response_message_loading": body["type"] == 5}})


def _edit_original(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    token = found["token"]
    first = played.acknowledged.get(token)
    if first is None:
        played.wrong.append(f"{token} answered and never acknowledged")
        return _gone(10015)
    played.wrong.extend(faults_of_message(body, editing=token in played.original))
    if token not in played.original:
        flags = (first.get("data") or {}).get("flags", 0)
        played.original[token] = played.stand({}, "701", flags=flags)["id"]
    message = played.messages[played.original[token]]
    message.update({key: value for key, value in body.items() if key in {"content", "embeds", "components"}})
    return _json(message)


def _delete_original(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    answer = played.original.get(found["token"], "")
    if played.messages.pop(answer, None) is None:
        return _gone()
    return web.Response(status=204)


def _follow_up(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    played.wrong.extend(faults_of_message(body))
    return _json(played.stand(body, "701", flags=body.get("flags", 0)))


def _post_message(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    played.wrong.extend(faults_of_message(body))
    more: dict[str, Any] = {"flags": body.get("flags", 0)}
    if given := body.get("message_reference"):
        reference = {key: str(value) for key, value in given.items() if key.endswith("_id")}
        if reference["message_id"] not in played.messages:
            problem = {"_errors": [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]}
            fault = {"message": "Invalid Form Body", "code": 50035, "errors": {"message_reference": problem}}
            return _json(fault, status=400)
        more["message_reference"] = reference
    return _json(played.stand(body, found["channel"], **more))


def _get_message(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    message = played.messages.get(found["message"])
    return _json(message) if message else _gone()


def _patch_message(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    played.wrong.extend(faults_of_message(body, editing=True))
    message = played.messages.get(found["message"])
    if message is None:
        return _gone()
    message.update(body)
    return _json(message)


def _delete_message(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return web.Response(status=204) if played.messages.pop(found["message"], None) else _gone()


def _typing(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return web.Response(status=204)


def _user(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    return _json({**MOP, "id": found["user"], "username": "somebody", "bot": False})


def _direct_channel(played: PlayedDiscord, found: re.Match[str], body: Body) -> web.Response:
    person = {**MOP, "id": body["recipient_id"], "username": "somebody", "bot": False}
    return _json({"id": "801", "type": 1, "recipients": [person], "last_message_id": None})


_ORIGINAL = rf"/webhooks/{APPLICATION}/(?P<token>[^/]+)/messages/@original"
_MESSAGE = r"/channels/(?P<channel>\d+)/messages/(?P<message>\d+)"
ROUTES: list[tuple[str, str, Callable[[PlayedDiscord, re.Match[str], Any], web.Response]]] = [
    ("GET", "/gateway/bot", _gateway_bot),
    ("GET", "/users/@me", _me),
    ("GET", "/oauth2/applications/@me", _application),
    ("GET", f"/applications/{APPLICATION}/commands", _commands),
    ("PUT", f"/applications/{APPLICATION}/commands", _put_commands),
    ("POST", r"/interactions/(?P<id>\d+)/(?P<token>[^/]+)/callback", _callback),
    ("PATCH", _ORIGINAL, _edit_original),
    ("DELETE", _ORIGINAL, _delete_original),
    ("POST", rf"/webhooks/{APPLICATION}/(?P<token>[^/]+)", _follow_up),
    ("POST", r"/channels/(?P<channel>\d+)/messages", _post_message),
    ("GET", _MESSAGE, _get_message),
    ("PATCH", _MESSAGE, _patch_message),
    ("DELETE", _MESSAGE, _delete_message),
    ("POST", r"/channels/(?P<channel>\d+)/typing", _typing),
    ("GET", r"/users/(?P<user>\d+)", _user),
    ("POST", "/users/@me/channels", _direct_channel),
]


def guild(number: str) -> dict[str, Any]:
    """Return a server with a channel 701, a forum 710 and in it a post 711."""
    everyone = {
        "id": number,
        "name": "@everyone",
        "permissions": str(1 << 10 | 1 << 11 | 1 << 14 | 1 << 16 | 1 << 38),
    }
    role = {"color": 0, "hoist": False, "position": 0, "managed": False, "mentionable": False, "flags": 0}
    channel = {"permission_overwrites": [], "nsfw": False, "parent_id": None, "guild_id": number}
    post = {
        "id": "711",
        "type": 11,
        "name": "a post",
        "parent_id": "710",
        "guild_id": number,
        "owner_id": "501",
        "message_count": 1,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {"archived": False, "auto_archive_duration": 60, "archive_timestamp": TIME},
    }
    return {
        "id": number,
        "name": "Town",
        "owner_id": "501",
        "features": [],
        "preferred_locale": "en-US",
        "roles": [{**everyone, **role}],
        "channels": [
            {**channel, "id": "701", "type": 0, "name": "general", "position": 0},
            {**channel, "id": "702", "type": 0, "name": "other", "position": 1},
            {**channel, "id": "710", "type": 15, "name": "forum", "position": 2, "available_tags": []},
        ],
        "threads": [post],
        "members": [{"user": MOP, "roles": [], "joined_at": TIME, "deaf": False, "mute": False, "flags": 0}],
        "member_count": 2,
        "emojis": [],
        "stickers": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "unavailable": False,
        "large": False,
    }


@asynccontextmanager
async def played_discord(played: PlayedDiscord) -> AsyncIterator[PlayedDiscord]:
    """Serve for as long as the block runs."""
    app = web.Application()
    app.router.add_get("/gateway/", played.gateway)
    app.router.add_route("*", "/api/v10/{path:.*}", played.http)
    app.router.add_get("/attachments/{path:.*}", played.attachment)
    server = TestServer(app)
    await server.start_server()
    played.port = server.port or 0
    try:
        yield played
    finally:
        for session in played.sessions.values():
            await session.socket.close()
        await server.close()


def environment(played: PlayedDiscord) -> Iterator[tuple[str, str]]:
    """Yield the settings that lead Mop to the played Discord."""
    yield "MOP_DISCORD_TOKEN", TOKEN
    yield "MOP_DISCORD_API_URL", f"http://127.0.0.1:{played.port}/api/v10"
    yield "MOP_DISCORD_GATEWAY_URL", f"ws://127.0.0.1:{played.port}/gateway/"
