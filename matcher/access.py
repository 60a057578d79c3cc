"""Who may see or do what: one table, pure.

A role either may do a thing for everybody, or only for what is its own (a mentor for the people they
accompany and the vacancies they won, a counsellor for people who consented to their organisation).
Whoever is not named may not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matcher.model import Role


class Action(StrEnum):
    SEE_PARTICIPANT = "see_participant"
    EDIT_PARTICIPANT = "edit_participant"
    ADD_PARTICIPANT = "add_participant"
    REFER_PARTICIPANT = "refer_participant"
    IMPORT_PEOPLE = "import_people"
    """Take many people in from a file, and take that back."""
    MERGE_PARTICIPANTS = "merge_participants"
    """Say that two records are one person, and take it back."""
    ASSIGN_MENTOR = "assign_mentor"
    ARRANGE_MENTORING = "arrange_mentoring"
    """Say how many people a mentor can accompany, and who stands in; what is a mentor's own here is their account."""
    RECORD_CONSENT = "record_consent"
    ASK_CLEARANCE = "ask_clearance"
    ANSWER_CLEARANCE = "answer_clearance"
    ANSWER_ON_PAPER = "answer_on_paper"
    """Send requests as letters, and enter what the authority answered by letter."""
    SEE_WORKLIST = "see_worklist"
    SET_STOP = "set_stop"
    ENTER_VACANCY = "enter_vacancy"
    EDIT_VACANCY = "edit_vacancy"
    JUDGE_VACANCY = "judge_vacancy"
    REVIEW_SHORTLIST = "review_shortlist"
    RELEASE_SHORTLIST = "release_shortlist"
    ACCOMPANY = "accompany"
    """Record the person's word to a proposal, plan interviews and starts, follow up."""
    REPORT_ANSWER = "report_answer"
    """Record what a firm says to a proposal."""
    SEE_COURSES = "see_courses"
    EDIT_COURSE = "edit_course"
    ENROL = "enrol"
    """Enter people for courses and record measures."""
    EXCHANGE = "exchange"
    """Take part in what the partners tell each other: meetings, tasks, news, the register, questions."""
    HOLD_CONFERENCE = "hold_conference"
    EDIT_PARTNERS = "edit_partners"
    """Keep the register of organisations and contacts."""
    PUBLISH_NEWS = "publish_news"
    SEE_RANKING = "see_ranking"
    SHARE_OUT = "share_out"
    """See what would open most for all people, and who might go where."""
    SEE_LAW = "see_law"
    TUNE_CRITERIA = "tune_criteria"
    STEER_CRITERIA = "steer_criteria"
    """Put criteria in force that somebody else has drafted."""
    GRADE_PAIRS = "grade_pairs"
    """Say by hand how well a person fits a vacancy, to hold rankings against."""
    AUDIT_RANKING = "audit_ranking"
    """See who stands at the top by group, and whether lists are looked at before they are followed."""
    SEE_COUNTY_FIGURES = "see_county_figures"
    SEE_SYSTEM_HEALTH = "see_system_health"
    MANAGE_USERS = "manage_users"
    RESEND_MAILS = "resend_mails"


class Scope(StrEnum):
    ALL = "all"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: an account's id, its roles, and the organisation a counsellor works for."""

    id: int
    roles: frozenset[Role]
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and what to do instead."""

    german: str
    english: str


ALLOWED = Allowed()

TABLE: Mapping[Action, Mapping[Role, Scope]] = {
    Action.SEE_PARTICIPANT: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL, Role.COUNSELLOR: Scope.OWN},
    Action.EDIT_PARTICIPANT: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.ADD_PARTICIPANT: {Role.MENTOR: Scope.ALL, Role.COORDINATOR: Scope.ALL},
    Action.REFER_PARTICIPANT: {Role.COUNSELLOR: Scope.ALL},
    Action.IMPORT_PEOPLE: {Role.COORDINATOR: Scope.ALL},
    Action.MERGE_PARTICIPANTS: {Role.COORDINATOR: Scope.ALL},
    Action.ASSIGN_MENTOR: {Role.COORDINATOR: Scope.ALL},
    Action.ARRANGE_MENTORING: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.RECORD_CONSENT: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.ASK_CLEARANCE: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.ANSWER_CLEARANCE: {Role.ABH: Scope.ALL},
    Action.ANSWER_ON_PAPER: {Role.COORDINATOR: Scope.ALL},
    Action.SEE_WORKLIST: {Role.ABH: Scope.ALL},
    Action.SET_STOP: {Role.COUNSELLOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.ENTER_VACANCY: {Role.MENTOR: Scope.ALL, Role.COORDINATOR: Scope.ALL},
    Action.EDIT_VACANCY: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.JUDGE_VACANCY: {Role.AGS: Scope.ALL},
    Action.REVIEW_SHORTLIST: {Role.AGS: Scope.ALL},
    Action.RELEASE_SHORTLIST: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.ACCOMPANY: {Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.REPORT_ANSWER: {Role.AGS: Scope.ALL, Role.MENTOR: Scope.OWN, Role.COORDINATOR: Scope.ALL},
    Action.SEE_COURSES: {Role.MENTOR: Scope.ALL, Role.COORDINATOR: Scope.ALL, Role.COUNSELLOR: Scope.ALL},
    Action.EDIT_COURSE: {Role.COORDINATOR: Scope.ALL, Role.COUNSELLOR: Scope.ALL},
    Action.ENROL: {Role.COORDINATOR: Scope.ALL, Role.COUNSELLOR: Scope.OWN},
    Action.EXCHANGE: {role: Scope.ALL for role in Role if role is not Role.ADMIN},
    Action.HOLD_CONFERENCE: {Role.COORDINATOR: Scope.ALL},
    Action.EDIT_PARTNERS: dict.fromkeys((Role.COORDINATOR, Role.COUNSELLOR, Role.ABH, Role.AGS), Scope.ALL),
    Action.PUBLISH_NEWS: dict.fromkeys((Role.COORDINATOR, Role.COUNSELLOR, Role.ABH, Role.AGS), Scope.ALL),
    Action.SEE_RANKING: {Role.COORDINATOR: Scope.ALL},
    Action.SHARE_OUT: {Role.COORDINATOR: Scope.ALL},
    Action.SEE_LAW: {Role.COORDINATOR: Scope.ALL},
    Action.TUNE_CRITERIA: {Role.COORDINATOR: Scope.ALL},
    Action.STEER_CRITERIA: {Role.COORDINATOR: Scope.ALL},
    Action.GRADE_PAIRS: {Role.COORDINATOR: Scope.ALL},
    Action.AUDIT_RANKING: {Role.COORDINATOR: Scope.ALL},
    Action.SEE_COUNTY_FIGURES: {Role.COUNTY: Scope.ALL, Role.COORDINATOR: Scope.ALL},
    Action.SEE_SYSTEM_HEALTH: {Role.ADMIN: Scope.ALL, Role.COORDINATOR: Scope.ALL},
    Action.MANAGE_USERS: {Role.ADMIN: Scope.ALL},
    Action.RESEND_MAILS: {Role.ADMIN: Scope.ALL},
}


def may(
    actor: Actor,
    action: Action,
    *,
    owner_ids: frozenset[int] = frozenset(),
    counsellor_ids: frozenset[int] = frozenset(),
) -> Allowed | Denied:
    """Whether the actor may do this in one of their roles.

    Args:
        actor: who asks.
        action: what for.
        owner_ids: accounts that accompany the person, or won the vacancy: what is a mentor's own.
        counsellor_ids: accounts to whose organisation the person consented: what is a counsellor's own.
            Neither makes the other's: who is both edits nobody on the strength of that consent.

    """
    for role in actor.roles:
        scope = TABLE[action].get(role)
        own = counsellor_ids if role is Role.COUNSELLOR else owner_ids
        if scope is Scope.ALL or (scope is Scope.OWN and actor.id in own):
            return ALLOWED
    who = [role for role in Role if role in TABLE[action]]
    return Denied(
        german=f"Das darf nur: {', '.join(role.german for role in who)}. Bitte dort nachfragen.",
        english=f"Only these may do this: {', '.join(role.english for role in who)}. Please ask them.",
    )


def reach(actor: Actor, action: Action) -> Scope | None:
    """How far the actor's right to do this goes: for all, for their own, or not at all."""
    scopes = {TABLE[action][role] for role in actor.roles if role in TABLE[action]}
    return next((scope for scope in Scope if scope in scopes), None)
