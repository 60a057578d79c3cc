"""The form that files a paper in a folder."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from matcher.store.tables.papers import PaperKind
from matcher.usecases.keep_paper import PaperEntry
from webapp.forms.entry_fields import Choice, TextLine
from webapp.forms.people import NEEDED, SentOnce


class PaperForm(SentOnce):
    kind = Choice(_l("Was ist es?"), PaperKind, blank=_l("Bitte wählen"), validators=[NEEDED])
    title = TextLine(_l("Kurzer Name"), description=_l("Zum Beispiel: Zeugnis der Fachschule 2019"))
    file = FileField(_l("Datei"), description=_l("PDF, JPEG oder PNG, bis 8 MB. Ein Foto mit dem Handy reicht."))

    def entry(self, content: bytes, file_name: str) -> PaperEntry:
        return PaperEntry(kind=self.kind.data, title=self.title.data or "", content=content, file_name=file_name)
