"""The tasks: id in, use case, out."""

from __future__ import annotations

from celery import Celery

from workers.renewal import Renewal


def register(app: Celery, renewal: Renewal) -> None:
    """Give the application its tasks, bound to this process's means."""

    @app.task(name="passgenau.rank_vacancy")
    def rank_vacancy(vacancy_id: int) -> None:
        renewal.one(vacancy_id)

    @app.task(name="passgenau.sweep")
    def sweep() -> None:
        renewal.wake()

    @app.task(name="passgenau.lapse_deadlines")
    def lapse_deadlines() -> None:
        renewal.lapse()
