"""What Discord takes: limits and shapes of messages and commands, as its documentation states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

MESSAGE_KEYS = {"content", "embeds", "components", "allowed_mentions", "message_reference", "flags", "tts"} | {
    "attachments",
    "nonce",
    "enforce_nonce",
}
EMBED_KEYS = {"title", "description", "url", "color", "fields", "footer", "author", "type", "flags"}
NAME = re.compile(r"[-_\w]{1,32}")
LOCALES = {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr"}


def faults_of_message(body: Json, *, editing: bool = False) -> Iterator[str]:
    """Yield what Discord would refuse of a message, and what Mop must never leave out."""
    if set(body) - MESSAGE_KEYS:
        yield f"unknown keys: {set(body) - MESSAGE_KEYS}"
    mentions = body.get("allowed_mentions")
    if mentions is None or mentions.get("parse") or mentions.get("users") or mentions.get("replied_user"):
        yield f"mentions are allowed: {mentions}"
    if len(body.get("content") or "") > 2000:
        yield "content over 2,000"
    if not editing and not body.get("content") and not body.get("embeds"):
        yield "empty message"
    yield from _faults_of_embeds(body.get("embeds") or [])
    yield from _faults_of_rows(body.get("components") or [])


def _faults_of_embeds(embeds: list[Json]) -> Iterator[str]:
    if len(embeds) > 10:
        yield "over 10 embeds"
    total = 0
    for embed in embeds:
        if set(embed) - EMBED_KEYS:
            yield f"unknown keys of an embed: {set(embed) - EMBED_KEYS}"
        fields = embed.get("fields", [])
        texts = [(embed.get("title", ""), 256), (embed.get("description", ""), 4096)]
        texts += [(field["name"], 256) for field in fields] + [(field["value"], 1024) for field in fields]
        total += sum(len(text) for text, _ in texts)
        if any(len(text) > limit for text, limit in texts) or len(fields) > 25:
            yield "an embed over its limits"
        if any(not field["name"] or not field["value"] for field in fields):
            yield "an empty field"
    if total > 6000:
        yield "embeds over 6,000"


def _faults_of_rows(rows: list[Json]) -> Iterator[str]:
    ids: list[str] = []
    if len(rows) > 5:
        yield "over 5 rows"
    for row in rows:
        if row["type"] != 1 or not 1 <= len(row["components"]) <= 5:
            yield "a row that is none"
        for button in row["components"]:
            ids.append(button["custom_id"])
            if button["type"] != 2 or not 1 <= len(button["label"]) <= 80 or len(button["custom_id"]) > 100:
                yield f"a button that is none: {button}"
    if len(ids) != len(set(ids)):
        yield "two buttons with one custom_id"


def faults_of_modal(data: Json) -> Iterator[str]:
    """Yield what Discord would refuse of a form."""
    if not 1 <= len(data["title"]) <= 45 or not 1 <= len(data["custom_id"]) <= 100 or len(data["components"]) > 5:
        yield "a form that is none"
    for row in data["components"]:
        for box in row["components"]:
            if box["type"] != 4 or not 1 <= len(box["label"]) <= 45 or not 1 <= box["max_length"] <= 4000:
                yield f"an input that is none: {box}"


def faults_of_commands(commands: Sequence[Json]) -> Iterator[str]:
    """Yield what Discord would refuse of a set of commands."""
    slash = [command for command in commands if command["type"] == 1]
    menus = [command for command in commands if command["type"] == 3]
    if len(slash) > 100 or len(menus) > 5 or len(slash) + len(menus) != len(commands):
        yield "too many commands, or of another type"
    for names in ([command["name"] for command in slash], [command["name"] for command in menus]):
        if len(names) != len(set(names)):
            yield "two commands of one name"
    for menu in menus:
        if not 1 <= len(menu["name"]) <= 32 or menu.get("description"):
            yield f"a menu entry that is none: {menu['name']}"
    for command in slash:
        yield from _faults_of_described(command)
        for option in command.get("options", []):
            yield from _faults_of_described(option)
            for choice in option.get("choices", []):
                if not 1 <= len(choice["name"]) <= 100:
                    yield f"a choice that is none: {choice}"
                yield from _faults_of_locales(choice.get("name_localizations") or {}, 100)


def _faults_of_described(each: Json) -> Iterator[str]:
    if not NAME.fullmatch(each["name"]) or each["name"] != each["name"].lower():
        yield f"a name that is none: {each['name']}"
    if not 1 <= len(each["description"]) <= 100:
        yield f"a description that is none: {each['name']}"
    for name in (each.get("name_localizations") or {}).values():
        if not NAME.fullmatch(name) or name != name.lower():
            yield f"a name that is none: {name}"
    yield from _faults_of_locales(each.get("name_localizations") or {}, 32)
    yield from _faults_of_locales(each.get("description_localizations") or {}, 100)


def _faults_of_locales(texts: Json, longest: int) -> Iterator[str]:
    for locale, text in texts.items():
        if locale not in LOCALES or not 1 <= len(text) <= longest:
            yield f"a translation that is none: {locale} {text}"
