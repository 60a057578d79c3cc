"""What lies on the broker: ids only; and every task has somebody who sends it."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

from matcher.store.session import Database
from matcher.usecases.work import Work
from tests import builders
from tests.workers.conftest import DEAD, House
from workers.app import WorkerSettings, make_celery
from workers.doorbell import Doorbell
from workers.renewal import Renewal
from workers.tasks import register


def test_messages_carry_ids_and_nothing_else(house: House) -> None:
    """No name, code, title or reference reaches the broker: an id, and Celery's own headers."""
    with house.database.writing() as session:
        person = builders.participant(session)
        vacancy = builders.vacancy(session, title="Geheimer Titel")
        session.commit()
        words = [person.code, person.identity.family_name, vacancy.reference, "Geheimer", "Musterlager"]
        vacancy_id = vacancy.id
    with house.work.unit(None) as unit:
        unit.mark_vacancies([vacancy_id])

    raw = _raw(house.settings.data_dir)
    sent = _messages(house.settings.data_dir)

    assert len(raw) == len(sent) == 1
    assert sent[0][1][0] == [vacancy_id]
    assert sent[0][1][1] == {}
    assert not [word for word in words if word.encode() in raw[0] or word in json.dumps(sent)]


def test_doorbell_asks_for_a_sweep_when_many_or_no_vacancies_wait(tmp_path: Path) -> None:
    """A change of a person, or of many vacancies, is one message and not a thousand."""
    bell = Doorbell(make_celery(WorkerSettings(broker_url="filesystem://", data_dir=tmp_path)))

    bell.ring(frozenset())
    bell.ring(frozenset(range(1000)))

    assert [task for task, _ in _messages(tmp_path)] == ["passgenau.sweep", "passgenau.sweep"]


def test_doorbell_keeps_quiet_after_a_failure(tmp_path: Path) -> None:
    """A dead broker holds up one writer for a moment, not every one of them."""
    bell = Doorbell(make_celery(WorkerSettings(broker_url=DEAD, data_dir=tmp_path)))
    bell.ring(frozenset({1}))

    begun = time.monotonic()
    bell.ring(frozenset({1}))

    assert time.monotonic() - begun < 0.5


def test_every_task_is_sent_by_schedule_or_doorbell(tmp_path: Path) -> None:
    """No task stands there that nobody sends, and nothing is sent that no worker knows."""
    app = make_celery(WorkerSettings(broker_url="filesystem://", data_dir=tmp_path))
    register(app, Renewal(Work(Database(f"sqlite:///{tmp_path / 'none.db'}"))))
    bell = Doorbell(app)
    bell.ring(frozenset())
    bell.ring(frozenset({1}))

    known = {name for name in app.tasks if name.startswith("passgenau.")}
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    rung = {task for task, _ in _messages(tmp_path)}

    assert known == scheduled | rung


def _raw(data_dir: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((data_dir / "broker" / "messages").iterdir())]


def _messages(data_dir: Path) -> list[tuple[str, Any]]:
    """Name of the task and decoded body of each message that waits."""
    envelopes = [json.loads(raw) for raw in _raw(data_dir)]
    return [(item["headers"]["task"], json.loads(base64.b64decode(item["body"]))) for item in envelopes]
