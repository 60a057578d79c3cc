"""What the authority saw of a job, as a hash: a changed job voids its L2."""

from __future__ import annotations

import hashlib
import json

from matcher.model import Job, Vacancy


def job_of(vacancy: Vacancy) -> Job:
    """The facts of a vacancy that the gate and the authority may know."""
    return Job(
        kind=vacancy.kind,
        employer=vacancy.employer,
        start=vacancy.start,
        until=vacancy.until,
        weekly_hours=vacancy.hours,
        occupation=vacancy.occupation,
        place=vacancy.postcode,
        pay_hourly=vacancy.pay_hourly,
        pay_monthly=vacancy.pay_monthly,
        skilled=vacancy.skilled,
        agency_district=vacancy.agency_district,
        named_in_title=vacancy.named_in_title,
    )


def fingerprint(vacancy: Vacancy) -> str:
    """SHA-256 over employer, occupation or title, kind, place, hours, pay and end.

    The start is left out: a later start within the clearance's validity changes nothing, and the
    validity itself is checked against the start.
    """
    seen = [
        " ".join((vacancy.employer or "").casefold().split()),
        vacancy.occupation or vacancy.title.casefold(),
        vacancy.kind,
        vacancy.postcode,
        _number(vacancy.hours),
        _number(vacancy.pay_hourly),
        _number(vacancy.pay_monthly),
        vacancy.until.isoformat() if vacancy.until else None,
    ]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def _number(value: float | None) -> float | None:
    """38 and 38.0 are one number, whoever typed it."""
    return None if value is None else float(value)
