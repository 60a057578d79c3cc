"""`passgenau`: each command is loaded when it is called, so that `--help` answers at once."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

_COMMANDS: Final = {
    "demo": "everything on the embedded default with synthetic people",
    "serve": "the web server",
    "worker": "a worker with its sweep",
    "rank": "rank people and vacancies out of files",
    "clearance": "what law and agreement say of cases",
    "occupations": "occupation codes for titles",
    "db": "the database's schema",
    "user": "accounts",
    "audit": "the audit chain",
    "doctor": "check that everything stands",
}


class _Lazy(click.Group):
    """A group whose commands live in modules of their name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature is click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - signature is click's
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"webapp.cli.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - signature is click's
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy)
@click.version_option(package_name="passgenau")
def main() -> None:
    """passgenau: matches refugees and vacancies, with the law at the gate."""
