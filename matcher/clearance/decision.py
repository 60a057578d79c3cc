"""What the law and the agreement say of one person and one job on one day: the first rule that hits decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from matcher.clearance.agency import ba_check
from matcher.clearance.books import default_packs
from matcher.clearance.circumstances import stayed
from matcher.clearance.papers import last_day, permit_for_this_job
from matcher.clearance.periods import first_day_after
from matcher.clearance.rules import Pack, PackSet, Rule, Wait
from matcher.clearance.statuses import OUTSIDE, is_status, is_title
from matcher.clearance.vocabulary import CONDITIONS, Case, Verdict, both, negate
from matcher.clearance.words import CONTRADICTION, INCOMPLETE, hold_sentences, sentences
from matcher.model import BaCheck, Facts, Job, Kind, Mode

IN_DOUBT = "§ 24 VwVfG; im Zweifel geschlossen"
NO_RULE = "R00-00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer: how the authority is involved, what the agency checks, from when, and why."""

    mode: Mode
    ba_check: BaCheck = BaCheck.NONE
    until: date | None = None
    """First day after the waiting period that the rule names."""
    flags: tuple[str, ...] = ()
    rule: str
    basis: str
    evidence: str = "P"
    pack: str
    """Id of the pack that answered; empty where none speaks on this day."""
    opens_on: date | None = None
    """`until`, where no other ban stands on that day."""
    missing: tuple[str, ...] = ()
    """Facts without which nobody can tell."""
    title_check: bool = False
    carried_until: date | None = None
    """Last day on which document or permit carries this answer; None: they name no end."""
    reason_german: str
    reason_english: str


def decide(
    facts: Facts, job: Job, *, on: date, packs: PackSet | None = None, agreement_in_force: bool = True
) -> Decision:
    """Ask the pack of the day; whatever cannot be told is `hold` and names the missing facts.

    Args:
        facts: what is recorded of the person; None is unknown.
        job: what is known of the job; waiting periods and validity count at its start.
        on: day of the decision, which picks the pack.
        packs: packs to ask, by default those that ship with the house.
        agreement_in_force: False takes away what only the cooperation agreement asks for.

    """
    pack = (packs or default_packs()).for_date(on)
    if pack is None:
        return _hold(None, ("pack",))
    status, kind = facts.status, job.kind
    unknown = tuple(name for name, known in (("status", is_status(status)), ("kind", kind is not None)) if not known)
    if unknown or status is None or kind is None:
        return _hold(pack, unknown)
    start = max(on, job.start) if job.start else on
    case = Case(facts=facts, job=job, on=on, start=start, status=status, params=pack.params)
    return _Court(pack, agreement_in_force=agreement_in_force and pack.agreement_in_force).judge(case, kind)


class _Court:
    def __init__(self, pack: Pack, *, agreement_in_force: bool) -> None:
        self.pack = pack
        self.agreement_in_force = agreement_in_force

    def judge(self, case: Case, kind: Kind) -> Decision:
        rules = self.pack.rules_for(case.status, kind)
        for place, rule in enumerate(rules):
            verdict, until = _hits(rule, case)
            if verdict is False:
                continue
            if verdict is not True:
                return _hold(self.pack, tuple(sorted(verdict)))
            if rule.as_old_title:
                return self._as_old_title(rule, case, kind)
            if rule.yields_to_bans and (contradiction := _contradiction(rules[place + 1 :], case)) is not None:
                return _hold(self.pack, contradiction, rule, CONTRADICTION)
            return self._answer(rule, case, kind, until)
        return _hold(self.pack, ("status",))

    def _as_old_title(self, rule: Rule, case: Case, kind: Kind) -> Decision:
        old = case.facts.old_title
        if old is None or not (is_status(old) and is_title(old)):
            return _hold(self.pack, rule.names, rule)
        return self.judge(replace(case, status=old, by_fiction=True), kind)

    def _answer(self, rule: Rule, case: Case, kind: Kind, until: date | None) -> Decision:
        if rule.mode is Mode.HOLD:
            return _hold(self.pack, rule.names, rule)
        mode = Mode.NONE if rule.floor and not self.agreement_in_force else rule.mode
        if rule.instead and rule.instead.condition(case) is True:
            rule = replace(
                rule, flags=rule.instead.flags, german=rule.instead.german, english=rule.instead.english, instead=None
            )
        then = self.judge(replace(case, start=until), kind) if until else None
        german, english = sentences(rule, mode, until, then.mode if then else None)
        if then is not None and then.mode is Mode.PROHIBITED:
            german, english = then.reason_german, then.reason_english
        return Decision(
            mode=mode,
            ba_check=ba_check(rule, case) if mode is Mode.CONSENT else BaCheck.NONE,
            until=until,
            opens_on=then.opens_on if then is not None and then.mode is Mode.PROHIBITED else until,
            flags=rule.flags,
            rule=rule.id,
            basis=rule.basis,
            evidence=rule.evidence,
            pack=self.pack.id,
            title_check="title_check" in rule.flags,
            carried_until=_carried_until(case, mode),
            reason_german=german,
            reason_english=english,
        )


def _hits(rule: Rule, case: Case) -> tuple[Verdict, date | None]:
    """Whether the rule speaks; with a waiting period, also the first day after it."""
    verdict = rule.holds(case)
    if verdict is False or not rule.waits:
        return verdict, None
    running, until = _running(rule.waits, case)
    return both(verdict, running), until


def _running(waits: tuple[Wait, ...], case: Case) -> tuple[Verdict, date | None]:
    """The first waiting period that applies; where that is unknown, all that might apply must agree."""
    if not waits:
        return False, None
    applies = waits[0].condition(case)
    if applies is False:
        return _running(waits[1:], case)
    still, until = _still_running(waits[0].since, waits[0].months, case)
    if applies is True:
        return still, until
    otherwise, later = _running(waits[1:], case)
    if still is otherwise and isinstance(still, bool):
        return still, max(until, later) if until and later else until
    return applies, None


def _still_running(since: str, months: int, case: Case) -> tuple[Verdict, date | None]:
    known: date | None = getattr(case.facts, since)
    if known is None:
        return negate(stayed(case, months)) if since == "stay_since" else frozenset({since}), None
    ends = first_day_after(known, months)
    return case.start < ends, ends


def _contradiction(later: tuple[Rule, ...], case: Case) -> tuple[str, ...] | None:
    """Facts to look at again where, without the printed permission, a ban or an open question might answer."""
    unknown: frozenset[str] = frozenset()
    closed = False
    for rule in later:
        verdict = _hits(rule, case)[0]
        if verdict is False:
            continue
        closed |= rule.mode in {Mode.PROHIBITED, Mode.HOLD}
        if verdict is True:
            return (tuple(sorted(unknown)) or rule.names or ("work_note",)) if closed else None
        unknown |= verdict
    return tuple(sorted(unknown)) if closed else None


def _carried_until(case: Case, mode: Mode) -> date | None:
    """The document's last day; the permit's, where the permit alone makes the notice enough.

    The right of those outside the agreement's groups does not end with their card.
    """
    last = None if case.status in OUTSIDE else last_day(case)
    ends = [last] if isinstance(last, date) else []
    permit = case.facts.permit
    rests_on_permit = mode is Mode.INFORMATIVE and permit_for_this_job(case) is True
    if permit is not None and rests_on_permit and CONDITIONS["prints_employment"](case) is not True:
        ends.append(permit.valid_until)
    return min(ends) if ends else None


def _hold(
    pack: Pack | None, missing: tuple[str, ...], rule: Rule | None = None, why: tuple[str, str] | None = None
) -> Decision:
    german, english = hold_sentences(missing, why or ((rule.german, rule.english) if rule else INCOMPLETE))
    return Decision(
        mode=Mode.HOLD,
        rule=rule.id if rule else pack.hold_rule if pack else NO_RULE,
        basis=rule.basis if rule else IN_DOUBT,
        evidence=rule.evidence if rule else "P",
        pack=pack.id if pack else "",
        missing=missing,
        reason_german=german,
        reason_english=english,
    )
