"""Enumerations as people write them in cells: codes, labels in both languages, and the usual further words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from matcher.interchange.reading import CellError, Unclear
from matcher.interchange.values import Cell, Reader, said, several, shown
from matcher.interchange.words import squash, vocabulary
from matcher.model import (
    AbhBar,
    Answer,
    Application,
    Kind,
    Labelled,
    Mobility,
    Mode,
    Procedure,
    QualificationLevel,
    Recognition,
    Shift,
    WorkNote,
)

E = TypeVar("E", bound=Labelled)

_KINDS: Final = vocabulary(
    Kind,
    {
        "K01": "Job|Jobs|Arbeitsstelle|Beschäftigung|Anstellung|Festanstellung|Vollzeit|Teilzeit|Vollzeit/Teilzeit|"
        "sozialversicherungspflichtig|sozialversicherungspflichtige Beschäftigung|work|employment|full-time|part-time",
        "K02": "Mini-Job|450-Euro-Job|geringfügige Beschäftigung|geringfügig|Aushilfe|kurzfristige Beschäftigung",
        "K03": "Zeitarbeit|Arbeitnehmerüberlassung|Leiharbeit/Zeitarbeit|temporary work|temp work",
        "K04": "betriebliche Ausbildung|Berufsausbildung|Lehre|Ausbildungsplatz|apprenticeship|training",
        "K05": "EQ|Einstiegsqualifikation|EQJ",
        "K06": "Pflichtpraktikum|Orientierungspraktikum|ausbildungsbegleitendes Praktikum|orientation internship",
        "K07": "sonstiges Praktikum|freiwilliges Praktikum",
        "K08": "Probearbeiten|Probebeschäftigung|Schnuppertage|trial",
        "K09": "FSJ|BFD|Freiwilligendienst|Bundesfreiwilligendienst|Freiwilliges Soziales Jahr",
        "K10": "Blaue Karte|hochqualifiziert",
        "K12": "selbstständig|selbständig|Selbständigkeit|freiberuflich|self-employed",
        "K13": "MAG|Maßnahme bei einem Arbeitgeber",
        "K14": "Hospitieren|Schnuppern|shadowing",
        "K15": "AGH|Ein-Euro-Job|1-Euro-Job",
        "K16": "FIM",
        "K17": "Schule|school",
        "K18": "Sprachkurs|Deutschkurs|Kurse|language course|Qualifizierung",
        "K19": "ehrenamtlich|Freiwilligenarbeit|voluntary work",
    },
)
_INTERNSHIP: Final = frozenset({"praktikum", "praktika", "internship", "internships", "praktikumtrainee"})
_LEVELS: Final = vocabulary(
    QualificationLevel,
    {
        "none": "keine|kein|kein Abschluss|ohne Abschluss|no",
        "school": "Schulabschluss|Abitur|Hauptschule|Realschule|Gymnasium|Mittlere Reife|Hauptschulabschluss",
        "vocational": "Berufsausbildung|Berufsabschluss|Lehre|Facharbeiter|Geselle|Meister|abgeschlossene Ausbildung",
        "academic": "Hochschule|Universität|Uni|Hochschulabschluss|Bachelor|Master|Diplom|university|degree",
    },
)
_RECOGNITIONS: Final = vocabulary(
    Recognition,
    {
        "none": "nein|kein|nicht anerkannt|ohne|no",
        "applied": "Antrag gestellt|läuft|im Verfahren|in Bearbeitung",
        "partial": "teilweise anerkannt|partiell",
        "full": "anerkannt|voll anerkannt|volle Anerkennung|ja|recognised|yes",
        "not_equivalent": "nicht gleichwertig|Ablehnung|rejected",
        "zab_statement": "Zeugnisbewertung|ZAB-Bewertung|ZAB-Zeugnisbewertung",
    },
)
_SHIFTS: Final = vocabulary(
    Shift,
    {
        "day": "Tag|tags|Tagschicht|Tagesschicht|Tagdienst",
        "early_late": "Früh/Spät|Frühschicht|Spätschicht|Früh|Spät|Zweischicht|2-Schicht|Wechselschicht früh spät",
        "night": "Nacht|nachts|Nachtdienst",
        "weekend": "Wochenenddienst|am Wochenende",
    },
)
_MOBILITIES: Final = vocabulary(
    Mobility, {"car": "PKW", "bicycle": "Rad|bike", "transit": "ÖPNV|Bus|Bahn|Zug|Bus/Bahn|transit"}
)
_APPLICATIONS: Final = vocabulary(
    Application,
    {
        "pending": "offen|laufend|im Verfahren|anhängig|gestellt",
        "rejected": "Ablehnung|abgelehnt (nicht rechtskräftig)|denied",
        "never_filed": "nie gestellt|noch nicht gestellt|kein Antrag|keiner|nein|not filed",
        "recognised": "positiv|zuerkannt|recognized",
    },
)
_PROCEDURES: Final = vocabulary(Procedure, {"ordinary": "normal|regulär|ordentlich", "accelerated": "Schnellverfahren"})
_BARS: Final = vocabulary(AbhBar)
_MODES: Final = vocabulary(Mode, {"consult": "Benehmen|konsultativ", "consent": "Zustimmung|zustimmungspflichtig"})
_ANSWERS: Final = vocabulary(
    Answer,
    {
        "no_concerns": "ohne Bedenken|unbedenklich|keine Einwände",
        "objection": "Bedenken|Einwände|concerns",
        "consent": "zugestimmt|erteilt|Erlaubnis erteilt|granted",
        "refused": "Ablehnung|versagt|rejected",
        "notice_sent": "mitgeteilt|informiert",
        "deadline_passed": "Frist abgelaufen|keine Antwort",
    },
)
_PRECHECKS: Final = {
    **{squash(word): None for word in ("none", "keine", "nein", "no", "angefragt", "läuft", "asked", "offen")},
    **{word: answer for word, answer in _ANSWERS.items() if answer in {Answer.NO_CONCERNS, Answer.OBJECTION}},
}


def choice(words: Mapping[str, Any], labels: Iterable[str]) -> Reader:
    """Reads one word of a vocabulary; `labels` are what the message offers instead."""
    offered = ", ".join(labels)

    def read(cell: Cell) -> Any:
        text = said(cell)
        if text is None:
            return None
        word = squash(text)
        if word not in words:
            raise CellError(
                f"„{shown(cell)}“ ist nicht bekannt. Möglich sind: {offered}.",
                f"“{shown(cell)}” is not known. Possible words: {offered}.",
            )
        return words[word]

    return read


def _of(words: Mapping[str, E], members: Iterable[E]) -> Reader:
    return choice(words, [f"{member.german} ({member})" for member in members])


qualification_level: Final = _of(_LEVELS, QualificationLevel)
recognition: Final = _of(_RECOGNITIONS, Recognition)
mobility: Final = _of(_MOBILITIES, Mobility)
shift: Final = _of(_SHIFTS, Shift)
application: Final = _of(_APPLICATIONS, Application)
procedure: Final = _of(_PROCEDURES, Procedure)
mode: Final = _of(_MODES, Mode)
answer: Final = _of(_ANSWERS, Answer)
precheck: Final = choice(_PRECHECKS, ("keine (none)", "keine Bedenken (no_concerns)", "Bedenken (objection)"))
_one_kind: Final = _of(_KINDS, Kind)


def kind(cell: Cell) -> Any:
    """One kind of employment; „Praktikum“ alone counts as the stricter of the two."""
    if isinstance(cell, str) and squash(cell) in _INTERNSHIP:
        return Unclear(
            "„Praktikum“ wird als „anderes Praktikum“ (mit Mindestlohn) gelesen. Falls es ein Pflicht- oder "
            "Orientierungspraktikum ist: bitte so schreiben.",
            "“Praktikum” is read as “other internship” (minimum wage applies). If it is a mandatory or orientation "
            "internship, please write so.",
            Kind.OTHER_INTERNSHIP,
        )
    return _one_kind(cell)


def exact_kind(text: str) -> Kind | None:
    """The kind without a notice."""
    found: Kind | Unclear | None = kind(text)
    return Kind(found.value) if isinstance(found, Unclear) else found


def kinds(cell: Cell) -> frozenset[Kind] | None:
    """Kinds that somebody wants; „Praktikum“ means either."""
    wanted = several(cell)
    if not wanted:
        return None
    found: set[Kind] = set()
    for item in wanted:
        if squash(item) in _INTERNSHIP:
            found |= {Kind.INTERNSHIP, Kind.OTHER_INTERNSHIP}
        elif (one := _one_kind(item)) is not None:
            found.add(one)
    return frozenset(found) or None


def each(read: Callable[[Cell], Any]) -> Reader:
    """Reads a list cell with a reader for its items; „keine“ is the empty set."""

    def several_of(cell: Cell) -> frozenset[Any] | None:
        items = several(cell)
        return None if items is None else frozenset(found for item in items if (found := read(item)) is not None)

    return several_of


bars: Final = each(_of(_BARS, AbhBar))
_any_shift: Final = each(shift)


def shifts(cell: Cell) -> frozenset[Shift] | None:
    """Shifts that somebody can work; none at all counts as unknown."""
    return _any_shift(cell) or None


_ONLY_WITH: Final = re.compile(r"nurmit|genehmigung|erlaubnisde|zustimmung|permit$|onlywith")
_EMPLOYMENT: Final = re.compile(r"(beschaftigung|unselbstandigearbeit)(ist)?(gestattet|erlaubt)|employmentpermitted")
_ANY_WORK: Final = re.compile(r"(^|jede)(erwerbstatigkeit)(ist)?(gestattet|erlaubt)|anygainfulactivitypermitted")
_FORBIDDEN: Final = re.compile(r"nicht(gestattet|erlaubt)|notpermitted|arbeitsverbot")
_NOTES: Final = vocabulary(WorkNote, {"none": "keine|kein|ohne|keine Nebenbestimmung"})


def work_note(cell: Cell) -> WorkNote | None:
    """What the document prints about work, as a code or as it is printed."""
    text = said(cell)
    if text is None:
        return None
    word = squash(text)
    if word in _NOTES:
        return _NOTES[word]
    for pattern, note in (
        (_ONLY_WITH, WorkNote.NUR_MIT_ERLAUBNIS),
        (_ANY_WORK, WorkNote.ERWERBSTAETIGKEIT_GESTATTET),
        (_EMPLOYMENT, WorkNote.BESCHAEFTIGUNG_GESTATTET),
        (_FORBIDDEN, WorkNote.NICHT_GESTATTET),
    ):
        if pattern.search(word):
            return note
    offered = ", ".join(member.german for member in WorkNote)
    raise CellError(
        f"„{shown(cell)}“ ist nicht bekannt. Bitte wie auf dem Dokument eintragen, möglich sind: {offered}.",
        f"“{shown(cell)}” is not known. Please copy the document; possible: {', '.join(WorkNote)}.",
    )


_FORKLIFT: Final = frozenset(
    {"stapler", "staplerschein", "gabelstapler", "gabelstaplerschein", "flurforderschein", "forklift"}
)
_LICENCE: Final = re.compile(r"(?:klassen?|fuhrerschein(?:klasse)?|fs|class(?:es)?)?(.+)")
_TOO_VAGUE: Final = frozenset({"ja", "yes", "vorhanden", "x", "fuhrerschein", "klasse"})


def licences(cell: Cell) -> frozenset[str] | None:
    """Licence classes and certificates in upper case; „keine“ is the empty set."""
    held = several(cell)
    if held is None:
        return None
    return frozenset(_licence(part) for item in held for part in _classes(item))


def _classes(item: str) -> list[str]:
    """„B/BE“ names two classes, „Kran-/Hebezeugschein“ one certificate."""
    parts = [part.strip() for part in item.split("/")]
    return parts if all(0 < len(part) <= 4 for part in parts) else [item]


def _licence(item: str) -> str:
    word = squash(item)
    if word in _TOO_VAGUE:
        raise CellError(
            f"„{shown(item)}“ sagt nicht, welche Klasse. Bitte die Klassen eintragen, zum Beispiel B, C1, Stapler.",
            f"“{shown(item)}” does not say which class. Please enter the classes, for example B, C1, Stapler.",
        )
    if word in _FORKLIFT:
        return "STAPLER"
    found = _LICENCE.fullmatch(word)
    return found[1].upper() if found is not None and len(found[1]) <= 4 else item.upper()
