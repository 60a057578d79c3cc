"""`passgenau demo`: web server, worker and schedule on the embedded default, with synthetic people."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Final

import click

from fixtures.dataset import Size
from fixtures.logins import PASSWORD, logins
from webapp.household import ChildEndedError, Household, taken
from webapp.settings import Settings, process_environment

_LOCK: Final = "running.lock"


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--size", default="small", show_default=True, type=click.Choice(["small", "county"]))
@click.option("--fresh", is_flag=True, help="Throw away what an earlier demo left, and begin anew.")
def demo(port: int, size: Size, *, fresh: bool) -> None:
    """Run everything on this machine with synthetic people, until Ctrl-C."""
    given = Settings.from_environment()
    settings = replace(given.within(given.data_dir / "demo"), demo=True)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop = _stopped_by_signals()
    with _only_one(settings.data_dir):
        _require_free(port)
        if fresh:
            _clear(settings.data_dir)
        from webapp.demo_data import prepare  # noqa: PLC0415 - its imports take a second; refusals should not

        prepare(settings.prepared(), size)
        _run(settings, port, stop)


def _stopped_by_signals() -> Event:
    """Set by Ctrl-C, a polite kill or a closed terminal.

    The handler only takes note: an exception out of it could fall into the middle of anything, a lock that nobody
    then gives back among it.
    """
    stop = Event()

    def take_note(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, take_note)
    return stop


@contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """A lock that the operating system takes back with the process, on every system that SQLite knows."""
    lock = sqlite3.connect(directory / _LOCK, timeout=0, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise click.ClickException(
                f"In {directory} läuft schon eine Demo. Bitte dort mit Strg-C beenden, oder mit PASSGENAU_DATA_DIR ein "
                f"anderes Verzeichnis wählen.\nA demo is running in {directory} already. Please end it there with "
                "Ctrl-C, or choose another directory with PASSGENAU_DATA_DIR."
            ) from error
        yield
    finally:
        lock.close()


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise click.ClickException(taken(port)) from error


def _clear(directory: Path) -> None:
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.startswith(_LOCK):
            path.unlink()


def _run(settings: Settings, port: int, stop: Event) -> None:
    environment = {**process_environment(), **settings.as_environment()}
    try:
        with Household(environment, settings.data_dir / "log", stop) as household:
            household.start("web", ["serve", "--port", str(port)])
            if not household.wait_for_page(port):
                if stop.is_set():
                    return
                raise click.ClickException(
                    "Die erste Seite antwortet nicht. Bitte noch einmal starten.\n"
                    "The first page does not answer. Please start again."
                )
            # The others start only now: they would hold up the first page.
            household.start("worker", ["worker"])
            household.start("schedule", ["worker", "--schedule-only"])
            _greet(port)
            household.watch()
    except ChildEndedError as ended:
        raise click.ClickException(
            f"Der Prozess „{ended.name}“ ist ausgefallen, die Demo ist beendet. Näheres steht in {ended.log}\n"
            f"The process “{ended.name}” has ended, so the demo has ended. Its log: {ended.log}"
        ) from ended


def _greet(port: int) -> None:
    """Address, password and what each login is for."""
    rows = logins()
    width = max(len(login.email) for login in rows)
    click.echo(f"\n  http://127.0.0.1:{port}/\n\n  Passwort / password: {PASSWORD}\n")
    for login in rows:
        click.echo(f"  {login.email:<{width}}  {login.german}")
        click.echo(f"  {'':<{width}}  {login.english}")
    click.echo("\n  Alle Personen und Betriebe sind erfunden. Ende mit Strg-C.")
    click.echo("  All people and firms are invented. Ctrl-C ends the demo.\n")
