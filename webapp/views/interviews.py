"""The meeting with a firm: arrange, move, call off, take into a calendar, record what came of it."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.errors import NotFoundError
from matcher.interchange.calendar import Appointment, calendar_file
from matcher.store.tables.placements import InterviewState
from matcher.usecases.arrange_interview import arrange_interview, cancel_interview, record_interview
from matcher.usecases.view_proposal import view_proposal
from webapp.accounts import actor, work
from webapp.forms.proposals import MeetingForm, OutcomeForm
from webapp.views.proposal_page import press, send


def arrange(entry_id: int) -> ResponseReturnValue:
    form = MeetingForm()
    return send(
        entry_id,
        form,
        "meeting",
        lambda: arrange_interview(work(), actor(), entry_id, form.meeting(), submission=form.submission.data),
        _("Das Gespräch ist eingetragen. Die Kalenderdatei steht bereit."),
        anchor="meeting",
    )


def cancel(entry_id: int) -> ResponseReturnValue:
    return press(
        entry_id,
        lambda: cancel_interview(work(), actor(), entry_id),
        _("Das Gespräch ist abgesagt. Die Kalenderdatei nimmt es aus dem Kalender."),
        anchor="meeting",
    )


def outcome(entry_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    return send(
        entry_id,
        form,
        "outcome",
        lambda: record_interview(
            work(),
            actor(),
            entry_id,
            form.outcome.data,
            reason=form.outcome_reason.data,
            note=form.outcome_note.data,
        ),
        _("Das Ergebnis ist eingetragen."),
        anchor="firm",
    )


def calendar(entry_id: int) -> ResponseReturnValue:
    """The meeting for any calendar program; of the person nothing but the code."""
    page = view_proposal(work(), actor(), entry_id)
    meeting = page.interview
    if meeting is None:
        raise NotFoundError("Hier ist kein Gespräch eingetragen.", "No interview is entered here.")
    file = calendar_file(
        Appointment(
            uid=meeting.uid,
            sequence=meeting.sequence,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            place=meeting.place,
            title=_("Vorstellungsgespräch %(code)s, %(firm)s", code=page.line.code, firm=page.line.employer),
            changed_at=meeting.changed_at,
            cancelled=meeting.state is InterviewState.CANCELLED,
        )
    )
    answer = Response(file, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="{page.line.code}.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
