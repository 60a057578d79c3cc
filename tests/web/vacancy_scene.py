"""What the tests of vacancies and shortlists share: a typed form, and a released person."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.access import Actor
from matcher.model import Kind, Mode, Role
from matcher.store import tables
from matcher.usecases.work import Work
from tests import builders
from tests.builders import AT
from tests.web.conftest import Typed

TYPED: Typed = {
    "employer": "Bäckerei Sommer",
    "title": "Verkäufer Backwaren",
    "kind": str(Kind.JOB),
    "description": "Kunden bedienen",
    "postcode": "15711",
    "city": "Königs Wusterhausen",
    "starts_on": "01.12.2026",
    "hours": "38,5",
    "german_min": "B1",
    "licences": ["none"],
    "pay": "14,50 €",
    "pay_per": "hour",
    "places": "2",
}


@dataclass(frozen=True)
class Shown:
    """A person before the employer service, and one more who is not."""

    stage: builders.Stage
    entry: int
    code: str
    hidden_code: str
    reference: str


def shown(work: Work, *, step: str = "Aufenthaltstitel beim Vorstellungsgespräch zeigen", **decision: object) -> Shown:
    """Releases one person for one open vacancy; a second one is ranked and kept back."""
    with work.database.writing() as session:
        stage = builders.stage(session, title="Fachkraft Lagerlogistik")
        if decision:
            row = session.get(tables.ClearanceDecision, stage.decision)
            for name, value in decision.items():
                setattr(row, name, value)
        entry = builders.entry(
            session,
            stage,
            contributions={"occupation": 0.5, "german": 0.3},
            words={
                "de": ["6 Jahre Lager"],
                "en": ["6 years warehouse"],
                "question": {"de": "Führerschein unbekannt: nachfragen", "en": "licences unknown: please ask"},
                "next": {"de": step, "en": "step"},
            },
        )
        hidden = builders.participant(session)
        run = session.get(tables.Shortlist, stage.shortlist).run_id
        session.add(
            tables.RankingRow(
                run_id=run,
                participant_id=hidden.id,
                rank=2,
                score=0.7,
                score_low=0.7,
                score_high=0.7,
                contributions={},
                words={},
                mode=Mode.CONSENT,
                blocked_by="no_consent",
            )
        )
        vacancy = session.get(tables.Vacancy, stage.vacancy)
        vacancy.covered_generation = vacancy.wanted_generation
        vacancy.covered_on = AT.date()
        code = session.get(tables.Participant, stage.participant).code
        session.commit()
        return Shown(stage, entry.id, code, hidden.code, vacancy.reference)


def actor(work: Work, role: Role) -> Actor:
    with work.database.writing() as session:
        account = builders.account(session, role)
        session.commit()
        return Actor(id=account.id, roles=frozenset({role}))
