"""`passgenau worker`: renews rankings; with `--schedule-only` sends the periodic tasks instead."""

from __future__ import annotations

import signal
import sys
from datetime import timedelta

import click

from matcher.occupations import use_imported
from matcher.occupations.bridge import IMPORTED
from matcher.store.staleness import LEASE
from webapp.house import mail_settings, open_work, worker_settings
from webapp.lifeline import end_with_parent
from webapp.settings import Settings
from workers.mailing import MailSettings
from workers.process import run_schedule, run_worker


@click.command()
@click.option("--schedule-only", is_flag=True, help="Send the periodic tasks, do not work on them.")
@click.option(
    "--lease",
    default=LEASE.total_seconds(),
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds of silence after which other workers take over a ranking.",
)
@click.option("--until-stdin-ends", is_flag=True, hidden=True, help="End together with the process that started this.")
def worker(*, schedule_only: bool, lease: float, until_stdin_ends: bool) -> None:
    """Work until Ctrl-C: serve tasks, and sweep for stale rankings every second."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until Celery takes over, which finishes its task first
    if until_stdin_ends:
        end_with_parent()
    settings = Settings.from_environment().prepared()
    if schedule_only:
        run_schedule(worker_settings(settings))
    else:
        use_imported(settings.data_dir / IMPORTED)
        run_worker(
            worker_settings(settings),
            open_work(settings),
            lease=timedelta(seconds=lease),
            mail=_mail(settings),
            shared=settings.data_dir / "pools",
        )


def _mail(settings: Settings) -> MailSettings | None:
    try:
        return mail_settings(settings)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
