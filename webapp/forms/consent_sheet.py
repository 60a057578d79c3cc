"""The form of a signed sheet: what was ticked, when, and how it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, ValidationError
from wtforms.validators import InputRequired

from matcher.consents import DataCategory
from matcher.errors import InvalidInputError
from matcher.interchange.papers import Format, read_paper
from matcher.model import Recipient
from matcher.store.consent_records import ConsentRecord
from matcher.store.tables.consents import SignedBy
from matcher.usecases.give_consent import Signature
from webapp.forms.entry_fields import DayField, Several, TextLine
from webapp.forms.people import NEEDED
from webapp.forms.signatures import signature_svg

_TYPES: Final = {Format.PDF: "application/pdf", Format.JPEG: "image/jpeg", Format.PNG: "image/png"}
Cell = tuple[Recipient, DataCategory]


def cell_value(recipient: Recipient, category: DataCategory) -> str:
    """How a cell is named in a form."""
    return f"{recipient}:{category}"


class SheetForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    cells = Several(
        _l("Wer darf was bekommen?"),
        list,
        validators=[InputRequired(_l("Bitte mindestens einen Empfänger ankreuzen."))],
        validate_choice=False,
    )
    given_on = DayField(_l("Tag der Unterschrift"), validators=[NEEDED])
    reference = TextLine(_l("Wo liegt das Papier?"), description=_l("Zum Beispiel: Ordner 3, Kirchplatz"))
    scan = FileField(_l("Scan oder Foto des Bogens"), description=_l("PDF, JPEG oder PNG, bis 8 MB"))
    strokes = HiddenField(_l("Unterschrift auf dem Bildschirm"))

    def offer(self, records: Sequence[ConsentRecord], today: date) -> None:
        """Every cell may be ticked, also one that stands on another screen by now; the usual day is today."""
        shown = [(record.recipient, cell.category) for record in records for cell in record.shown_cells]
        self.cells.choices = [(cell_value(*cell), cell[1].german) for cell in shown]
        self.on_sheet = frozenset(cell_value(*cell) for cell in shown)
        if not self.is_submitted():
            self.given_on.data = today

    def validate_cells(self, field: Several) -> None:
        """Say in the user's words that a box is not on this sheet."""
        if not self.on_sheet.issuperset(field.data or ()):
            raise ValidationError(_("Das steht nicht auf dem Bogen. Bitte nur diese Kästchen ankreuzen."))

    def grants(self) -> dict[Recipient, frozenset[DataCategory]]:
        """The ticked categories by recipient."""
        found: dict[Recipient, frozenset[DataCategory]] = {}
        for value in self.cells.data or ():
            recipient, category = value.split(":")
            found[Recipient(recipient)] = found.get(Recipient(recipient), frozenset()) | {DataCategory(category)}
        return found

    def signature(self) -> Signature:
        """How it was signed: on the screen, as a scan, or on paper that lies somewhere.

        Raises:
            InvalidInputError: at the field that cannot be.

        """
        reference = self.reference.data
        sent = self.scan.data
        scanned = isinstance(sent, FileStorage) and bool(sent.filename)
        if self.strokes.data and scanned:
            raise InvalidInputError(
                "scan",
                "Es gibt schon eine Unterschrift auf dem Bildschirm. Bitte nur eines von beiden.",
                "There is a signature on the screen already. Please choose only one of the two.",
            )
        if self.strokes.data:
            drawing = signature_svg(self.strokes.data)
            return Signature(means=SignedBy.SCREEN, reference=reference, content=drawing, content_type="image/svg+xml")
        if scanned:
            return _scan(sent, reference)
        return Signature(means=SignedBy.PAPER, reference=reference)


def _scan(sent: FileStorage, reference: str | None) -> Signature:
    try:
        paper = read_paper(sent.read(), sent.filename or "")
    except InvalidInputError as error:
        raise InvalidInputError("scan", error.german, error.english) from error
    return Signature(means=SignedBy.SCAN, reference=reference, content=paper.content, content_type=_TYPES[paper.format])
