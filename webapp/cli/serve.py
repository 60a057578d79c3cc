"""`passgenau serve`: the web server."""

from __future__ import annotations

import click
from waitress import create_server

from webapp.app import create_app
from webapp.house import open_work
from webapp.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the pages until Ctrl-C. The schema has to be up to date (`passgenau db upgrade`)."""
    settings = Settings.from_environment().prepared()
    app = create_app(settings, open_work(settings))
    try:
        server = create_server(app, host=host, port=port, threads=8, ident="passgenau")
    except OSError as error:
        raise click.ClickException(taken(port)) from error
    click.echo(f"http://{host}:{port}/")
    server.run()


def taken(port: int) -> str:
    """What to do when somebody else listens on the port."""
    return (
        f"Port {port} ist schon belegt. Bitte einen anderen wählen: --port {port + 1}\n"
        f"Port {port} is taken already. Please choose another one: --port {port + 1}"
    )
