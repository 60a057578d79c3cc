"""Loads people and vacancies for gate and ranking: one query per table, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from matcher.attendance import Attendance
from matcher.model import Clearance, Participant, Recipient, Vacancy, VacancyRef
from matcher.store import tables
from matcher.store.attendances import attendances
from matcher.store.mapping import clearance_of, facts_of, participant_of, profile_of, vacancy_of
from matcher.store.tables.consents import DataCategory
from matcher.store.tables.vacancies import VacancyState

Row = TypeVar("Row")
_CHUNK = 500
"""Ids per query: below SQLite's limit of bound values, and a plan that PostgreSQL keeps cheap."""


class People:
    """All rows of some participants, fetched once, handed out person by person.

    Args:
        session: a reading or writing session.
        ids: whom to load; None loads everybody.

    """

    def __init__(self, session: Session, ids: Iterable[int] | None = None) -> None:
        self._session = session
        self._ids = None if ids is None else sorted(set(ids))

    def load(self) -> dict[int, Participant]:
        """Participants by row id, in order of id."""
        people = self._all(select(tables.Participant).order_by(tables.Participant.id), tables.Participant.id)
        by_person = self._groups()
        identities = by_person.identities
        return {
            row.id: participant_of(
                row,
                profile=profile_of(
                    by_person.wishes.get(row.id),
                    by_person.german.get(row.id),
                    by_person.experiences[row.id],
                    by_person.qualifications[row.id],
                    by_person.courses.get(row.id, ()),
                ),
                facts=facts_of(
                    by_person.documents.get(row.id), by_person.statements.get(row.id), by_person.permits.get(row.id)
                ),
                clearances=tuple(by_person.clearances[row.id]),
                consent_ags=row.id in by_person.consenting,
                stopped=row.id in by_person.stopped,
                birth_year=identities.get(row.id),
            )
            for row in people
        }

    def _groups(self) -> _Groups:
        groups = _Groups()
        for wish in self._all(select(tables.WorkWish), tables.WorkWish.participant_id):
            groups.wishes[wish.participant_id] = wish
        german = select(tables.LanguageSkill).where(tables.LanguageSkill.language == "de")
        for skill in self._all(german, tables.LanguageSkill.participant_id):
            groups.german[skill.participant_id] = skill
        for experience in self._all(
            select(tables.Experience).order_by(tables.Experience.id), tables.Experience.participant_id
        ):
            groups.experiences[experience.participant_id].append(experience)
        for qualification in self._all(
            select(tables.Qualification).order_by(tables.Qualification.id), tables.Qualification.participant_id
        ):
            groups.qualifications[qualification.participant_id].append(qualification)
        groups.courses = attendances(self._session, self._ids)
        self._legal(groups)
        self._standing(groups)
        return groups

    def _legal(self, groups: _Groups) -> None:
        documents = select(tables.ResidenceDocument).where(tables.ResidenceDocument.superseded_at.is_(None))
        for document in self._all(documents, tables.ResidenceDocument.participant_id):
            groups.documents[document.participant_id] = document
        statements = select(tables.AuthorityStatement).where(tables.AuthorityStatement.superseded_at.is_(None))
        for statement in self._all(statements, tables.AuthorityStatement.participant_id):
            groups.statements[statement.participant_id] = statement
        permits = select(tables.WorkPermit).where(tables.WorkPermit.revoked_at.is_(None)).order_by(tables.WorkPermit.id)
        for permit in self._all(permits, tables.WorkPermit.participant_id):
            groups.permits[permit.participant_id] = permit
        self._clearances(groups)

    def _clearances(self, groups: _Groups) -> None:
        references: dict[int, str] = {}
        decisions = self._all(
            select(tables.ClearanceDecision)
            .where(tables.ClearanceDecision.superseded_at.is_(None))
            .order_by(tables.ClearanceDecision.id),
            tables.ClearanceDecision.participant_id,
        )
        wanted = sorted({row.vacancy_id for row in decisions if row.vacancy_id is not None})
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            query = select(tables.Vacancy.id, tables.Vacancy.reference).where(tables.Vacancy.id.in_(chunk))
            references.update((row.id, row.reference) for row in self._session.execute(query))
        for row in decisions:
            reference = references.get(row.vacancy_id) if row.vacancy_id else None
            groups.clearances[row.participant_id].append(clearance_of(row, reference))

    def _standing(self, groups: _Groups) -> None:
        consents = select(tables.DataConsent).where(
            tables.DataConsent.withdrawn_at.is_(None),
            tables.DataConsent.recipient == Recipient.AGS,
            tables.DataConsent.category == DataCategory.PROFILE,
        )
        groups.consenting.update(row.participant_id for row in self._all(consents, tables.DataConsent.participant_id))
        stops = select(tables.PlacementStop).where(tables.PlacementStop.lifted_at.is_(None))
        groups.stopped.update(row.participant_id for row in self._all(stops, tables.PlacementStop.participant_id))
        for identity in self._all(select(tables.Identity), tables.Identity.participant_id):
            if identity.birth_date:
                groups.identities[identity.participant_id] = identity.birth_date.year

    def _all(self, query: Select[Row], key: object) -> Sequence[Row]:
        if self._ids is None:
            return self._session.scalars(query).all()
        rows: list[Row] = []
        for start in range(0, len(self._ids), _CHUNK):
            rows += self._session.scalars(query.where(key.in_(self._ids[start : start + _CHUNK])))  # type: ignore[attr-defined]  # a mapped column
        return rows


class _Groups:
    def __init__(self) -> None:
        self.wishes: dict[int, tables.WorkWish] = {}
        self.german: dict[int, tables.LanguageSkill] = {}
        self.experiences: defaultdict[int, list[tables.Experience]] = defaultdict(list)
        self.qualifications: defaultdict[int, list[tables.Qualification]] = defaultdict(list)
        self.courses: dict[int, tuple[Attendance, ...]] = {}
        self.documents: dict[int, tables.ResidenceDocument] = {}
        self.statements: dict[int, tables.AuthorityStatement] = {}
        self.permits: dict[int, tables.WorkPermit] = {}
        self.clearances: defaultdict[int, list[Clearance]] = defaultdict(list)
        self.consenting: set[int] = set()
        self.stopped: set[int] = set()
        self.identities: dict[int, int] = {}


def load_people(session: Session, ids: Iterable[int] | None = None) -> dict[int, Participant]:
    """Participants as gate and ranking read them, by row id."""
    return People(session, ids).load()


def load_person(session: Session, participant_id: int) -> Participant | None:
    return load_people(session, [participant_id]).get(participant_id)


def load_vacancy(session: Session, vacancy_id: int) -> Vacancy | None:
    """A vacancy as gate and ranking read it, with its employer's name."""
    rows = vacancy_rows(session, [vacancy_id])
    return vacancy_of(*rows[vacancy_id]) if rows else None


def vacancy_rows(session: Session, ids: Sequence[int]) -> dict[int, tuple[tables.Vacancy, str]]:
    """Rows of vacancies by id, each with its employer's name."""
    query = (
        select(tables.Vacancy, tables.Employer.name)
        .join(tables.Employer, tables.Employer.id == tables.Vacancy.employer_id)
        .where(tables.Vacancy.id.in_(ids))
    )
    return {row[0].id: (row[0], row[1]) for row in session.execute(query)}


def changed_people(session: Session, after: int) -> frozenset[int]:
    """Whoever changed since this number."""
    change = tables.Change
    return frozenset(session.scalars(select(change.participant_id).where(change.number > after).distinct()))


def open_occupations(session: Session) -> list[Vacancy]:
    """Title and code of every vacancy that is to be ranked, and nothing else of it."""
    vacancy = tables.Vacancy
    query = select(vacancy.reference, vacancy.title, vacancy.occupation).where(vacancy.state == VacancyState.OPEN)
    return [
        Vacancy(id=VacancyRef(row.reference), title=row.title, occupation=row.occupation)
        for row in session.execute(query)
    ]
