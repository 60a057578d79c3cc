"""The pre-check: where each kind of employment stands, and one action that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.agenda import PRECHECK_WARNING, Prospect, Situation
from matcher.errors import ConflictError, GateClosedError
from matcher.model import Answer, Kind, Mode, Reason
from matcher.store.past_decisions import past_decisions
from matcher.store.unlocks import unlocks
from matcher.usecases.ask_precheck import ask_precheck
from matcher.usecases.send_request import Asked
from webapp.accounts import actor, work
from webapp.forms.consents import PrecheckForm
from webapp.forms.entry_fields import labels_of
from webapp.forms.people import OFFERED_KINDS
from webapp.language import language
from webapp.views.people_found import person_for
from webapp.words import day, day_distance, label

_ASKABLE: Final = frozenset({Reason.PRECHECK_MISSING, Reason.PRECHECK_EXPIRED})
_BADGES: Final = MappingProxyType(
    {
        Reason.PRECHECK_MISSING: ("warning", _l("Vorprüfung fehlt")),
        Reason.PRECHECK_EXPIRED: ("warning", _l("Vorprüfung abgelaufen")),
        Reason.PRECHECK_OBJECTION: ("danger", _l("Bedenken")),
        Reason.PROHIBITED: ("danger", _l("zurzeit nicht erlaubt")),
        Reason.HOLD: ("warning", _l("noch nicht geprüft")),
        Reason.STOPPED: ("warning", _l("Vermittlungsstopp")),
        Reason.NOT_PARTICIPATING: ("warning", _l("nimmt nicht teil")),
    }
)
_HOW: Final = MappingProxyType(
    {
        Mode.INFORMATIVE: _l("Die Ausländerbehörde bekommt eine Mitteilung. Danach geht es weiter."),
        Mode.CONSULT: _l("Die Ausländerbehörde hat eine Frist. Danach geht es auch ohne Antwort weiter."),
        Mode.CONSENT: _l("Es geht erst weiter, wenn die Ausländerbehörde zustimmt."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindState:
    """What the gate says of a person and one kind of employment, in words."""

    kind: Kind
    badge: tuple[str, str]
    sentence: str
    askable: bool
    lacks_fact: bool
    opens: int
    """Lists that the authority's answer would open; 0 where nothing is to be asked."""


def prospects_of(situation: Situation) -> list[KindState]:
    """Each kind that matters to the person, what opens most first; nothing before a document is recorded."""
    if not situation.has_document:
        return []
    with work().reading() as session:
        opens = unlocks(session, [situation.participant_id])
    states = [_state(prospect, opens[situation.participant_id, prospect.kind]) for prospect in situation.prospects]
    return sorted(states, key=lambda state: -state.opens)


def _state(prospect: Prospect, opens: int) -> KindState:
    return KindState(
        kind=prospect.kind,
        badge=_badge(prospect),
        sentence=_sentence(prospect),
        askable=_is_askable(prospect),
        lacks_fact=prospect.blocked_by is Reason.HOLD,
        opens=opens if prospect.waits or _is_askable(prospect) else 0,
    )


def _is_askable(prospect: Prospect) -> bool:
    if prospect.waits:
        return False
    if prospect.blocked_by is not None:
        return prospect.blocked_by in _ASKABLE
    ends = prospect.valid_until is not None and prospect.valid_until - work().clock.today() <= PRECHECK_WARNING
    return ends or prospect.answer is None


def _badge(prospect: Prospect) -> tuple[str, str]:
    if prospect.waits:
        return "info", _("Ausländerbehörde prüft")
    if prospect.blocked_by is not None:
        kind, text = _BADGES.get(prospect.blocked_by, ("warning", prospect.blocked_by.label(language())))
        return kind, str(text)
    return "success", label(prospect.answer) if prospect.answer else _("erlaubt")


def _sentence(prospect: Prospect) -> str:
    if prospect.waits:
        asked = _("Gefragt am %(day)s.", day=day(prospect.asked_on))
        if prospect.deadline is None:
            return f"{asked} {_HOW[Mode.CONSENT]}"
        return f"{asked} " + _("Frist: %(when)s.", when=day_distance(prospect.deadline))
    if prospect.answer in {Answer.OBJECTION, Answer.REFUSED}:
        return _(
            "Antwort vom %(day)s. Bitte mit der Koordination besprechen, wie es weitergeht.",
            day=day(prospect.answered_on),
        )
    if prospect.blocked_by in _ASKABLE:
        return str(_HOW.get(prospect.mode, ""))
    if prospect.valid_until is not None:
        return _("Gilt bis %(when)s.", when=day_distance(prospect.valid_until))
    return prospect.reason_english if language() == "en" else prospect.reason_german


def precheck(code: str) -> ResponseReturnValue:
    """Ask for the kinds that are ticked, with the person's agreement; each is asked once."""
    view = person_for(code, Action.ASK_CLEARANCE)
    states = prospects_of(view.situation)
    form = PrecheckForm()
    form.kinds.choices = labels_of(OFFERED_KINDS + tuple(state.kind for state in states))
    refused: list[str] = []
    if form.validate_on_submit():
        sent, refused = _ask(view.portrait.id, form.chosen())
        if sent:
            for message in sent:
                flash(message, "success")
            for message in refused:
                flash(message, "warning")
            return redirect(url_for("people.precheck", code=view.portrait.code), 303)
    _offer(form, states)
    with work().reading() as session:
        past = past_decisions(session, view.portrait.id)
    page = render_template(
        "people/precheck.html",
        form=form,
        portrait=view.portrait,
        states=states,
        past=past,
        refused=refused,
        shows_all="all" in request.args,
        has_document=view.situation.has_document,
    )
    return page, 409 if refused else 422 if form.errors else 200


def _offer(form: PrecheckForm, states: list[KindState]) -> None:
    """Show what can be asked now, and the rarer kinds to whoever wants them; of one alone the box is ticked."""
    known = {state.kind for state in states}
    askable = [state.kind for state in states if state.askable]
    others = [kind for kind in OFFERED_KINDS if kind not in known]
    ticked = form.kinds.data or []
    offered = [*askable, *others] if "all" in request.args else askable
    form.kinds.choices = labels_of([*offered, *(kind for kind in Kind if kind in ticked and kind not in offered)])
    if not form.is_submitted() and len(askable) == 1:
        form.kinds.data = [str(askable[0])]


def _ask(participant_id: int, kinds: list[Kind]) -> tuple[list[str], list[str]]:
    """What was sent and what was refused, in words."""
    sent: list[str] = []
    refused: list[str] = []
    for kind in kinds:
        try:
            asked = ask_precheck(work(), actor(), participant_id, kind, agreed=True)
        except (GateClosedError, ConflictError) as error:
            refused.append(f"{label(kind)}: {error.message(language())}")
        else:
            sent.append(f"{label(kind)}: {_outcome(asked)}")
    return sent, refused


def _outcome(asked: Asked) -> str:
    if asked.title_checked:
        return _("Die Prüfung des Dokuments ist festgehalten. Die Ausländerbehörde wird nicht gefragt.")
    if asked.notice_recorded:
        return _("Die Mitteilung an die Ausländerbehörde ist gesendet. Es geht weiter.")
    return _("Die Anfrage ist bei der Ausländerbehörde. Die Antwort erscheint hier.")
