"""The forms of an import: the file, and what of it is taken over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from matcher.model import Kind
from matcher.usecases.plan_import import ImportPlan
from webapp.addresses import row_number

NEW_FIRM: Final = "="
"""Stands for "a firm of its own, as the file calls it"."""
_FIRM: Final = "firm:"


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    file = FileField(_l("Datei"), description=_l("CSV, Excel (.xlsx), JSON, XML oder gespeicherte Webseite, bis 10 MB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What somebody chose of a file's rows."""

    places: frozenset[int] = frozenset()
    firms: dict[str, str] = field(default_factory=dict)
    """For a firm of the file the choice: a known name, or `NEW_FIRM`."""
    kind: Kind | None = None

    @classmethod
    def fresh(cls, plan: ImportPlan) -> Self:
        """Everything is chosen that is neither stopped nor a likely double."""
        return cls(places=frozenset(row.place for row in plan.rows if row.taken_by_default))

    @classmethod
    def typed(cls, form: MultiDict[str, str]) -> Self:
        return cls(
            places=frozenset(form.getlist("row", type=row_number)),
            firms={key.removeprefix(_FIRM): value for key, value in form.items() if key.startswith(_FIRM) and value},
            kind=next((kind for kind in Kind if kind == form.get("kind")), None),
        )

    def named_firms(self) -> dict[str, str]:
        return {name: name if choice == NEW_FIRM else choice for name, choice in self.firms.items()}
