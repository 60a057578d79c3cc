"""Vacancies and people out of a file: uploaded until somebody decides, and what came of it; half-typed vacancies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class ImportState(Labelled):
    PREVIEWED = "previewed", "noch nicht übernommen", "not taken over yet"
    DONE = "done", "übernommen", "taken over"
    UNDONE = "undone", "rückgängig gemacht", "undone"
    DISCARDED = "discarded", "verworfen", "discarded"


class VacancyImport(Base):
    """One file; its content is kept only while nobody has decided on it."""

    __tablename__ = "vacancy_import"
    __table_args__ = (
        CheckConstraint("(state = 'previewed') = (content IS NOT NULL)", name="content"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[ImportState] = mapped_column(coded(ImportState, "state"))
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ImportedVacancy(Base):
    """A vacancy that an import handed in, and the row of the file that it was."""

    __tablename__ = "imported_vacancy"

    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancy.id"), primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("vacancy_import.id"), index=True)
    place: Mapped[int]


class PeopleImport(Base):
    """One file of people; its content is kept only while nobody has decided on it."""

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint("(state = 'previewed') = (content IS NOT NULL)", name="content"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[ImportState] = mapped_column(coded(ImportState, "state"))
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ImportedPerson(Base):
    """A person that an import took in, and the row of the file that they were."""

    __tablename__ = "imported_person"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"), index=True)
    place: Mapped[int]


class VacancyDraft(Base):
    """What one account has typed of a new vacancy and not sent yet, as its form holds it."""

    __tablename__ = "vacancy_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
