"""What groups of people are called on pages that count them."""

from __future__ import annotations

from flask_babel import gettext as _

from matcher.exposure import OTHERS, UNKNOWN
from webapp.forms.countries import country_name
from webapp.language import language


def group_name(kind: str, group: str) -> str:
    """What a group of people is called: a country, or years of age."""
    if group in {UNKNOWN, OTHERS}:
        return _("nicht bekannt") if group == UNKNOWN else _("andere")
    if kind == "nationality":
        return country_name(group, language())
    least, most = group.split("-")
    if not least:
        return _("bis %(age)s Jahre", age=most)
    return (
        _("ab %(age)s Jahren", age=least) if not most else _("%(from)s bis %(to)s Jahre", **{"from": least, "to": most})
    )
