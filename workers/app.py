"""Builds the Celery application: small messages with ids, early acknowledgement, no results kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from celery import Celery

FILESYSTEM = "filesystem://"
SWEEP_SECONDS = 15.0
LAPSE_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """Where the broker is; `data_dir` holds the filesystem broker's folders."""

    broker_url: str
    data_dir: Path


def make_celery(settings: WorkerSettings) -> Celery:
    """A Celery application without tasks; `workers.tasks.register` adds them."""
    app = Celery("passgenau", broker=settings.broker_url)
    app.conf.update(
        accept_content=["json"],
        beat_schedule={
            "sweep": {"task": "passgenau.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
            "lapse": {
                "task": "passgenau.lapse_deadlines",
                "schedule": LAPSE_SECONDS,
                "options": {"expires": LAPSE_SECONDS},
            },
        },
        beat_schedule_filename=str(settings.data_dir / "schedule"),
        broker_connection_max_retries=None,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=2,
        broker_transport_options=_transport(settings),
        result_backend=None,
        task_acks_late=False,
        task_ignore_result=True,
        task_serializer="json",
        timezone="Europe/Berlin",
        worker_cancel_long_running_tasks_on_connection_loss=True,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_prefetch_multiplier=1,
    )
    return app


def _transport(settings: WorkerSettings) -> dict[str, Any]:
    if not settings.broker_url.startswith(FILESYSTEM):
        return {"socket_timeout": 2, "socket_connect_timeout": 2}
    folders = {name: settings.data_dir / "broker" / name for name in ("messages", "control")}
    for folder in folders.values():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "control_folder": str(folders["control"]),
        "store_processed": False,
    }
