"""Runs a worker or the schedule in this process until it is told to stop."""

from __future__ import annotations

from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

from matcher.usecases.work import Work
from workers.app import WorkerSettings, make_celery
from workers.renewal import Renewal
from workers.tasks import register


def run_worker(settings: WorkerSettings, work: Work) -> None:
    """Serve tasks and sweep; returns after SIGTERM or SIGINT, with the ranking at hand finished."""
    renewal = Renewal(work)
    app = make_celery(settings)
    register(app, renewal)

    def begin(**_: Any) -> None:
        renewal.start()

    worker_ready.connect(begin, weak=False)
    worker_shutting_down.connect(lambda **_: renewal.wake(), weak=False)
    worker = app.Worker(
        pool="solo", loglevel="WARNING", without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    try:
        worker.start()
    finally:
        renewal.stop()


def run_schedule(settings: WorkerSettings) -> None:
    """Send the periodic tasks; returns after SIGTERM or SIGINT."""
    app: Celery = make_celery(settings)
    app.Beat(loglevel="WARNING", quiet=True).run()
