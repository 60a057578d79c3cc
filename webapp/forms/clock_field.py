"""A time of day, as people type it: 14:30, 14.30, 14 Uhr."""

from __future__ import annotations

import re
from datetime import time
from typing import Any, Final

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from matcher.spelling import clean

_TIME: Final = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?:\s*Uhr)?")


class ClockField(Field):
    """What cannot be read stays in the field."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = clean(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        found = _TIME.fullmatch(typed)
        if found is None:
            raise ValueError(_("Bitte eine Uhrzeit wie 14:30 eintragen."))
        self.data = time(int(found[1]), int(found[2] or 0))
