"""How a mentorship comes to its end (8): warnings, extensions with their reason, the closing checklist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled
from matcher.store.base import Base, coded


class ClosingReason(Labelled):
    SETTLED = (
        "settled",
        "Ziel erreicht: Arbeit oder Ausbildung ist gesichert",
        "Goal reached: work or training is secure",
    )
    TIME = "time", "Die Zeit ist um", "The time is over"
    PERSON = "person", "Wunsch der Person", "The person's wish"
    MENTOR = "mentor", "Wunsch der Patin oder des Paten", "The mentor's wish"
    MOVED = "moved", "weggezogen", "Moved away"
    OTHER = "other", "anderer Grund", "Another reason"


class ClosingItem(Labelled):
    """What has to be settled before a mentorship ends (8(1))."""

    WORK = "work", "Arbeit, Ausbildung oder Kurs läuft", "Work, training or course is under way"
    PAPERS = "papers", "Aufenthalt und Arbeitserlaubnis sind geklärt", "Residence and work permit are settled"
    AUTHORITIES = "authorities", "Anträge und Bescheide sind erledigt", "Applications and notices are dealt with"
    GERMAN = "german", "Der nächste Schritt in Deutsch steht fest", "The next step in German is fixed"
    HOUSING = "housing", "Die Wohnung ist geklärt", "Housing is settled"
    CONTACTS = "contacts", "Die Person weiß, wer jetzt hilft", "The person knows who helps from now on"
    FOLDER = "folder", "Die Patenmappe ist aktuell und bei der Person", "The folder is up to date and with the person"


class ClosingState(Labelled):
    DONE = "done", "erledigt", "Done"
    NOT_NEEDED = "not_needed", "nicht nötig", "Not needed"
    HANDED_OVER = "handed_over", "übergeben", "Handed over"


class MentorshipExtension(Base):
    """A later end than planned, and the coordinator's reason."""

    __tablename__ = "mentorship_extension"
    __table_args__ = (
        CheckConstraint("planned_before < planned_after", name="later"),
        CheckConstraint("length(why) >= 1", name="why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), index=True)
    planned_before: Mapped[date]
    planned_after: Mapped[date]
    why: Mapped[str] = mapped_column(String(500))
    extended_at: Mapped[datetime]
    extended_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class MentorshipWarning(Base):
    """One warning before one planned end: two months, one month, no time left; each once."""

    __tablename__ = "mentorship_warning"
    __table_args__ = (CheckConstraint("months_left BETWEEN 0 AND 2", name="months_left"),)

    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), primary_key=True, autoincrement=False)
    planned_end: Mapped[date] = mapped_column(primary_key=True)
    months_left: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    warned_at: Mapped[datetime]


class MentorshipClosing(Base):
    """The checklist with which a mentorship was closed."""

    __tablename__ = "mentorship_closing"

    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), primary_key=True, autoincrement=False)
    reason: Mapped[ClosingReason] = mapped_column(coded(ClosingReason, "reason"))
    answers: Mapped[dict[str, Any]]
    """`ClosingItem` → `ClosingState`."""
    note: Mapped[str | None] = mapped_column(String(500))
    closed_at: Mapped[datetime]
    closed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
