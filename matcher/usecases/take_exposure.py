"""Count once a day who stands at the top of the lists, by group: for the audit, since old lists are pruned."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from matcher.store import tables
from matcher.store.exposures import exposure_of, is_counted, is_settled
from matcher.usecases.work import Work


def take_exposure(work: Work) -> bool:
    """Today is counted, if it was not and every list is up to date; whether this call did it."""
    today = work.clock.today()
    with work.reading() as session:
        if is_counted(session, today) or not is_settled(session, today):
            return False
        exposure = exposure_of(session, today)
    try:
        with work.unit(None) as unit:
            row = tables.ExposureSnapshot(
                on_date=today, lists=exposure.lists, result=exposure.to_dict(), taken_at=unit.at
            )
            unit.session.add(row)
            unit.session.flush()
            unit.record("take_exposure", "exposure_snapshot", row.id)
    except IntegrityError:  # another worker was quicker
        return False
    return True
