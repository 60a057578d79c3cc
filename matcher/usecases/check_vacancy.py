"""Look at a vacancy before it is handed in: what stops it, and what to look at again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.access import Action, Actor
from matcher.plausibility import doubts
from matcher.store.employers import Alike, alike_vacancies, firms_like
from matcher.store.unit import Unit
from matcher.usecases.once import earlier_result
from matcher.usecases.permission import require
from matcher.usecases.submit_vacancy import VacancyEntry, check_entry
from matcher.usecases.work import Work


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that may be meant as written, but is worth a second look."""

    field: str
    german: str
    english: str

    def message(self, language: str) -> str:
        return self.english if language == "en" else self.german


@dataclass(frozen=True, slots=True)
class Findings:
    """Nothing in it stops the vacancy; all of it wants a person's yes."""

    remarks: tuple[Remark, ...] = ()
    firms: tuple[str, ...] = ()
    """Known firms that may be the one that was typed."""

    @property
    def stamp(self) -> str:
        """Names the remarks: whoever saw these need not see them again."""
        text = "\n".join(remark.german for remark in self.remarks)
        return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def check_vacancy(
    work: Work, actor: Actor, entry: VacancyEntry, *, submission: str, vacancy_id: int | None = None
) -> Findings:
    """What to look at again before this is handed in; nothing where the same form was carried out already.

    Args:
        work: store and clock.
        actor: who is about to hand it in.
        entry: the vacancy as typed.
        submission: the form's key.
        vacancy_id: the vacancy that is being edited; it does not count as its own double.

    Raises:
        InvalidInputError: names the field that cannot be meant as written.
        DeniedError: the actor may not hand in vacancies.

    """
    require(actor, Action.ENTER_VACANCY)
    today = work.clock.today()
    checked = check_entry(entry, today)
    with work.reading() as session:
        unit = Unit(session=session, at=work.clock.now(), actor_id=actor.id)
        if earlier_result(unit, submission, actor.id):
            return Findings()
        doubles = [
            double for double in alike_vacancies(session, actor, entry.employer, entry.title) if double.id != vacancy_id
        ]
        firms = firms_like(session, entry.employer)
    return Findings(remarks=tuple(_remarks(checked, today, doubles)), firms=firms)


def _remarks(entry: VacancyEntry, today: date, doubles: list[Alike]) -> Iterator[Remark]:
    if entry.starts_on is not None and entry.starts_on < today:
        yield Remark(
            "starts_on",
            "Der Beginn liegt in der Vergangenheit. Bitte das Datum prüfen.",
            "The start is in the past. Please check the date.",
        )
    for doubt in doubts(
        kind=entry.kind,
        start=max(entry.starts_on or today, today),
        until=entry.ends_on,
        hours=entry.hours,
        pay_hourly=entry.pay_hourly,
        pay_monthly=entry.pay_monthly,
        text=f"{entry.title} {entry.description or ''}",
    ):
        yield Remark(doubt.field, doubt.german, doubt.english)
    for double in doubles[:1]:
        shown = f" ({double.reference})" if double.own else ""
        yield Remark(
            "title",
            f"„{double.title}“ bei diesem Betrieb gibt es schon{shown}. Nur senden, wenn es eine andere Stelle ist.",
            f"“{double.title}” at this firm exists already{shown}. Send it only if it is another vacancy.",
        )
