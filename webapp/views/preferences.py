"""What an account chooses for itself: how often, and about what, it gets mails."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.model import Role
from matcher.store.mails import preference_of
from matcher.store.tables.mails import MailRhythm
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.choose_mails import choose_mails
from webapp.accounts import actor, work
from webapp.guard import guarded

preferences = guarded(Blueprint("preferences", __name__, url_prefix="/settings"))

_ABOUT_VACANCIES: Final = (
    NotificationKind.VACANCY_EXPIRED,
    NotificationKind.VACANCY_CLOSED,
    NotificationKind.VACANCY_PAUSED,
    NotificationKind.VACANCY_REOPENED,
)
_ABOUT_PROPOSALS: Final = (
    NotificationKind.FIRM_SILENT,
    NotificationKind.FIRM_ANSWERED,
    NotificationKind.PROPOSAL_CLOSED,
)
_EXCHANGE: Final = (
    NotificationKind.NEWS_PUBLISHED,
    NotificationKind.PARTNER_CHANGED,
    NotificationKind.CONFERENCE_PLANNED,
    NotificationKind.CONFERENCE_CANCELLED,
    NotificationKind.TASK_ASSIGNED,
    NotificationKind.INQUIRY_ANSWERED,
)
"""What the partners tell each other."""
KINDS_OF: Final = MappingProxyType(
    {
        Role.MENTOR: (
            NotificationKind.VACANCY_ACCEPTED,
            NotificationKind.VACANCY_RETURNED,
            NotificationKind.VACANCY_UNDECIDED,
            NotificationKind.VACANCY_STILL_FREE,
            *_ABOUT_VACANCIES,
            NotificationKind.CLEARANCE_ANSWERED,
            NotificationKind.DEADLINE_NEAR,
            NotificationKind.DEADLINE_PASSED,
            *_ABOUT_PROPOSALS,
            NotificationKind.NOTE_MENTION,
            NotificationKind.COVER_NAMED,
            NotificationKind.MENTORSHIP_BEGUN,
            NotificationKind.MENTORSHIP_EXTENDED,
            NotificationKind.MENTORSHIP_ENDING,
            *_EXCHANGE,
        ),
        Role.AGS: (
            NotificationKind.VACANCY_SUBMITTED,
            NotificationKind.VACANCIES_IMPORTED,
            NotificationKind.SHORTLIST_RELEASED,
            NotificationKind.ENTRY_WITHDRAWN,
            NotificationKind.ENTRY_FILLED,
            NotificationKind.ENTRY_PLACED,
            NotificationKind.PERSON_AGREED,
            NotificationKind.NOTE_MENTION,
            *_ABOUT_VACANCIES,
            *_ABOUT_PROPOSALS,
            NotificationKind.INQUIRY_ASKED,
            *_EXCHANGE,
        ),
        Role.COORDINATOR: (
            NotificationKind.CLEARANCE_ANSWERED,
            NotificationKind.DEADLINE_NEAR,
            NotificationKind.DEADLINE_PASSED,
            NotificationKind.CONSENT_WITHDRAWN,
            NotificationKind.CRITERIA_PROPOSED,
            NotificationKind.PERSON_REFERRED,
            NotificationKind.COURSE_PLACE,
            NotificationKind.NOTE_MENTION,
            NotificationKind.VACANCY_STILL_FREE,
            *_ABOUT_VACANCIES,
            NotificationKind.MENTORSHIP_ENDING,
            NotificationKind.INQUIRY_ASKED,
            *_EXCHANGE,
        ),
        Role.COUNSELLOR: (NotificationKind.COURSE_PLACE, *_EXCHANGE),
        Role.ABH: (NotificationKind.CLEARANCE_ASKED, NotificationKind.CLEARANCE_ANSWERED, *_EXCHANGE),
        Role.COUNTY: _EXCHANGE,
    }
)
"""What each role hears of; another kind is mailed about, but cannot be refused here."""


@preferences.get("")
def index() -> ResponseReturnValue:
    asking = actor()
    with work().reading() as session:
        chosen = preference_of(session, asking.id)
    roles = [role for role in Role if role in asking.roles and role in KINDS_OF]
    return render_template(
        "preferences/index.html", chosen=chosen, rhythms=MailRhythm, kinds={role: KINDS_OF[role] for role in roles}
    )


@preferences.post("/mail")
def mail() -> ResponseReturnValue:
    asking = actor()
    rhythm = next((item for item in MailRhythm if item == request.form.get("rhythm")), MailRhythm.AT_ONCE)
    offered = {kind for role in asking.roles for kind in KINDS_OF.get(role, ())}
    wanted = set(request.form.getlist("kind"))
    choose_mails(work(), asking, rhythm, refused=[kind for kind in offered if str(kind) not in wanted])
    flash(_("Gespeichert."), "success")
    return redirect(url_for("preferences.index"), 303)
