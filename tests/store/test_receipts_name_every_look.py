"""Who has seen a person in a list is read from the trace: everybody who did, and nobody who did not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from matcher.model import Recipient, Role
from matcher.store import tables
from matcher.store.receipts import ReceiptKind, receipts_of
from matcher.store.session import Database
from tests import builders

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def look(account: int, minute: int, people: list[int]) -> tables.AuditRow:
    return tables.AuditRow(
        at=BEGAN + timedelta(minutes=minute),
        actor_id=account,
        action="list_participants",
        subject_kind="account",
        subject_id=account,
        detail={"participants": people},
    )


def test_receipts_name_whoever_saw_the_person_in_a_list_however_long_ago(database: Database) -> None:
    """First, middle, last or only one of a list counts; a longer number that holds the person's does not."""
    with database.writing() as session:
        person = builders.participant(session).id
        looks = {
            "first": [person, 900001],
            "middle": [900001, person, 900002],
            "last": [900001, person],
            "only": [person],
            "none": [900001, int(f"1{person}"), int(f"{person}1"), int(f"7{person}7")],
            "empty": [],
        }
        for name, people in looks.items():
            account = builders.account(session, Role.COUNSELLOR, organisation="agency", name=name).id
            session.add(look(account, 0, people))
            session.add_all(look(account, minute, [900001]) for minute in range(1, 500))
        session.commit()

        listed = [one for one in receipts_of(session, person)[Recipient.AGENCY] if one.kind is ReceiptKind.LISTED]

    assert {one.who for one in listed} == {"first", "middle", "last", "only"}
    assert {one.at for one in listed} == {BEGAN}
