"""Rings the workers after a commit: ids only, best effort, never in the way of whoever rings."""

from __future__ import annotations

import time
from typing import Final

import structlog
from celery import Celery

_MOST_SINGLE: Final = 20
_EXPIRES: Final = 60
_QUIET: Final = 10.0
"""Seconds without another try after one that failed: the sweep does without, and pages stay quick."""
log = structlog.get_logger()


class Doorbell:
    """Tells workers which vacancies wait; whatever gets lost, the sweep finds.

    Args:
        app: a Celery application that shares the workers' broker.

    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._quiet_until = 0.0

    def ring(self, vacancy_ids: frozenset[int]) -> None:
        """Ask for these rankings; an empty set, or a large one, asks for a sweep."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            if not vacancy_ids or len(vacancy_ids) > _MOST_SINGLE:
                self._send("passgenau.sweep", [])
                return
            for vacancy_id in sorted(vacancy_ids):
                self._send("passgenau.rank_vacancy", [vacancy_id])
        except Exception as error:  # noqa: BLE001 - whoever rings has committed: nothing here may look like a failure
            self._quiet_until = time.monotonic() + _QUIET
            log.warning("doorbell_silent", error=type(error).__name__, vacancies=len(vacancy_ids))

    def _send(self, task: str, arguments: list[int]) -> None:
        self._app.send_task(task, args=arguments, expires=_EXPIRES, retry=False, ignore_result=True)
