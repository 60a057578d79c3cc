"""A meeting as a calendar file: Berlin's time zone inside, one UID for its life, no name but a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from matcher.clock import BERLIN

_ORGANIZER: Final = "mailto:noreply@passgenau.invalid"
"""The standard wants one; nobody reads this address, and no person's is written."""
_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    uid: str
    sequence: int
    """Rises with each change, so that calendars replace what they hold."""
    starts_at: datetime
    minutes: int
    place: str
    title: str
    changed_at: datetime
    cancelled: bool = False


def calendar_file(appointment: Appointment) -> bytes:
    """The appointment as iCalendar (RFC 5545); a cancelled one takes itself out of calendars."""
    calendar = Calendar()
    calendar.add("prodid", "-//passgenau//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.cancelled else "REQUEST")
    event = Event()
    begins = appointment.starts_at.astimezone(BERLIN)
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", begins)
    event.add("dtend", (appointment.starts_at + timedelta(minutes=appointment.minutes)).astimezone(BERLIN))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    organizer = vCalAddress(_ORGANIZER)
    organizer.params["CN"] = vText("passgenau")
    event["organizer"] = organizer
    calendar.add_component(event)
    near = begins.date()
    calendar.add_missing_timezones(first_date=near - _YEAR, last_date=near + _YEAR)
    return bytes(calendar.to_ical())
