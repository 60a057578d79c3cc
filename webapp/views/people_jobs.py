"""A person and one job: what the authority said of it, what the start lacks, and one action that asks."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action, Scope, reach
from matcher.errors import ConflictError, GateClosedError, InvalidInputError, NotFoundError
from matcher.store.job_standings import JobStanding, Stage, job_standing, job_standings
from matcher.usecases.ask_job_clearance import ask_job_clearance
from matcher.usecases.send_request import Asked
from webapp.accounts import actor, work
from webapp.forms.consents import JobRequestForm
from webapp.forms.refusals import show_refusal
from webapp.language import language
from webapp.views.people_found import person_for
from webapp.words import day, day_distance, label, number

STAGE_BADGES: Final = MappingProxyType(
    {
        Stage.NOT_NEEDED: "success",
        Stage.NOT_ASKED: "warning",
        Stage.WAITS: "info",
        Stage.ANSWERED: "info",
        Stage.JOB_CHANGED: "danger",
        Stage.PERSON_CHANGED: "danger",
    }
)


def jobs_of(participant_id: int) -> tuple[JobStanding, ...]:
    """Every job that the person stands before the employer service for, or that the authority was asked about."""
    with work().reading() as session:
        return job_standings(session, participant_id, work().clock.today())


def job(code: str, reference: str) -> ResponseReturnValue:
    """Ask the authority about this job, with the person's agreement."""
    view = person_for(code, Action.ASK_CLEARANCE)
    standing = _standing(view.portrait.id, reference)
    form = JobRequestForm()
    refused = None
    if form.validate_on_submit():
        try:
            asked = ask_job_clearance(
                work(), actor(), view.portrait.id, standing.vacancy_id, agreed=bool(form.agreed.data)
            )
        except InvalidInputError as error:
            show_refusal(form, error)
        except (GateClosedError, ConflictError) as error:
            refused = error.message(language())
        else:
            flash(_outcome(asked), "success")
            return redirect(url_for("people.job", code=view.portrait.code, reference=reference), 303)
    page = render_template(
        "people/job.html", form=form, portrait=view.portrait, job=standing, refused=refused, badges=STAGE_BADGES
    )
    return page, 409 if refused else 422 if form.errors or form.form_errors else 200


def _standing(participant_id: int, reference: str) -> JobStanding:
    """A mentor reaches only jobs that their person was proposed for; the coordinator any, from the ranking."""
    if reach(actor(), Action.SEE_RANKING) is Scope.ALL:
        with work().reading() as session:
            found = job_standing(session, participant_id, reference, work().clock.today())
    else:
        found = next((item for item in jobs_of(participant_id) if item.reference == reference), None)
    if found is None:
        raise NotFoundError(
            "Für diese Stelle steht die Person nicht auf einer Vorschlagsliste. Bitte die Adresse prüfen.",
            "The person is on no shortlist for this vacancy. Please check the address.",
        )
    return found


def _outcome(asked: Asked) -> str:
    if asked.title_checked:
        return _("Die Prüfung des Dokuments ist festgehalten. Die Ausländerbehörde wird nicht gefragt.")
    if asked.notice_recorded:
        return _("Die Mitteilung an die Ausländerbehörde ist gesendet. Es geht weiter.")
    return _("Die Anfrage ist bei der Ausländerbehörde. Die Antwort erscheint hier.")


def job_state(standing: JobStanding) -> str:
    """The state of the request in one line: since when, until when, under which conditions."""
    if standing.stage is Stage.WAITS:
        asked = _("gefragt am %(day)s", day=day(standing.asked_on))
        if standing.deadline is None:
            return _("%(asked)s, ohne Frist", asked=asked)
        return _("%(asked)s, Frist %(when)s", asked=asked, when=day_distance(standing.deadline))
    if standing.answer is None:
        return ""
    parts = [_("%(answer)s am %(day)s", answer=label(standing.answer), day=day(standing.answered_on))]
    if standing.valid_until is not None:
        parts.append(_("gültig bis %(day)s", day=day(standing.valid_until)))
    if standing.hours_max is not None:
        parts.append(_("höchstens %(hours)s Stunden", hours=number(standing.hours_max)))
    if standing.employer_only is not None:
        parts.append(_("nur bei %(employer)s", employer=standing.employer_only))
    return " · ".join(parts)


def job_next(standing: JobStanding) -> str:
    """What must be there before the first day, in one sentence."""
    if standing.may_start:
        return _("Vor Beginn fehlt nichts mehr.")
    if standing.stage is Stage.WAITS:
        return _("Es fehlt noch: die Antwort der Ausländerbehörde.")
    step = standing.next_english if language() == "en" else standing.next_german
    return _("Es fehlt noch: %(step)s.", step=step.removesuffix("."))
