"""Random facts, jobs, people and vacancies: the whole space that the gate may meet, dense around its edges.

Hypothesis draws one seeded source of chance per example; whole values are then picked from it, because
drawing each of their forty parts by itself makes an example fifty times as slow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from matcher.clearance import STATUSES, default_packs
from matcher.clearance.periods import add_months
from matcher.model import (
    AbhBar,
    Answer,
    Application,
    Clearance,
    Facts,
    Job,
    Kind,
    Level,
    Mode,
    Participant,
    ParticipantCode,
    Permit,
    Procedure,
    Vacancy,
    VacancyRef,
    WorkNote,
)

Item = TypeVar("Item")
chances = st.randoms(use_true_random=True)
FIRMS = ("Betrieb A", "Betrieb B", "betrieb  a")
KEY_DAYS = (
    date(2023, 8, 30),
    date(2025, 5, 6),
    date(2026, 6, 11),
    date(2026, 2, 1),
    date(2015, 8, 31),
    date(2015, 9, 1),
)
GROUPS_1_TO_3 = (
    "ankunftsnachweis",
    "gestattung",
    "duldung_60a",
    "duldung_60b",
    "duldung_ausbildung",
    "duldung_60d",
    "ausreisepflichtig_ohne_duldung",
)
NOT_SHOWN_MEANS_NO = frozenset({"child_welfare", "card_ordered", "permit"})
"""Exceptions in the person's favour: what is not recorded is not there."""
BLANKABLE = tuple(field.name for field in fields(Facts) if field.name != "document_expiry_known")
FIRST_DAYS = tuple(pack.valid_from for pack in default_packs().packs)


def some(chance: Random, items: Iterable[Item], most: int) -> frozenset[Item]:
    pool = sorted(items, key=str)
    return frozenset(chance.sample(pool, chance.randint(0, min(most, len(pool)))))


def yes(chance: Random, share: float = 0.5) -> bool:
    return chance.random() < share


def day_of_decision(chance: Random) -> date:
    """Any day from 2017 to 2030, every second one around the first day of a pack."""
    if yes(chance):
        return chance.choice(FIRST_DAYS) + timedelta(days=chance.choice((0, 0, 1, 100)))
    return date(2017, 1, 1) + timedelta(days=chance.randrange(5000))


def before(chance: Random, on: date) -> date:
    """A day up to this one, often just around a whole number of months before it, or a key day."""
    draw = chance.random()
    if draw < 0.4:
        months = chance.choice((3, 6, 9, 15, 24, 48))
        return min(on, add_months(on, -months) + timedelta(days=chance.choice((-2, -1, 0, 1))))
    if draw < 0.6:
        return min(on, chance.choice(KEY_DAYS))
    return on - timedelta(days=chance.randrange(2000))


def after(chance: Random, on: date) -> date:
    """A day around or after this one."""
    return chance.choice((date(2027, 3, 4), *(on + timedelta(days=step) for step in (-40, -1, 0, 1, 30, 92, 400, 400))))


def maybe_after(chance: Random, on: date) -> date | None:
    return after(chance, on) if yes(chance, 0.6) else None


def status_of(chance: Random) -> str:
    return chance.choice(GROUPS_1_TO_3 if yes(chance) else STATUSES)


def complete_facts(chance: Random, on: date, status: str | None = None) -> Facts:
    """Facts with nothing unknown and nothing contradictory; all carry an old title, few need it."""
    stay, present = sorted((before(chance, on), before(chance, on)))
    status = status or status_of(chance)
    asked_for = some(chance, ("18a", "25a", "25b", "30"), 2)
    applied = max(stay, before(chance, on))
    return Facts(
        status=status,
        nationality=chance.choice(("ERI", "SYR", "SRB", "GEO", "MDA", "MAR", "TUR", "XKX", "UKR", "POL")),
        document_valid_until=after(chance, on),
        document_expiry_known=True,
        work_note=chance.choice(tuple(WorkNote)),
        permit=permit(chance, on) if yes(chance, 0.3) else None,
        status_since=present,
        stay_since=stay,
        registered_on=max(stay, before(chance, on)),
        applied_on=applied,
        application=chance.choice([item for item in Application if may_be(item, applied)]),
        in_reception_centre=yes(chance, 0.4),
        procedure=chance.choice([item for item in Procedure if item is not Procedure.UNKNOWN]),
        abh_bars=some(chance, AbhBar, 1),
        identity_by_passport=yes(chance),
        tolerated_on=some(chance, KEY_DAYS, 3),
        permit_on=some(chance, KEY_DAYS, 3),
        permit_during_procedure=yes(chance, 0.3),
        unaccompanied_minor=yes(chance, 0.3),
        child_welfare=yes(chance, 0.3),
        recognised_status=yes(chance, 0.3),
        title_valid_on=some(chance, KEY_DAYS, 3),
        applied_for=asked_for or frozenset({"18a"} if status == "fiktion_81_4" else ()),
        old_title=chance.choice(("ae_104c", "ae_25_2", "ae_25_4", "ae_16g", "ae_18a")),
        card_ordered=yes(chance),
        identity_measures_met=yes(chance),
    )


def may_be(application: Application, applied: date) -> bool:
    """Whoever never applied has no day of application before a key day."""
    return application is not Application.NEVER_FILED or applied > max(KEY_DAYS)


def permit(chance: Random, on: date) -> Permit:
    begins, ends = sorted((after(chance, on), after(chance, on)))
    hours = chance.choice((None, 20.0))
    kind = chance.choice((*Kind, Kind.JOB, Kind.JOB))
    return Permit(employer=chance.choice(FIRMS), kind=kind, valid_from=begins, valid_until=ends, weekly_hours=hours)


def blanked(facts: Facts, names: Iterable[str]) -> Facts:
    """The same facts with these unknown."""
    values: dict[str, Any] = {field.name: getattr(facts, field.name) for field in fields(Facts)}
    values.update(dict.fromkeys(names))
    values["document_expiry_known"] = facts.document_expiry_known and "document_valid_until" not in set(names)
    return Facts(**values)


def some_names(chance: Random) -> frozenset[str]:
    return some(chance, BLANKABLE, 6)


def job(chance: Random, on: date, kind: Kind | None = None) -> Job:
    return Job(
        kind=kind or chance.choice((*Kind, Kind.JOB, Kind.JOB, Kind.TRAINING)),
        employer=chance.choice(FIRMS),
        start=maybe_after(chance, on),
        until=maybe_after(chance, on),
        weekly_hours=chance.choice((None, 15.0, 20.0, 20.5, 39.0)),
        skilled=chance.choice((None, True, False)),
        agency_district=chance.choice((None, "Cottbus", "Rostock")),
        named_in_title=chance.choice((None, True, False)),
    )


def vacancy(chance: Random, on: date) -> Vacancy:
    drawn = job(chance, on)
    return Vacancy(
        id=VacancyRef(chance.choice(("V1", "V2"))),
        title="Lager",
        employer=drawn.employer if yes(chance, 0.9) else None,
        kind=drawn.kind if yes(chance, 0.95) else None,
        start=drawn.start,
        until=drawn.until,
        hours=drawn.weekly_hours,
        skilled=drawn.skilled,
        agency_district=drawn.agency_district,
        named_in_title=drawn.named_in_title,
    )


def clearance(chance: Random, on: date, *, silent: bool = False) -> Clearance:
    """Any recorded involvement; `silent`: sent, perhaps overdue, and never answered."""
    level = chance.choice(tuple(Level))
    answers = (None, Answer.DEADLINE_PASSED, Answer.NOTICE_SENT)
    usual = (Answer.NO_CONCERNS, Answer.CONSENT, Answer.NO_CONCERNS, Answer.CONSENT)
    return Clearance(
        level=level,
        mode=chance.choice((None, Mode.INFORMATIVE, Mode.CONSULT, Mode.CONSENT)),
        kind=chance.choice((None, None, Kind.JOB, Kind.TRAINING)) if level is Level.PLACEMENT else None,
        vacancy=VacancyRef("V1") if level is Level.JOB else None,
        sent_on=maybe_after(chance, on),
        deadline=maybe_after(chance, on),
        answer=chance.choice(answers if silent else (None, *Answer, *usual)),
        answered_on=before(chance, on) if yes(chance, 0.8) else maybe_after(chance, on),
        valid_from=before(chance, on) if yes(chance, 0.8) else maybe_after(chance, on),
        valid_until=maybe_after(chance, on),
        hours_max=chance.choice((None, None, 20.0, 30.0)),
        employer_only=chance.choice((None, None, "BETRIEB A")),
        fingerprint=chance.choice((None, None, "0" * 64)),
        ba_sent_on=maybe_after(chance, on),
        ba_answer=chance.choice((None, Answer.CONSENT, Answer.REFUSED)),
    )


def person(chance: Random, on: date, *, silent: bool = False) -> Participant:
    """Somebody of whom everything or nearly everything is known, with up to three recorded answers."""
    lost = some_names(chance) if yes(chance, 0.3) else frozenset()
    return Participant(
        code=ParticipantCode("LDS-0001"),
        facts=blanked(complete_facts(chance, on), lost),
        clearances=tuple(clearance(chance, on, silent=silent) for _ in range(chance.randint(0, 3))),
        consent_ags=yes(chance, 0.8),
        participates=yes(chance, 0.9),
        stopped=yes(chance, 0.1),
    )
