"""Figures for the county: anonymous, small cells hidden, each table with its picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.figures import LEAST, Figures, suppressed
from matcher.store.figures import UNKNOWN_BRANCH, Counts, PersonState, Proposal, count_everything
from matcher.store.tables.vacancies import VacancyState
from webapp.accounts import work
from webapp.guard import guarded
from webapp.language import language

county = guarded(Blueprint("county", __name__), Action.SEE_COUNTY_FIGURES)

_PEOPLE: Final = MappingProxyType(
    {
        PersonState.ACCOMPANIED: _l("mit Patin oder Pate"),
        PersonState.UNACCOMPANIED: _l("ohne Patin oder Pate"),
        PersonState.STOPPED: _l("mit Vermittlungsstopp"),
        PersonState.LEFT: _l("nicht mehr dabei"),
    }
)
_PROPOSALS: Final = MappingProxyType(
    {
        Proposal.OPEN: _l("vorgeschlagen, noch ohne Entscheidung"),
        Proposal.SUITABLE: _l("geeignet"),
        Proposal.PROPOSED: _l("einem Betrieb vorgeschlagen"),
        Proposal.ENDED: _l("kein Vorschlag mehr offen"),
    }
)
_BRANCHES: Final = MappingProxyType(
    {
        "0": _l("Militär"),
        "1": _l("Land-, Forst- und Tierwirtschaft und Gartenbau"),
        "2": _l("Rohstoffgewinnung, Produktion und Fertigung"),
        "3": _l("Bau, Architektur, Vermessung und Gebäudetechnik"),
        "4": _l("Naturwissenschaft, Geografie und Informatik"),
        "5": _l("Verkehr, Logistik, Schutz und Sicherheit"),
        "6": _l("Kaufmännische Dienstleistungen, Warenhandel, Vertrieb, Hotel und Tourismus"),
        "7": _l("Unternehmensorganisation, Buchhaltung, Recht und Verwaltung"),
        "8": _l("Gesundheit, Soziales, Lehre und Erziehung"),
        "9": _l(
            "Sprach-, Literatur-, Geistes-, Gesellschafts- und Wirtschaftswissenschaften, "
            "Medien, Kunst, Kultur und Gestaltung"
        ),
        UNKNOWN_BRANCH: _l("nicht bekannt"),
    }
)
"""The areas of the classification of occupations (KldB 2010), under its own names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One table and its picture."""

    key: str
    title: str
    unit: str
    figures: Figures

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((cell.count or 0 for cell in self.figures.cells), default=0) or 1


@county.get("/county")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        counts = count_everything(session)
    return render_template(
        "county/index.html", charts=_charts(counts), quarter=quarter_of(work().clock.today()), least=LEAST
    )


def quarter_of(on: date) -> str:
    """No day is finer than a quarter in anonymous figures."""
    return _("%(number)s. Quartal %(year)s", number=(on.month + 2) // 3, year=on.year)


def _charts(counts: Counts) -> tuple[Chart, ...]:
    people, vacancies = _("Menschen"), _("Stellen")
    return (
        Chart(key="people", title=_("Teilnehmende"), unit=people, figures=_shown(counts.people, _PEOPLE)),
        Chart(
            key="people-branches",
            title=_("Teilnehmende nach Berufsfeld"),
            unit=people,
            figures=_by_branch(counts.people_branches),
        ),
        Chart(key="proposals", title=_("Vorgeschlagene"), unit=people, figures=_shown(counts.proposals, _PROPOSALS)),
        Chart(
            key="vacancies",
            title=_("Stellen"),
            unit=vacancies,
            figures=_shown(counts.vacancies, {state: state.label(language()) for state in VacancyState}),
        ),
        Chart(
            key="vacancy-branches",
            title=_("Stellen nach Berufsfeld"),
            unit=vacancies,
            figures=_by_branch(counts.vacancy_branches),
        ),
    )


def _shown(counts: Mapping[Any, int], labels: Mapping[Any, Any]) -> Figures:
    return suppressed([(str(labels[key]), number) for key, number in counts.items()])


def _by_branch(counts: Mapping[str, int]) -> Figures:
    """Only areas that occur: an area that is not listed is an empty one."""
    return suppressed([(str(_BRANCHES.get(key, key)), number) for key, number in counts.items()])
