"""The slash commands and context menus, which hand everything on to ``Interactions``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from adapters.discord.announcing import said
from bot.commands import FOLLOW_THE_READER
from bot.locales import languages
from bot.model import Mode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.discord.interactions import Interactions

THIS_CHANNEL: Final = "channel"
WHOLE_SERVER: Final = "server"

LONGEST_TEXT: Final = 4000
LONGEST_SOURCE: Final = 300
LONGEST_REASON: Final = 200

FOR_ALL: Final = ("lists", "privacy", "forget", "help", "about")
"""Commands without an argument that anybody may use anywhere."""


class Tree(app_commands.CommandTree[Any]):
    """The commands; one that fails is answered all the same."""

    def __init__(self, client: discord.Client, interactions: Interactions) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._interactions = interactions

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let each interaction through once."""
        return self._interactions.is_new(interaction)

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        """Say sorry: to a command that Discord still shows and Mop no longer has, or to a fault of ours."""
        await self._interactions.failed(interaction, error)


def build_tree(client: discord.Client, interactions: Interactions) -> Tree:
    """Return all commands: those for anybody, those for admins, and the two of a message's menu."""
    tree = Tree(client, interactions)
    _add_check(tree, interactions)
    for name in FOR_ALL:
        tree.add_command(_plain(name, interactions))
    tree.add_command(_in_server(_plain("stats", interactions)))
    _add_mode(tree, interactions)
    _add_language(tree, interactions)
    for name in ("trust", "distrust"):
        tree.add_command(_for_admins(_about_a_source(name, interactions)))
    _add_menus(tree, interactions)
    return tree


def _add_check(tree: Tree, interactions: Interactions) -> None:
    @tree.command(name=said("discord-name-check"), description=said("discord-check"))
    @app_commands.rename(text=said("discord-option-text"), show_to_all=said("discord-option-show"))
    @app_commands.describe(text=said("discord-check-text"), show_to_all=said("discord-check-show"))
    async def check(
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, LONGEST_TEXT],
        show_to_all: bool = False,
    ) -> None:
        await interactions.check(interaction, text, public=show_to_all)


def _plain(name: str, interactions: Interactions) -> app_commands.Command[Any, ..., None]:
    async def run(interaction: discord.Interaction) -> None:
        await interactions.command(interaction, name, "")

    return _command(name, run)


def _add_mode(tree: Tree, interactions: Interactions) -> None:
    modes = [app_commands.Choice(name=said(f"discord-mode-{mode.value}"), value=mode.value) for mode in Mode]
    scopes = [
        app_commands.Choice(name=said("discord-scope-channel"), value=THIS_CHANNEL),
        app_commands.Choice(name=said("discord-scope-server"), value=WHOLE_SERVER),
    ]

    @app_commands.rename(mode=said("discord-option-mode"), where=said("discord-option-where"))
    @app_commands.describe(mode=said("command-mode"), where=said("discord-mode-where"))
    @app_commands.choices(mode=modes, where=scopes)
    async def run(interaction: discord.Interaction, mode: str = "", where: str = THIS_CHANNEL) -> None:
        await interactions.command(interaction, "mode", mode, whole_server=where == WHOLE_SERVER)

    tree.add_command(_for_admins(_command("mode", run)))


def _add_language(tree: Tree, interactions: Interactions) -> None:
    spoken = [app_commands.Choice(name=code, value=code) for code in (FOLLOW_THE_READER, *languages())]

    @app_commands.rename(language=said("discord-option-language"))
    @app_commands.describe(language=said("command-language"))
    @app_commands.choices(language=spoken)
    async def run(interaction: discord.Interaction, language: str = "") -> None:
        await interactions.command(interaction, "language", language)

    tree.add_command(_for_admins(_command("language", run)))


def _about_a_source(name: str, interactions: Interactions) -> app_commands.Command[Any, ..., None]:
    @app_commands.rename(source=said("discord-option-source"), reason=said("discord-option-reason"))
    @app_commands.describe(source=said("discord-trust-source"), reason=said("discord-trust-reason"))
    async def run(
        interaction: discord.Interaction,
        source: app_commands.Range[str, 1, LONGEST_SOURCE] = "",
        reason: app_commands.Range[str, 1, LONGEST_REASON] = "",
    ) -> None:
        await interactions.command(interaction, name, f"{''.join(source.split())} {reason}")

    return _command(name, run)


def _add_menus(tree: Tree, interactions: Interactions) -> None:
    async def check_links(interaction: discord.Interaction, message: discord.Message) -> None:
        await interactions.check_message(interaction, message)

    async def share_facts(interaction: discord.Interaction, message: discord.Message) -> None:
        await interactions.share_message(interaction, message)

    tree.add_command(app_commands.ContextMenu(name=said("discord-menu-check"), callback=check_links))
    tree.add_command(app_commands.ContextMenu(name=said("discord-menu-share"), callback=share_facts))


def _command(name: str, run: Callable[..., Awaitable[None]]) -> app_commands.Command[Any, ..., None]:
    return app_commands.Command(
        name=said(f"discord-name-{name}"),
        description=said(f"command-{name}"),
        callback=run,  # type: ignore[arg-type] # a coroutine function, as every one above
    )


def _for_admins(command: app_commands.Command[Any, ..., None]) -> app_commands.Command[Any, ..., None]:
    command.default_permissions = discord.Permissions(manage_guild=True)
    return _in_server(command)


def _in_server(command: app_commands.Command[Any, ..., None]) -> app_commands.Command[Any, ..., None]:
    """Keep a command to where Mop is a member: servers, and the direct messages with it."""
    command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    return command
