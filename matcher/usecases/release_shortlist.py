"""Put people before the employer service: only those whom the gate lets through at this moment (I1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from sqlalchemy import select

from matcher.access import Action, Actor
from matcher.clearance import Passage, clearance_for
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Answer, Kind, Level, Participant, Recipient, Role, Vacancy
from matcher.store import tables
from matcher.store.accompaniment import mentors_of
from matcher.store.clearances import standing_consent, standing_decisions
from matcher.store.loading import load_person, load_vacancy
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.shortlists import EntryState
from matcher.store.tables.vacancies import VacancyState
from matcher.store.unit import Unit
from matcher.usecases.permission import require
from matcher.usecases.record_decision import Given, carrying_window, record_decision
from matcher.usecases.send_request import snapshot
from matcher.usecases.work import Work

NOT_RANKED = "not_ranked"
ALREADY_RELEASED = "already_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Who stands on the list now; `refused` maps the others to a reason code."""

    shortlist_id: int | None
    released: tuple[int, ...] = ()
    refused: dict[int, str] = field(default_factory=dict)


def release_shortlist(work: Work, actor: Actor, vacancy_id: int, participant_ids: Collection[int]) -> Released:
    """Releases each person whom the gate lets through for this vacancy now; says why not of the others."""
    with work.unit(actor) as unit:
        row, vacancy = _open_vacancy(unit, vacancy_id)
        run = _latest_run(unit, vacancy_id)
        shortlist: tables.Shortlist | None = None
        released: list[int] = []
        refused: dict[int, str] = {}
        for participant_id in sorted(set(participant_ids)):
            require(actor, Action.RELEASE_SHORTLIST, owners=mentors_of(unit.session, participant_id))
            ticket = _ticket(unit, row, vacancy, run, participant_id)
            if isinstance(ticket, str):
                refused[participant_id] = ticket
                continue
            shortlist = shortlist or _shortlist(unit, actor, run)
            _enter(unit, actor, shortlist, ticket)
            released.append(participant_id)
        if shortlist is None:
            return Released(shortlist_id=None, refused=refused)
        unit.notify(NotificationKind.SHORTLIST_RELEASED, ("vacancy", vacancy_id), role=Role.AGS)
        unit.record("release_shortlist", "vacancy", vacancy_id, shortlist=shortlist.id, participants=released)
        return Released(shortlist_id=shortlist.id, released=tuple(released), refused=refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ticket:
    """Everything that a release of one person pins."""

    ranking: tables.RankingRow
    opening_id: int
    consent_id: int


def _open_vacancy(unit: Unit, vacancy_id: int) -> tuple[tables.Vacancy, Vacancy]:
    row = unit.session.get(tables.Vacancy, vacancy_id, with_for_update={"read": True})
    vacancy = load_vacancy(unit.session, vacancy_id)
    if row is None or vacancy is None:
        raise NotFoundError("Diese Stelle gibt es nicht.", "There is no such vacancy.")
    if row.state is not VacancyState.OPEN:
        raise ConflictError(
            "Diese Stelle ist nicht offen. Es kann niemand vorgeschlagen werden.",
            "This vacancy is not open. Nobody can be proposed.",
        )
    return row, vacancy


def _latest_run(unit: Unit, vacancy_id: int) -> tables.Run:
    run = unit.session.scalars(
        select(tables.Run).where(tables.Run.vacancy_id == vacancy_id).order_by(tables.Run.id.desc()).limit(1)
    ).one_or_none()
    if run is None:
        raise ConflictError(
            "Die Rangliste wird noch berechnet. Bitte in einigen Sekunden noch einmal versuchen.",
            "The ranking is still being computed. Please try again in a few seconds.",
        )
    return run


def _ticket(unit: Unit, row: tables.Vacancy, vacancy: Vacancy, run: tables.Run, participant_id: int) -> _Ticket | str:
    """What this release rests on, or the code of what keeps the person back."""
    unit.lock_participant(participant_id)
    ranking = unit.session.scalars(
        select(tables.RankingRow).where(
            tables.RankingRow.run_id == run.id, tables.RankingRow.participant_id == participant_id
        )
    ).one_or_none()
    person = load_person(unit.session, participant_id)
    if ranking is None or person is None:
        return NOT_RANKED
    if _is_released(unit, row.id, participant_id):
        return ALREADY_RELEASED
    passage = clearance_for(person, vacancy, unit.today, l2_before_release=row.l2_before_release)
    consent = standing_consent(unit.session, participant_id, Recipient.AGS)
    if not passage.release_open or consent is None:
        return str(passage.blocked_by or "no_consent")
    decision = _carrying_decision(unit, participant_id, person, vacancy, passage)
    if decision is None:
        return str(passage.blocked_by or "precheck_missing")
    opening = _opening(unit, row, participant_id, decision, passage)
    return _Ticket(ranking=ranking, opening_id=opening.id, consent_id=consent.id)


def _is_released(unit: Unit, vacancy_id: int, participant_id: int) -> bool:
    query = select(tables.ShortlistEntry.id).where(
        tables.ShortlistEntry.vacancy_id == vacancy_id,
        tables.ShortlistEntry.participant_id == participant_id,
        tables.ShortlistEntry.state == EntryState.RELEASED,
    )
    return unit.session.scalar(query) is not None


def _carrying_decision(
    unit: Unit, participant_id: int, person: Participant, vacancy: Vacancy, passage: Passage
) -> tables.ClearanceDecision | None:
    """The recorded decision that the opening rests on.

    Where the law asks no authority, the release itself is the recorded title check; one that stands
    is kept. A decision whose window was materialised under an older document is appended anew with
    today's; releases for other vacancies go on under the new one.
    """
    assert vacancy.kind is not None, "the gate holds a vacancy without a kind"  # noqa: S101 - states why
    if passage.rests_on is None or passage.rests_on.ref is None:
        standing = _standing_decision(unit, participant_id, vacancy.kind)
        if standing is not None and _covers(standing, passage, unit):
            return standing
        return record_decision(
            unit,
            person,
            Given(
                participant_id=participant_id,
                kind=vacancy.kind,
                mode=passage.decision.mode,
                answer=Answer.TITLE_CHECKED,
                pack=passage.decision.pack,
                rule=passage.decision.rule,
                facts=snapshot(person.facts),
            ),
            job=vacancy,
        )
    decision = unit.session.get(tables.ClearanceDecision, passage.rests_on.ref)
    if decision is None:
        return None
    given = _given(decision)
    if carrying_window(person, given, unit.today) == (decision.open_from, decision.open_until) or _covers(
        decision, passage, unit
    ):
        return decision
    return record_decision(unit, person, given)


def _standing_decision(unit: Unit, participant_id: int, kind: Kind) -> tables.ClearanceDecision | None:
    query = standing_decisions(participant_id).where(
        tables.ClearanceDecision.level == Level.PLACEMENT, tables.ClearanceDecision.kind == kind
    )
    return unit.session.scalars(query).one_or_none()


def _covers(decision: tables.ClearanceDecision, passage: Passage, unit: Unit) -> bool:
    """Whether the decision's own window holds today and as long as the gate's yes does."""
    if decision.open_from is None or unit.today < decision.open_from:
        return False
    if decision.open_until is None:
        return True
    return passage.open_until is not None and passage.open_until <= decision.open_until


def _given(decision: tables.ClearanceDecision) -> Given:
    return Given(**{item.name: getattr(decision, item.name) for item in fields(Given)})


def _opening(
    unit: Unit, row: tables.Vacancy, participant_id: int, decision: tables.ClearanceDecision, passage: Passage
) -> tables.Opening:
    standing = unit.session.scalars(
        select(tables.Opening).where(
            tables.Opening.participant_id == participant_id,
            tables.Opening.vacancy_id == row.id,
            tables.Opening.closed_at.is_(None),
        )
    ).one_or_none()
    if standing is not None:
        standing.closed_at = unit.at
        unit.session.flush()
    opening = tables.Opening(
        participant_id=participant_id,
        vacancy_id=row.id,
        decision_id=decision.id,
        open_from=unit.today,
        open_until=min((end for end in (passage.open_until, decision.open_until) if end), default=None),
        pack=passage.decision.pack,
        rule=passage.decision.rule,
        opened_at=unit.at,
    )
    unit.session.add(opening)
    unit.session.flush()
    return opening


def _shortlist(unit: Unit, actor: Actor, run: tables.Run) -> tables.Shortlist:
    shortlist = tables.Shortlist(
        vacancy_id=run.vacancy_id,
        run_id=run.id,
        criteria_id=run.criteria_id,
        released_at=unit.at,
        released_by=actor.id,
    )
    unit.session.add(shortlist)
    unit.session.flush()
    return shortlist


def _enter(unit: Unit, actor: Actor, shortlist: tables.Shortlist, ticket: _Ticket) -> None:
    ranking = ticket.ranking
    unit.session.add(
        tables.ShortlistEntry(
            shortlist_id=shortlist.id,
            vacancy_id=shortlist.vacancy_id,
            participant_id=ranking.participant_id,
            opening_id=ticket.opening_id,
            consent_id=ticket.consent_id,
            rank=ranking.rank,
            score=ranking.score,
            score_low=ranking.score_low,
            score_high=ranking.score_high,
            contributions=ranking.contributions,
            words=ranking.words,
            state=EntryState.RELEASED,
            released_at=unit.at,
            released_by=actor.id,
        )
    )
    unit.session.flush()
