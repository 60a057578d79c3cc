"""The steps of the walk: what people do around the gate, with chances that keep a walk lively."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from matcher.model import AbhBar, Answer, Kind, Permit, Procedure, Recipient, WorkNote
from matcher.store import tables
from matcher.store.criteria import criteria_in_force
from matcher.store.tables.clearance import RequestState
from matcher.store.tables.consents import StopReason
from matcher.store.tables.placements import EndReason, PlacementState, ProposalState
from matcher.store.tables.shortlists import EntryState, Verdict, VerdictReason
from matcher.store.tables.vacancies import VacancyOutcome
from matcher.usecases.activate_criteria import activate_criteria
from matcher.usecases.answer_request import Conditions, answer_request
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.close_expired import close_expired
from matcher.usecases.close_vacancy import close_vacancy
from matcher.usecases.correct_placement import undo_end, undo_start
from matcher.usecases.edit_vacancy import edit_vacancy
from matcher.usecases.end_placement import end_placement
from matcher.usecases.give_consent import give_consent
from matcher.usecases.lapse_deadlines import lapse_deadlines
from matcher.usecases.leave_project import leave_project
from matcher.usecases.lift_stop import lift_stop
from matcher.usecases.merge_participants import merge_participants
from matcher.usecases.pause_vacancy import pause_vacancy, resume_vacancy
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.propose_draft import propose_draft
from matcher.usecases.record_agreement import record_agreement
from matcher.usecases.record_document import DocumentEntry, record_document
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.record_permit import record_permit
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.remind_deadlines import remind_deadlines
from matcher.usecases.require_job_clearance import require_job_clearance
from matcher.usecases.restore_criteria import restore_criteria
from matcher.usecases.review_entry import review_entry, undo_review
from matcher.usecases.save_draft import save_draft
from matcher.usecases.set_stop import set_stop
from matcher.usecases.start_placement import start_placement
from matcher.usecases.submit_vacancy import VacancyEntry
from matcher.usecases.undo_merge import undo_merge
from matcher.usecases.withdraw_consent import withdraw_consent
from tests import builders

if TYPE_CHECKING:
    from tests.store.walk import Walk

KINDS = (Kind.JOB, Kind.TRAINING, Kind.WORK_SHADOWING)
RECIPIENTS = (Recipient.AGS, Recipient.AGS, Recipient.ABH, Recipient.EMPLOYER)
_WITH_FIRM = (ProposalState.WAITING, ProposalState.INTERESTED, ProposalState.INTERVIEW)
FIRM_ANSWERS = (FirmAnswer.HIRES,) * 6 + (FirmAnswer.INTERESTED, FirmAnswer.DECLINED, FirmAnswer.PERSON_DECLINED)
ANSWERS = (Answer.NO_CONCERNS,) * 5 + (Answer.CONSENT,) * 3 + (Answer.OBJECTION, Answer.REFUSED)


def _give(walk: Walk) -> None:
    give_consent(
        walk.work,
        walk.mentor,
        walk.person(),
        [walk.random.choice(RECIPIENTS)],
        language="de",
        given_on=walk.today,
    )


def _withdraw(walk: Walk) -> None:
    withdraw_consent(walk.work, walk.mentor, walk.person(), walk.random.choice(RECIPIENTS))


def _document(walk: Walk) -> None:
    document: dict[str, Any] = {"valid_until": walk.day(400)}
    if walk.random.random() < 0.3:
        document["nationality"] = walk.random.choice(["AFG", "SOM", "SYR"])
    fields = walk.random.choice(
        [
            builders.gestattung(**document),
            builders.gestattung(status="duldung_60a", application=None, **document),
            {"status": "ae_25_2", "note": WorkNote.ERWERBSTAETIGKEIT_GESTATTET, **document},
        ]
    )
    record_document(walk.work, walk.mentor, walk.person(), DocumentEntry(**fields))


def _renew(walk: Walk) -> None:
    """The same document, with another end."""
    person = walk.person()
    current = walk.one_of(
        select(tables.ResidenceDocument).where(
            tables.ResidenceDocument.participant_id == person, tables.ResidenceDocument.superseded_at.is_(None)
        )
    )
    fields = {name: getattr(current, name) for name in DocumentEntry.__slots__}
    record_document(walk.work, walk.mentor, person, DocumentEntry(**{**fields, "valid_until": walk.day(500)}))


def _permit(walk: Walk) -> None:
    permit = Permit(
        employer="Musterlager",
        kind=walk.random.choice(KINDS),
        valid_from=walk.today,
        valid_until=walk.day(200),
        weekly_hours=walk.random.choice([None, 20, 38]),
    )
    record_permit(walk.work, walk.mentor, walk.person(), permit)


def _clock(walk: Walk) -> None:
    assert walk.clock is not None
    walk.clock.at += timedelta(days=walk.random.choice([1, 1, 2, 5, 14, 30]))


def _ask(walk: Walk) -> None:
    ask_precheck(walk.work, walk.mentor, walk.person(), walk.random.choice(KINDS), agreed=True)


def _ask_job(walk: Walk) -> None:
    ask_job_clearance(walk.work, walk.mentor, walk.person(), walk.job(), agreed=True)


def _answer(walk: Walk) -> None:
    request = walk.one_of(
        select(tables.ClearanceRequest.id).where(tables.ClearanceRequest.state == RequestState.PENDING)
    )
    if request is not None:
        answer_request(walk.work, walk.abh, request, walk.random.choice(ANSWERS), _conditions(walk))


def _conditions(walk: Walk) -> Conditions:
    chance = walk.random.random
    return Conditions(
        valid_until=walk.day(120) if chance() < 0.3 else None,
        hours_max=walk.random.choice([20, 35]) if chance() < 0.15 else None,
        employer_only="Musterlager" if chance() < 0.15 else None,
        ba_sent_on=walk.today if chance() < 0.3 else None,
        ba_answer=Answer.CONSENT if chance() < 0.3 else None,
        bars=walk.random.choice([frozenset(), frozenset({AbhBar.OWN_FAULT})]) if chance() < 0.15 else None,
        procedure=Procedure.ORDINARY if chance() < 0.2 else None,
    )


def _stop(walk: Walk) -> None:
    set_stop(walk.work, walk.coordinator, walk.person(), StopReason.OTHER)


def _lift(walk: Walk) -> None:
    for person in walk.people:
        lift_stop(walk.work, walk.coordinator, person)


def _leave(walk: Walk) -> None:
    if walk.random.random() < 0.25:
        leave_project(walk.work, walk.mentor, walk.person())


def _merge(walk: Walk) -> None:
    """Two people turn out to be one; often enough somebody finds that they are not."""
    taken = frozenset({"document"}) if walk.random.random() < 0.3 else frozenset()
    merge_participants(walk.work, walk.coordinator, walk.person(), walk.person(), taken=taken)


def _unmerge(walk: Walk) -> None:
    merge = walk.one_of(select(tables.ParticipantMerge.id).where(tables.ParticipantMerge.undone_at.is_(None)))
    if merge is not None:
        undo_merge(walk.work, walk.coordinator, merge)


def _edit(walk: Walk) -> None:
    row = walk.one_of(select(tables.Vacancy).where(tables.Vacancy.id == walk.job()))
    assert row is not None
    entry = VacancyEntry(
        employer="Musterlager",
        title=row.title,
        kind=row.kind,
        postcode=row.postcode,
        starts_on=row.starts_on,
        hours=row.hours,
        pay_hourly=row.pay_hourly,
        pay_monthly=row.pay_monthly,
    )
    change: dict[str, Any] = walk.random.choice(
        [
            {"description": f"Fassung {walk.number}"},
            {"hours": float(walk.random.choice([20, 30, 38]))},
            {"employer": walk.random.choice(["Musterlager", "Anderes Lager"])},
            {"starts_on": walk.day(60)},
            {"kind": Kind.JOB, "pay_hourly": 15, "pay_monthly": None},
            {"kind": Kind.WORK_SHADOWING, "pay_hourly": None, "pay_monthly": None},
        ]
    )
    edit_vacancy(
        walk.work,
        walk.mentor,
        row.id,
        replace(entry, **change),
        version=row.version,
        submission=f"walk-edit-{walk.number}",
    )


def _close(walk: Walk) -> None:
    if walk.random.random() < 0.25:
        close_vacancy(walk.work, walk.coordinator, walk.job(), VacancyOutcome.FILLED)


def _pause(walk: Walk) -> None:
    turn = pause_vacancy if walk.random.random() < 0.4 else resume_vacancy
    turn(walk.work, walk.mentor, walk.job())


def _switch(walk: Walk) -> None:
    require_job_clearance(walk.work, walk.coordinator, walk.job(), required=walk.random.random() < 0.4)


def _release(walk: Walk) -> None:
    chosen = walk.random.sample(walk.people, walk.random.randint(1, 2))
    release_shortlist(walk.work, walk.coordinator, walk.job(), chosen)


def _review(walk: Walk) -> None:
    entry = walk.one_of(select(tables.ShortlistEntry.id))
    if entry is None:
        return
    if walk.random.random() < 0.3:
        undo_review(walk.work, walk.ags, entry)
        return
    verdict = walk.random.choice(list(Verdict))
    review_entry(walk.work, walk.ags, entry, verdict, reason=VerdictReason.SKILLS)


def _propose(walk: Walk) -> None:
    """The employer service proposes, or the firm answers."""
    proposal = walk.one_of(select(tables.Proposal).where(tables.Proposal.state.in_(_WITH_FIRM)))
    if proposal is not None and walk.random.random() < 0.6:
        answer = walk.random.choice(FIRM_ANSWERS)
        record_firm_answer(walk.work, walk.ags, proposal.entry_id, answer, reason=VerdictReason.SKILLS)
        return
    entry = walk.one_of(
        select(tables.ShortlistEntry.id).where(
            tables.ShortlistEntry.state == EntryState.RELEASED,
            tables.ShortlistEntry.id.not_in(select(tables.Proposal.entry_id)),
        )
    )
    if entry is not None:
        review_entry(walk.work, walk.ags, entry, Verdict.PROPOSED)


def _agree(walk: Walk) -> None:
    entry = walk.one_of(select(tables.ShortlistEntry.id).where(tables.ShortlistEntry.state == EntryState.RELEASED))
    if entry is not None:
        agreed = walk.random.random() < 0.9
        record_agreement(walk.work, walk.mentor, entry, agreed=agreed, said_on=walk.today)


def _start(walk: Walk) -> None:
    """A first day is planned where a firm hires; then it is asked for, answered, or simply begun, allowed or not."""
    proposal = walk.one_of(select(tables.Proposal).where(tables.Proposal.state == ProposalState.HIRING))
    if proposal is None:
        return
    entry = proposal.entry_id
    planned = walk.one_of(
        select(tables.Placement).where(
            tables.Placement.proposal_id == proposal.id, tables.Placement.state == PlacementState.PLANNED
        )
    )
    if planned is None:
        day = walk.today + timedelta(days=walk.random.choice([0, 0, 0, -3, 4]))
        plan_placement(walk.work, walk.mentor, entry, Plan(starts_on=day))
        return
    asked = tables.ClearanceRequest
    pair = (asked.participant_id == planned.participant_id, asked.vacancy_id == planned.vacancy_id)
    request = walk.one_of(select(asked).where(*pair))
    if walk.random.random() < 0.3 or (request is not None and request.state is not RequestState.PENDING):
        start_placement(walk.work, walk.mentor, entry)
    elif request is None:
        ask_job_clearance(walk.work, walk.mentor, planned.participant_id, planned.vacancy_id, agreed=True)
    else:
        granted = Conditions(ba_sent_on=walk.today, ba_answer=Answer.CONSENT)
        answer_request(walk.work, walk.abh, request.id, Answer.CONSENT, granted)


def _end(walk: Walk) -> None:
    row = walk.one_of(
        select(tables.ShortlistEntry.id)
        .join(tables.Proposal, tables.Proposal.entry_id == tables.ShortlistEntry.id)
        .join(tables.Placement, tables.Placement.proposal_id == tables.Proposal.id)
        .where(tables.Placement.state == PlacementState.STARTED)
    )
    if row is not None:
        end_placement(walk.work, walk.mentor, row, walk.today, EndReason.FIRM)


def _correct(walk: Walk) -> None:
    """A start or an end turns out to have been recorded wrongly."""
    wrong = tables.Placement.state.in_([PlacementState.STARTED, PlacementState.ENDED])
    row = walk.one_of(select(tables.Placement).where(wrong))
    if row is None:
        return
    entry = walk.one_of(select(tables.Proposal.entry_id).where(tables.Proposal.id == row.proposal_id))
    turn = undo_start if row.state is PlacementState.STARTED else undo_end
    turn(walk.work, walk.mentor, entry or 0, "vertan", submission=f"walk-correct-{walk.number}")


def _tune(walk: Walk) -> None:
    """A draft is written by one coordinator and put in force by another, or an earlier version comes back."""
    with walk.work.reading() as session:
        number, criteria = criteria_in_force(session)
    if number > 1 and walk.random.random() < 0.3:
        restore_criteria(walk.work, walk.second, walk.random.randint(1, number - 1))
        return
    content = criteria.to_dict()
    feature = walk.random.choice(sorted(content["weights"]))
    content["weights"][feature] = walk.random.randint(1, 40)
    draft = save_draft(walk.work, walk.coordinator, content, name=f"Entwurf {walk.number}")
    propose_draft(walk.work, walk.coordinator, draft, revision=1)
    activate_criteria(walk.work, walk.second, draft, revision=1, against=number, comment="Probe")


def _sweep(walk: Walk) -> None:
    lapse_deadlines(walk.work)
    close_expired(walk.work)
    remind_deadlines(walk.work)


STEPS: list[tuple[str, Callable[[Walk], None]]] = [
    *[("release", _release)] * 8,
    *[("answer", _answer)] * 7,
    *[("ask", _ask)] * 6,
    *[("ask_job", _ask_job)] * 5,
    *[("give", _give)] * 3,
    *[("lift", _lift)] * 3,
    *[("edit", _edit)] * 3,
    *[("clock", _clock)] * 3,
    *[("renew", _renew)] * 3,
    *[("sweep", _sweep)] * 2,
    *[("review", _review)] * 2,
    *[("propose", _propose)] * 6,
    *[("agree", _agree)] * 2,
    *[("start", _start)] * 6,
    ("end", _end),
    ("correct", _correct),
    ("tune", _tune),
    ("withdraw", _withdraw),
    ("document", _document),
    ("permit", _permit),
    ("stop", _stop),
    ("leave", _leave),
    ("merge", _merge),
    *[("unmerge", _unmerge)] * 2,
    ("close", _close),
    *[("pause", _pause)] * 3,
    ("switch", _switch),
    ("switch", _switch),
]
OF_PERSON = frozenset({"give", "withdraw", "document", "renew", "permit", "answer", "stop", "lift", "leave"}) | {
    "end",
    "correct",
    "merge",
    "unmerge",
}
"""Steps that change a person: every ranking is stale afterwards."""
OF_VACANCY = frozenset({"edit", "close", "switch", "tune"})
