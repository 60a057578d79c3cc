"""What an account has typed of a vacancy and not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.access import Actor
from matcher.store import tables


@dataclass(frozen=True, slots=True)
class VacancyDraft:
    typed: dict[str, list[str]]
    saved_at: datetime

    @property
    def title(self) -> str:
        """What names the draft: title and firm, as far as they were typed."""
        return ", ".join(value for name in ("title", "employer") for value in self.typed.get(name, ()) if value.strip())


def find_vacancy_draft(session: Session, actor: Actor) -> VacancyDraft | None:
    row = session.get(tables.VacancyDraft, actor.id)
    return None if row is None else VacancyDraft({str(k): list(v) for k, v in row.content.items()}, row.saved_at)
