"""Case files: lists of cases as a lawyer writes them, answered one by one.

Absent keys take the defaults of the case format; these defaults serve case files only. A document whose
end is written as null is one whose end nobody recorded, because titles, tolerations and permissions to
stay always have one. A case that cannot be read is answered `hold` and names the key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from matcher.clearance.books import default_packs
from matcher.clearance.decision import IN_DOUBT, NO_RULE, Decision, decide
from matcher.clearance.periods import add_months
from matcher.clearance.requests import InvalidCaseError, date_of, read_request, request_state, start_gate
from matcher.clearance.rules import PackSet
from matcher.model import AbhBar, Application, Facts, Job, Kind, Mode, Permit, Procedure, WorkNote

_CARRY_THE_NOTE: Final = ("gestattung", "duldung")
_HOURS_OF_A_WEEK: Final = 168


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    decision: Decision
    gate: str
    """`open`, `closed` or `stopped`: may the person start?"""
    ba_state: str | None
    readable: bool

    def as_json(self) -> dict[str, Any]:
        decision = self.decision
        return {
            "abh_mode": str(decision.mode),
            "ba_check": str(decision.ba_check),
            "until": decision.until.isoformat() if decision.until else None,
            "flags": list(decision.flags),
            "rule": decision.rule,
            "basis": decision.basis,
            "reason": decision.reason_german,
            "reason_english": decision.reason_english,
            "missing": list(decision.missing),
            "pack": decision.pack or None,
            "gate": self.gate,
            "ba_state": self.ba_state,
        }


def answer_case(case: Any, *, packs: PackSet | None = None) -> CaseAnswer:
    """Decide one case; what cannot be read holds and says which key is wrong."""
    try:
        case = _object({"case": case}, "case")
        on = _required_date(case.get("on"), "on")
        facts = read_facts(_object(case, "facts"), on)
        job = read_job(_object(case, "job"), on)
        request = read_request(case.get("request"))
        in_force = _bool(case, "agreement_in_force", default=True, where="")
    except InvalidCaseError as error:
        return CaseAnswer(_unreadable(str(error)), "closed", None, readable=False)
    packs = packs or default_packs()
    decision = decide(facts, job, on=on, packs=packs, agreement_in_force=in_force)
    pack = packs.for_date(on)
    return CaseAnswer(
        decision, start_gate(decision, request, on, pack), request_state(request, on, pack), readable=True
    )


def _unreadable(key: str) -> Decision:
    return Decision(
        mode=Mode.HOLD,
        rule=NO_RULE,
        basis=IN_DOUBT,
        pack="",
        missing=(key,),
        reason_german=f"Noch nicht geprüft, weil „{key}“ fehlt oder nicht lesbar ist; nächster Schritt: berichtigen.",
        reason_english=f"Not checked yet, because {key!r} is missing or unreadable; next step: correct it.",
    )


def read_facts(given: Mapping[str, Any], on: date) -> Facts:
    """Facts of a case file, with its defaults."""
    _no_other_keys(given, {field.name for field in fields(Facts)} - {"document_expiry_known"}, "facts")
    status = given.get("status")
    if not isinstance(status, str):
        raise InvalidCaseError("facts.status")
    days: dict[str, Any] = {name: date_of(given.get(name), f"facts.{name}") for name in _SINCE}
    flags: dict[str, Any] = {name: _bool(given, name, default=False) for name in _FLAGS}
    key_days: dict[str, Any] = {name: frozenset(_dates(given.get(name, []), f"facts.{name}")) for name in _DAYS}
    return Facts(
        status=status,
        nationality=_text(given, "nationality"),
        document_valid_until=date_of(given.get("document_valid_until", _in_a_year(on)), "facts.document_valid_until"),
        document_expiry_known=given.get("document_valid_until", on) is not None,
        work_note=_coded(WorkNote, given, "work_note", _default_note(status)),
        permit=_permit(given.get("permit")),
        application=_coded(Application, given, "application", None),
        procedure=_coded(Procedure, given, "procedure", Procedure.ORDINARY),
        abh_bars=frozenset(_members(AbhBar, given.get("abh_bars", []), "facts.abh_bars")),
        applied_for=frozenset(_texts(given.get("applied_for", []), "facts.applied_for")),
        old_title=_text(given, "old_title"),
        **days,
        **flags,
        **key_days,
    )


_SINCE: Final = ("status_since", "stay_since", "registered_on", "applied_on")
_FLAGS: Final = (
    "in_reception_centre",
    "identity_by_passport",
    "permit_during_procedure",
    "unaccompanied_minor",
    "child_welfare",
    "recognised_status",
    "card_ordered",
    "identity_measures_met",
)
_DAYS: Final = ("tolerated_on", "permit_on", "title_valid_on")


def read_job(given: Mapping[str, Any], on: date) -> Job:
    """The job of a case file, with its defaults."""
    _no_other_keys(given, {field.name for field in fields(Job)}, "job")
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in set(Kind):
        raise InvalidCaseError("job.kind")
    return Job(
        kind=Kind(kind),
        employer=_text(given, "employer", "job"),
        start=date_of(given.get("start"), "job.start") or on,
        until=date_of(given.get("until"), "job.until"),
        weekly_hours=_hours(given.get("weekly_hours"), "job.weekly_hours"),
        skilled=_bool(given, "skilled", default=False, where="job"),
        agency_district=_text(given, "agency_district", "job") or "Cottbus",
        named_in_title=_bool(given, "named_in_title", default=False, where="job"),
    )


def _default_note(status: str) -> WorkNote:
    return WorkNote.NUR_MIT_ERLAUBNIS if status.startswith(_CARRY_THE_NOTE) else WorkNote.NONE


def _in_a_year(on: date) -> str:
    return add_months(on, 12).isoformat()


def _object(case: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = case.get(key)
    if not isinstance(value, dict):
        raise InvalidCaseError(key)
    return value


def _required_date(value: Any, key: str) -> date:
    day = date_of(value, key)
    if day is None:
        raise InvalidCaseError(key)
    return day


def _no_other_keys(given: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise InvalidCaseError(f"{where}.{key}")


def _hours(value: Any, key: str) -> float | None:
    """Hours of a week; only what can be a number of them."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _HOURS_OF_A_WEEK:
        raise InvalidCaseError(key)
    return value


def _texts(values: Any, key: str) -> list[str]:
    if not all(isinstance(value, str) for value in _list(values, key)):
        raise InvalidCaseError(key)
    return list(values)


def _list(value: Any, key: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidCaseError(key)
    return value


def _dates(values: Any, key: str) -> list[date]:
    found = [date_of(value, key) for value in _list(values, key)]
    return [day for day in found if day is not None]


def _text(given: Mapping[str, Any], key: str, where: str = "facts") -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidCaseError(f"{where}.{key}")
    return value


def _bool(given: Mapping[str, Any], key: str, *, default: bool, where: str = "facts") -> bool:
    value = given.get(key, default)
    if not isinstance(value, bool):
        raise InvalidCaseError(f"{where}.{key}".lstrip("."))
    return value


def _coded(codes: Callable[[str], Any], given: Mapping[str, Any], key: str, default: Any) -> Any:
    value = given.get(key)
    if value is None:
        return default
    try:
        return codes(value)
    except ValueError as error:
        raise InvalidCaseError(f"facts.{key}") from error


def _members(codes: Callable[[str], AbhBar], values: Any, key: str) -> list[AbhBar]:
    try:
        return [codes(value) for value in _list(values, key)]
    except ValueError as error:
        raise InvalidCaseError(key) from error


def _permit(value: Any) -> Permit | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidCaseError("facts.permit")
    _no_other_keys(value, {field.name for field in fields(Permit)}, "facts.permit")
    begins, ends = (date_of(value.get(key), f"facts.permit.{key}") for key in ("valid_from", "valid_until"))
    kind = value.get("kind")
    if begins is None or ends is None or not isinstance(value.get("employer"), str):
        raise InvalidCaseError("facts.permit")
    if not isinstance(kind, str) or kind not in set(Kind):
        raise InvalidCaseError("facts.permit.kind")
    hours = _hours(value.get("weekly_hours"), "facts.permit.weekly_hours")
    return Permit(employer=value["employer"], kind=Kind(kind), valid_from=begins, valid_until=ends, weekly_hours=hours)
