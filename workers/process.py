"""Runs a worker or the schedule in this process until it is told to stop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from celery import Celery

from matcher.store.staleness import LEASE
from matcher.usecases.work import Work
from workers.app import WorkerSettings, make_celery
from workers.mailing import Mailer, MailSettings
from workers.renewal import Renewal
from workers.tasks import register


def run_worker(
    settings: WorkerSettings,
    work: Work,
    *,
    lease: timedelta = LEASE,
    mail: MailSettings | None = None,
    shared: Path | None = None,
) -> None:
    """Serve tasks and sweep; returns after SIGTERM or SIGINT, with the ranking at hand finished.

    The sweep begins before the broker is asked for: where that is away, rankings are renewed all the same.
    """
    renewal = Renewal(work, lease=lease, shared=shared)
    app = make_celery(settings)
    register(app, renewal)
    worker = app.Worker(
        pool="solo", loglevel="WARNING", without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    mailer = None if mail is None else Mailer(work, mail)
    renewal.start()
    if mailer is not None:
        mailer.start()
    try:
        worker.start()
    finally:
        if mailer is not None:
            mailer.stop()
        renewal.stop()


def run_schedule(settings: WorkerSettings) -> None:
    """Send the periodic tasks; returns after SIGTERM or SIGINT."""
    app: Celery = make_celery(settings)
    app.Beat(loglevel="WARNING", quiet=True).run()
