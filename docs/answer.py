"""The README's picture: real answers of `mop check`, as a terminal shows them.

`python docs/answer.py > page.html` writes a page; docs/answer.png is a browser's picture of it, 940 by 500 pixels.
"""

from __future__ import annotations

import asyncio
import io
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from adapters.terminal import show, to_message
from bot.locales import localizer
from bot.model import ConversationKind
from bot.reply import compose
from bot.settings import read_settings
from bot.startup import open_checker

SAID = (
    "Shops have banned the sale of poppies this year! Share this",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.infowars.com%2Fposts%2Fsecret",
    "https://bbc-news24.co/royal-shock",
)


async def main() -> None:
    """Write the page to standard output."""
    console = Console(record=True, file=io.StringIO(), force_terminal=True, width=104)
    sentences = localizer("en")
    async with open_checker(read_settings({}), fetch=False) as checker:
        for text in SAID:
            console.print(f"$ mop check {text!r}", style="bold cyan", highlight=False, soft_wrap=True)
            report = await checker.check(to_message(text, ConversationKind.DIRECT))
            show(compose(report, sentences), sentences, console)
            console.print()
    page = console.export_html(inline_styles=True, code_format=_PAGE, theme=_DARK)
    sys.stdout.write(page)


_BLACK, _RED, _GREEN, _YELLOW = (90, 90, 90), (255, 123, 114), (126, 231, 135), (242, 204, 96)
_BLUE, _MAGENTA, _CYAN, _WHITE = (122, 162, 247), (210, 168, 255), (121, 192, 255), (200, 200, 200)
_COLOURS = [_BLACK, _RED, _GREEN, _YELLOW, _BLUE, _MAGENTA, _CYAN, _WHITE]
_DARK = TerminalTheme((29, 31, 39), (230, 230, 230), _COLOURS)
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>mop check</title>
<style>a {{color: #79c0ff}} body {{margin: 22px; background: #1d1f27; color: #e6e6e6}}
pre {{font: 14px/1.45 'DejaVu Sans Mono', 'Noto Sans Mono', monospace; white-space: pre-wrap}}</style>
<pre>{code}</pre></html>
"""

if __name__ == "__main__":
    asyncio.run(main())
