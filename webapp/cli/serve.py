"""`passgenau serve`: the web server."""

from __future__ import annotations

import gc
import signal
import sys
from typing import Any, Final

import click
from waitress import create_server

from webapp.app import create_app
from webapp.house import open_work
from webapp.household import taken
from webapp.lifeline import end_with_parent
from webapp.settings import Settings

_SEARCHES: Final = (5_000, 20, 200)
"""After so many new objects the young are searched for garbage, after so many searches the elder, then all.

A search of 50,000 stopped every twentieth page for 150 ms; of 5,000 it takes 15.
"""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--until-stdin-ends", is_flag=True, hidden=True, help="End together with the process that started this.")
def serve(host: str, port: int, *, until_stdin_ends: bool) -> None:
    """Serve the pages until Ctrl-C. The schema has to be up to date (`passgenau db upgrade`)."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if until_stdin_ends:
        end_with_parent()
    settings = Settings.from_environment().prepared()
    app = create_app(settings, open_work(settings))
    calm_collector()
    try:
        server = create_server(app, host=host, port=port, threads=8, ident="passgenau", **_trust(settings.proxy))
    except OSError as error:
        raise click.ClickException(taken(port)) from error
    click.echo(f"http://{host}:{port}/")
    server.run()


def calm_collector() -> None:
    """Whatever stands now is not searched for garbage again, and what comes in small portions: no page waits long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SEARCHES)


def _trust(proxy: str) -> dict[str, Any]:
    """Whose word on the visitor's address and protocol counts; without a proxy nobody's."""
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}} if proxy else {}
