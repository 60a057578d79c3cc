"""Columns of a file of clearances: what the foreigners authority was asked, and what it answered."""

from __future__ import annotations

from typing import Final

from matcher.interchange import vocabulary as words
from matcher.interchange.columns import Column, Columns
from matcher.interchange.values import day, number, text_of

CLEARANCES: Final = Columns(
    "Freigaben",
    "clearances",
    "clearances",
    (
        Column(
            key="participant",
            german="Kürzel",
            read=text_of,
            example="LDS-7F3K",
            required=True,
            further=("Teilnehmer", "code", "Teilnehmerkürzel"),
            help_german="Kürzel der Person wie in der Datei der Teilnehmenden",
            help_english="the person's code as in the file of participants",
        ),
        Column(
            key="vacancy",
            german="Stelle",
            read=text_of,
            example="V-0001",
            further=("Kennung", "id"),
            help_german="Kennung der Stelle; leer heißt Vorprüfung für jede Stelle",
            help_english="identifier of the vacancy; empty means the pre-check for any",
        ),
        Column(
            key="kind",
            german="Art",
            read=words.kind,
            example="Arbeit",
            help_german="beschränkt eine Vorprüfung auf diese Art; leer heißt jede",
            help_english="limits a pre-check to this kind; empty means any",
        ),
        Column(
            key="mode",
            german="Beteiligung",
            read=words.mode,
            example="zustimmungspflichtig",
            help_german="informativ, im Benehmen oder zustimmungspflichtig",
            help_english="informative, consult or consent",
        ),
        Column(
            key="sent_on",
            german="gesendet am",
            read=day,
            example="02.11.2026",
            help_german="Tag der Anfrage oder Mitteilung",
            help_english="day of the request or notice",
        ),
        Column(
            key="deadline",
            german="Frist",
            read=day,
            example="16.11.2026",
            help_german="letzter Tag für die Antwort",
            help_english="last day for the answer",
        ),
        Column(
            key="answer",
            german="Antwort",
            read=words.answer,
            example="keine Bedenken",
            help_german="keine Bedenken, Bedenken, Zustimmung, abgelehnt; leer heißt keine Antwort",
            help_english="no_concerns, objection, consent, refused; empty means no answer",
        ),
        Column(
            key="answered_on",
            german="beantwortet am",
            read=day,
            example="10.11.2026",
            help_german="Tag der Antwort",
            help_english="day of the answer",
        ),
        Column(
            key="valid_from",
            german="gültig ab",
            read=day,
            example="10.11.2026",
            further=("gültig von",),
            help_german="erster Tag, an dem die Antwort gilt",
            help_english="first day on which the answer holds",
        ),
        Column(
            key="valid_until",
            german="gültig bis",
            read=day,
            example="10.05.2027",
            help_german="erster Tag, an dem die Antwort nicht mehr gilt",
            help_english="first day on which the answer no longer holds",
        ),
        Column(
            key="hours_max",
            german="Stunden höchstens",
            read=number(0, 60),
            example="20",
            further=("Stunden bis",),
            help_german="Antwort gilt nur bis zu so vielen Wochenstunden",
            help_english="the answer covers only so many hours a week",
        ),
        Column(
            key="employer_only",
            german="nur Betrieb",
            read=text_of,
            example="Musterlager",
            help_german="Antwort gilt nur für diesen Betrieb",
            help_english="the answer covers only this firm",
        ),
        Column(
            key="ba_sent_on",
            german="Agentur gefragt am",
            read=day,
            example="02.11.2026",
            help_german="Tag, an dem die Agentur für Arbeit um Zustimmung gebeten wurde",
            help_english="day on which the employment agency was asked for approval",
        ),
        Column(
            key="ba_answer",
            german="Antwort der Agentur",
            read=words.answer,
            example="Zustimmung",
            help_german="Zustimmung oder abgelehnt; leer heißt keine Antwort",
            help_english="consent or refused; empty means no answer",
        ),
    ),
)
