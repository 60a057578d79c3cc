"""Which support a firm may ask for, by kind of employment (7(5)); a hint to ask, never a promise."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from matcher.model import Kind, Labelled


class Funding(Labelled):
    WAGE_SUBSIDY = "wage_subsidy", "Zuschuss zum Lohn (Eingliederungszuschuss)", "wage subsidy for the first months"
    FURTHER_TRAINING = "further_training", "Weiterbildung während der Arbeit", "further training alongside work"
    LANGUAGE = "language", "Berufssprachkurs neben der Arbeit", "job-related language course alongside work"
    ENTRY = "entry", "Zuschuss zur Einstiegsqualifizierung", "subsidy for the entry qualification"
    ASSISTED = "assisted", "Assistierte Ausbildung (Nachhilfe, Begleitung)", "assisted training (tutoring, support)"
    TRY_OUT = "try_out", "Maßnahme beim Arbeitgeber zum Kennenlernen", "try-out measure at the employer"


_HINTS: Final = MappingProxyType(
    {
        Kind.JOB: (Funding.WAGE_SUBSIDY, Funding.FURTHER_TRAINING, Funding.LANGUAGE),
        Kind.TEMP_WORK: (Funding.FURTHER_TRAINING, Funding.LANGUAGE),
        Kind.TRAINING: (Funding.ASSISTED, Funding.LANGUAGE),
        Kind.SCHOOL: (Funding.LANGUAGE,),
        Kind.ENTRY_QUALIFICATION: (Funding.ENTRY, Funding.LANGUAGE),
        Kind.INTERNSHIP: (Funding.TRY_OUT, Funding.LANGUAGE),
        Kind.OTHER_INTERNSHIP: (Funding.TRY_OUT, Funding.LANGUAGE),
        Kind.TRIAL_WORK: (Funding.TRY_OUT,),
    }
)


def funding_hints(kind: Kind | None) -> tuple[Funding, ...]:
    """What is worth asking the employer service about, the most frequent first."""
    return _HINTS.get(kind, ()) if kind is not None else ()
