"""One unit of work: a session, the moment it happens, and the traces it leaves in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matcher.clock import BERLIN
from matcher.model import Role
from matcher.store import tables
from matcher.store.tables.messages import NotificationKind


@dataclass(slots=True)
class Unit:
    """What a use case works with; `touched` collects the vacancies to ring for after the commit."""

    session: Session
    at: datetime
    actor_id: int | None
    touched: set[int] = field(default_factory=set)
    people_changed: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(BERLIN).date()

    def mark_person(self, participant_id: int, cause: str) -> int:
        """Append one numbered change; every ranking below its number is stale from the commit on.

        Numbers commit in order because the counter's row stays locked until then.
        """
        counter = update(tables.ChangeCounter).values(last=tables.ChangeCounter.last + 1)
        number = self.session.scalars(counter.returning(tables.ChangeCounter.last)).one()
        self.session.add(tables.Change(number=number, participant_id=participant_id, cause=cause, at=self.at))
        self.people_changed = True
        return number

    def mark_vacancies(self, vacancy_ids: Iterable[int]) -> None:
        """Ask for a new ranking of these vacancies."""
        ids = sorted(set(vacancy_ids))
        if not ids:
            return
        wanted = tables.Vacancy.wanted_generation
        self.session.execute(
            update(tables.Vacancy)
            .where(tables.Vacancy.id.in_(ids))
            .values(wanted_generation=wanted + 1, attempts=0, last_error=None)
            .execution_options(synchronize_session=False)
        )
        self.touched.update(ids)

    def record(self, action: str, subject_kind: str, subject_id: int, **detail: Any) -> None:
        """Leave an audit row: ids and codes only (I11)."""
        self.session.add(
            tables.AuditRow(
                at=self.at,
                actor_id=self.actor_id,
                action=action,
                subject_kind=subject_kind,
                subject_id=subject_id,
                detail=detail,
            )
        )

    def notify(
        self, kind: NotificationKind, subject: tuple[str, int], *, role: Role | None = None, account: int | None = None
    ) -> None:
        """Tell an account or a role; the subject is a kind of thing and its id."""
        self.session.add(
            tables.Notification(
                kind=kind,
                subject_kind=subject[0],
                subject_id=subject[1],
                role=role,
                account_id=account,
                created_at=self.at,
            )
        )

    def lock_participant(self, participant_id: int) -> tables.Participant | None:
        """The person's row, locked until the commit: whoever checks and then writes starts here."""
        query = select(tables.Participant).where(tables.Participant.id == participant_id)
        return self.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
