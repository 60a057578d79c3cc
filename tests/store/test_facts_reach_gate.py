"""Every fact that the gate asks for has a place in the store and comes back from it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

from matcher.model import Facts
from matcher.store import tables
from matcher.store.mapping import facts_of
from tests.builders import AT

STATED_ELSEWHERE = {"permit", "procedure", "abh_bars"}
"""Of the permit's and the authority's own rows."""


def test_every_further_fact_of_a_document_reaches_the_gate() -> None:
    """No field of the facts is left unread by the store's mapping."""
    columns = {column.name for column in tables.ResidenceDocument.__table__.columns}
    own = {"note": "work_note", "valid_until": "document_valid_until", "expiry_known": "document_expiry_known"}
    named = {own.get(name, name) for name in columns}
    further = {item.name for item in fields(Facts)} - named - STATED_ELSEWHERE
    days = {"tolerated_on", "permit_on", "title_valid_on"}
    lists = {"applied_for": ["25a"]} | {name: ["2026-06-11"] for name in days}
    texts = {"old_title": "ae_25_3"}
    document = tables.ResidenceDocument(
        participant_id=1,
        status="duldung_60a",
        expiry_known=True,
        recorded_at=AT,
        further={name: lists.get(name) or texts.get(name, True) for name in further},
    )

    facts = facts_of(document, None, None)

    assert {name: getattr(facts, name) for name in further} == {
        name: frozenset({date(2026, 6, 11)})
        if name in days
        else frozenset({"25a"})
        if name == "applied_for"
        else texts.get(name, True)
        for name in further
    }
