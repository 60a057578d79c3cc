"""A person's papers as files, and when their folder was printed for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from matcher.model import Labelled, Recipient
from matcher.store.base import Base, coded


class PaperKind(Labelled):
    RESIDENCE = "residence", "Aufenthaltsdokument", "Residence document"
    PERMIT = "permit", "Arbeitserlaubnis", "Work permit"
    LETTER = "letter", "Schreiben einer Behörde", "Letter from an authority"
    CV = "cv", "Lebenslauf", "CV"
    CERTIFICATE = "certificate", "Zeugnis oder Abschluss", "School or work certificate"
    RECOGNITION = "recognition", "Anerkennung", "Recognition of a qualification"
    LANGUAGE = "language", "Sprachzertifikat", "Language certificate"
    CONTRACT = "contract", "Arbeits- oder Ausbildungsvertrag", "Work or training contract"
    OTHER = "other", "anderes", "Other"


class Media(Labelled):
    """What a file was found to be; a name ending is never believed."""

    PDF = "pdf", "PDF", "PDF"
    JPEG = "jpeg", "JPEG", "JPEG"
    PNG = "png", "PNG", "PNG"


class Paper(Base):
    """One file of a person's folder. Its bytes lie outside the database and the web root, under `key`."""

    __tablename__ = "paper"
    __table_args__ = (
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(coded(PaperKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    media: Mapped[Media] = mapped_column(coded(Media, "media"))
    size: Mapped[int]
    pages: Mapped[int | None]
    """Of a PDF."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the kept bytes: what is served is what was kept."""
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Random: names the file on the disk and in the address."""
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FolderPrint(Base):
    """One printing of a person's folder; keeps salted digests of its lines, never the lines."""

    __tablename__ = "folder_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    recipient: Mapped[Recipient | None] = mapped_column(coded(Recipient, "recipient"))
    """None: the whole folder, for the person."""
    changes_only: Mapped[bool]
    salt: Mapped[str] = mapped_column(String(32))
    lines: Mapped[dict[str, Any]]
    """Section → digests of its lines as they were printed."""
    printed_at: Mapped[datetime]
    printed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
