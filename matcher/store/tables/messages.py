"""What the system tells an account: ids and a kind, never a name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled, Role
from matcher.store.base import Base, coded


class NotificationKind(Labelled):
    VACANCY_SUBMITTED = "vacancy_submitted", "Neue Stelle eingegangen", "New vacancy received"
    VACANCY_RETURNED = "vacancy_returned", "Stelle zurückgegeben", "Vacancy returned"
    VACANCY_ACCEPTED = "vacancy_accepted", "Stelle angenommen", "Vacancy accepted"
    VACANCIES_IMPORTED = "vacancies_imported", "Neue Stellen aus einer Datei", "New vacancies from a file"
    VACANCY_STILL_FREE = "vacancy_still_free", "Ist die Stelle noch frei?", "Is the vacancy still open?"
    VACANCY_EXPIRED = "vacancy_expired", "Stelle abgelaufen und geschlossen", "Vacancy expired and closed"
    VACANCY_CLOSED = "vacancy_closed", "Stelle geschlossen", "Vacancy closed"
    VACANCY_PAUSED = "vacancy_paused", "Stelle ruht", "Vacancy paused"
    SHORTLIST_RELEASED = "shortlist_released", "Neue Vorschläge", "New proposals"
    ENTRY_WITHDRAWN = "entry_withdrawn", "Vorschlag zurückgezogen", "Proposal withdrawn"
    CLEARANCE_ASKED = "clearance_asked", "Neue Anfrage", "New request"
    CLEARANCE_ANSWERED = "clearance_answered", "Anfrage beantwortet", "Request answered"
    DEADLINE_NEAR = "deadline_near", "Frist läuft bald ab", "Deadline is near"
    DEADLINE_PASSED = (
        "deadline_passed",
        "Frist abgelaufen: darf weitergehen, protokolliert",
        "Deadline passed: may proceed, on record",
    )
    CONSENT_WITHDRAWN = "consent_withdrawn", "Einverständnis widerrufen", "Consent withdrawn"
    FIRM_SILENT = "firm_silent", "Betrieb hat noch nicht geantwortet", "The employer has not answered yet"
    FIRM_ANSWERED = "firm_answered", "Betrieb hat geantwortet", "The employer has answered"
    PROPOSAL_CLOSED = "proposal_closed", "Vorschlag ohne Antwort geschlossen", "Proposal closed without an answer"
    PERSON_AGREED = "person_agreed", "Person ist einverstanden", "The person agrees"
    CRITERIA_PROPOSED = "criteria_proposed", "Kriterien zur Freigabe vorgelegt", "Criteria submitted for approval"
    COURSE_PLACE = "course_place", "Im Kurs von der Warteliste nachgerückt", "Moved up to a place in the course"
    ENTRY_FILLED = "entry_filled", "Stelle besetzt: Vorschlag beendet", "Vacancy filled: proposal ended"
    ENTRY_PLACED = "entry_placed", "Person ist anderweitig vermittelt", "The person was placed elsewhere"
    NOTE_MENTION = "note_mention", "Eine Notiz nennt Sie", "A note mentions you"
    VACANCY_UNDECIDED = (
        "vacancy_undecided",
        "Entscheidung zurückgenommen: Stelle wird wieder geprüft",
        "Decision taken back: the vacancy is being checked again",
    )
    VACANCY_REOPENED = "vacancy_reopened", "Stelle wieder offen", "Vacancy open again"
    PERSON_REFERRED = "person_referred", "Neue Person: bitte Patin oder Pate finden", "New person: please find a mentor"
    COVER_NAMED = "cover_named", "Sie vertreten eine Patin oder einen Paten", "You stand in for a mentor"
    MENTORSHIP_ENDING = "mentorship_ending", "Patenschaft geht zu Ende", "A mentorship comes to its end"
    MENTORSHIP_EXTENDED = "mentorship_extended", "Patenschaft verlängert", "Mentorship extended"
    MENTORSHIP_BEGUN = "mentorship_begun", "Neue Patenschaft für Sie", "A new mentorship for you"
    TASK_ASSIGNED = "task_assigned", "Neue Aufgabe für Sie", "A new task for you"
    CONFERENCE_PLANNED = "conference_planned", "Besprechung geplant", "Meeting planned"
    CONFERENCE_CANCELLED = "conference_cancelled", "Besprechung abgesagt", "Meeting cancelled"
    PARTNER_CHANGED = "partner_changed", "Ansprechpartner geändert", "Contact changed"
    NEWS_PUBLISHED = "news_published", "Neues zu Recht und Abläufen", "News on law and procedures"
    INQUIRY_ASKED = "inquiry_asked", "Neue Frage", "New question"
    INQUIRY_ANSWERED = "inquiry_answered", "Antwort auf Ihre Frage", "An answer to your question"


WITHDRAWALS = frozenset(
    {NotificationKind.ENTRY_WITHDRAWN, NotificationKind.ENTRY_FILLED, NotificationKind.ENTRY_PLACED}
)
"""A proposal is over: each entry's holders hear one of these, once, and of the person nothing more (I1)."""


class Notification(Base):
    """For one account, or for whoever holds a role."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_unread", "role", "account_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role | None] = mapped_column(coded(Role, "role"))
    kind: Mapped[NotificationKind] = mapped_column(coded(NotificationKind, "kind"))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
