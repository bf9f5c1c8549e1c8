"""Run the real ``mop check --lines`` over all messages; ``python -m tests.conversations.answering`` records anew."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.knowledge import PROGRAM, known_world
from tests.conversations.site import Script, scripts

ANSWERS = Path(__file__).parent / "answers.yaml"


async def answers(environment: dict[str, str]) -> dict[str, str]:
    """Return name -> answer, as ``mop`` gives it today in the environment of ``known_world``."""
    said = scripts()
    direct = await _run([script for script in said if not script.group], "direct", environment)
    group = await _run([script for script in said if script.group], "group", environment)
    found = direct | group
    return {script.name: found[script.name] for script in said}


async def _run(said: list[Script], kind: str, environment: dict[str, str]) -> dict[str, str]:
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        *("check", "--lines", "--as", kind),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    lines = "".join(f"{script.message}\n" for script in said)
    output, _ = await process.communicate(lines.encode())
    reports = [json.loads(line) for line in output.splitlines()]
    return {script.name: _as_text(report) for script, report in zip(said, reports, strict=True)}


def _as_text(report: dict[str, Any]) -> str:
    if not report["speak"]:
        return f"({report['outcome']}, silent: {report['reason']})"
    reply = report["reply"]
    lines = [f"({report['outcome']})", reply["headline"]]
    lines.extend(f"- {note['text']} {_urls(note)}" for note in reply["notes"])
    lines.extend(f"> {page['title']}, {page['publisher']} <{page['url']}>" for page in reply["authorities"])
    lines.extend(f"* {caveat}" for caveat in reply["caveats"])
    lines.extend(f"! {url}" for url in reply["blocked_urls"])
    return "\n".join(lines)


def _urls(note: dict[str, Any]) -> str:
    return " ".join(f"<{citation['url']}>" for citation in note["citations"])


def main() -> None:
    """Record today's answers; read them before you commit them."""

    async def ask(folder: Path) -> dict[str, str]:
        async with known_world(folder) as environment:
            return await answers(environment)

    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(ask(Path(folder)))
    text = yaml.dump(found, allow_unicode=True, sort_keys=False, width=118, default_style="|")
    ANSWERS.write_text(
        "# Recorded by `python -m tests.conversations.answering` and read by a person.\n" + text, "utf-8"
    )


if __name__ == "__main__":
    main()
