"""Rings the workers after a commit: ids only, best effort, never in the way of whoever rings."""

from __future__ import annotations

from typing import Final

import structlog
from celery import Celery
from kombu.exceptions import KombuError

_MOST_SINGLE: Final = 20
_EXPIRES: Final = 60
log = structlog.get_logger()


class Doorbell:
    """Tells workers which vacancies wait; whatever gets lost, the sweep finds.

    Args:
        app: a Celery application that shares the workers' broker.

    """

    def __init__(self, app: Celery) -> None:
        self._app = app

    def ring(self, vacancy_ids: frozenset[int]) -> None:
        """Ask for these rankings; an empty set, or a large one, asks for a sweep."""
        try:
            if not vacancy_ids or len(vacancy_ids) > _MOST_SINGLE:
                self._send("passgenau.sweep", [])
                return
            for vacancy_id in sorted(vacancy_ids):
                self._send("passgenau.rank_vacancy", [vacancy_id])
        except (KombuError, OSError) as error:
            log.warning("doorbell_silent", error=type(error).__name__, vacancies=len(vacancy_ids))

    def _send(self, task: str, arguments: list[int]) -> None:
        self._app.send_task(task, args=arguments, expires=_EXPIRES, retry=False, ignore_result=True)
