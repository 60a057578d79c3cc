"""The in-app inbox: what concerns an account or its roles, and how many messages are unread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from matcher.access import Action, Actor, reach
from matcher.store.notifications import ENTRY, PERSON, VACANCY, Message, count_unread, list_messages
from matcher.store.tables.messages import NotificationKind
from matcher.usecases.read_notifications import read_notifications
from webapp.accounts import actor, work
from webapp.addresses import row_number
from webapp.guard import guarded

_ABOUT_PROPOSALS: Final = frozenset(
    {
        NotificationKind.SHORTLIST_RELEASED,
        NotificationKind.FIRM_SILENT,
        NotificationKind.FIRM_ANSWERED,
        NotificationKind.PROPOSAL_CLOSED,
        NotificationKind.PERSON_AGREED,
    }
)
notifications = guarded(Blueprint("notifications", __name__, url_prefix="/notifications"))


@notifications.get("")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        listing = list_messages(session, actor(), page=request.args.get("page", 1, type=int))
    asking = actor()
    return render_template(
        "notifications/index.html", listing=listing, address=lambda message: _address(asking, message)
    )


@notifications.post("/read")
def read() -> ResponseReturnValue:
    """One message is read, or all that the page showed; what came meanwhile stays unread."""
    message_id = request.form.get("message", type=row_number)
    done = read_notifications(work(), actor(), message_id=message_id, up_to=request.form.get("up_to", type=row_number))
    if done > 1:
        flash(_("Alle Nachrichten sind gelesen."), "success")
    return redirect(url_for("notifications.index", page=request.form.get("page", 1, type=int)), 303)


@notifications.app_context_processor
def badge() -> dict[str, Callable[[], int]]:
    """`unread_messages()` for the header; asks only where a template does."""
    return {"unread_messages": _unread}


def _unread() -> int:
    if not current_user.is_authenticated:
        return 0
    with work().reading() as session:
        return count_unread(session, actor())


def _address(asking: Actor, message: Message) -> str | None:
    """Where the message leads, for whoever is asking; nowhere where they may not see it."""
    if message.kind in _OF_A_KIND:
        return _OF_A_KIND[message.kind](asking, message)
    if message.subject_kind == PERSON and message.code:
        return url_for("people.person", code=message.code)
    if message.subject_kind == "clearance_request" and reach(asking, Action.SEE_WORKLIST):
        return url_for("worklist.index")
    return _vacancy_address(asking, message)


def _imported_address(asking: Actor, message: Message) -> str | None:
    if reach(asking, Action.JUDGE_VACANCY):
        return url_for("inbox.index", show="submitted")
    return _vacancy_address(asking, message)


def _note_address(asking: Actor, message: Message) -> str | None:
    """The page on which the note stands; nowhere once its thing is over for the reader."""
    if message.subject_kind == VACANCY and message.reference is not None:
        page = "inbox.vacancy" if reach(asking, Action.ENTER_VACANCY) is None else "vacancies.vacancy"
        return url_for(page, reference=message.reference, _anchor="notes")
    if message.entry_id is None:
        return None
    if reach(asking, Action.ACCOMPANY) is not None:
        return url_for("proposals.proposal", entry_id=message.entry_id, _anchor="notes")
    return url_for("shortlists.shortlist", reference=message.reference, _anchor=f"entry-{message.entry_id}")


def _draft_address(asking: Actor, message: Message) -> str | None:
    if message.draft_id is None or reach(asking, Action.TUNE_CRITERIA) is None:
        return None
    return url_for("criteria.draft", draft_id=message.draft_id)


def _referral_address(_asking: Actor, message: Message) -> str | None:
    return url_for("people.mentor", code=message.code) if message.code else None


def _conference_address(_asking: Actor, message: Message) -> str | None:
    return url_for("conferences.conference", conference_id=message.subject_id)


def _inquiry_address(_asking: Actor, message: Message) -> str | None:
    return url_for("inquiries.thread", inquiry_id=message.subject_id)


def _vacancy_address(asking: Actor, message: Message) -> str | None:
    if message.reference is None:
        return None
    proposals = message.subject_kind == ENTRY or message.kind in _ABOUT_PROPOSALS
    by_role: dict[str, Any] = {"reference": message.reference}
    if reach(asking, Action.REVIEW_SHORTLIST):
        return url_for("shortlists.shortlist" if proposals else "inbox.vacancy", **by_role)
    return url_for("vacancies.vacancy", **by_role)


_OF_A_KIND: Final[Mapping[NotificationKind, Callable[[Actor, Message], str | None]]] = MappingProxyType(
    {
        NotificationKind.VACANCIES_IMPORTED: _imported_address,
        NotificationKind.PERSON_REFERRED: _referral_address,
        NotificationKind.COVER_NAMED: lambda _asking, _message: url_for("mentoring.index"),
        NotificationKind.NOTE_MENTION: _note_address,
        NotificationKind.CRITERIA_PROPOSED: _draft_address,
        NotificationKind.TASK_ASSIGNED: lambda _asking, _message: url_for("tasks.index"),
        NotificationKind.CONFERENCE_PLANNED: _conference_address,
        NotificationKind.CONFERENCE_CANCELLED: _conference_address,
        NotificationKind.PARTNER_CHANGED: lambda _asking, message: url_for(
            "partners.organisation", organisation_id=message.subject_id
        ),
        NotificationKind.NEWS_PUBLISHED: lambda _asking, message: url_for(
            "news.index", _anchor=f"n{message.subject_id}"
        ),
        NotificationKind.INQUIRY_ASKED: _inquiry_address,
        NotificationKind.INQUIRY_ANSWERED: _inquiry_address,
    }
)
