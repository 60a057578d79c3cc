"""Where each next step is taken: the page behind a step, and what its button says."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.agenda import Step, StepKind
from webapp.words import day_distance


@dataclass(frozen=True, slots=True)
class _Target:
    endpoint: str
    section: str | None = None
    button: Any = None
    """None: the step's own label says what to do."""


_DOCUMENT: Final = _Target("people.edit", "document")
_PRECHECK: Final = _Target("people.precheck")
_TARGETS: Final = MappingProxyType(
    {
        StepKind.RENEW_DOCUMENT: _DOCUMENT,
        StepKind.RECORD_DOCUMENT: _DOCUMENT,
        StepKind.COMPLETE_FACTS: _DOCUMENT,
        StepKind.DOCUMENT_ENDS: _Target("people.edit", "document", _l("Neues Dokument eintragen")),
        StepKind.CONSENT: _Target("people.consents"),
        StepKind.CONSENT_AGS: _Target("people.consents"),
        StepKind.ASK_PRECHECK: _PRECHECK,
        StepKind.ASK_AGAIN: _PRECHECK,
        StepKind.PRECHECK_ENDS: _Target("people.precheck", button=_l("Vorprüfung erneut anfragen")),
        StepKind.OBJECTION: _Target("people.precheck", button=_l("Bedenken ansehen")),
        StepKind.AWAIT_ANSWER: _Target("people.precheck", button=_l("Stand ansehen")),
        StepKind.AWAIT_DATE: _Target("people.precheck", button=_l("Grund ansehen")),
        StepKind.MENTORSHIP_ENDS: _Target("mentorships.index", button=_l("Ende der Patenschaft klären")),
        StepKind.GERMAN: _Target("people.edit", "german"),
        StepKind.EXPERIENCE: _Target("people.edit", "experience"),
        StepKind.WISHES: _Target("people.edit", "wishes"),
    }
)


def step_url(step: Step) -> str:
    """The page on which the step is taken; the person's own page where there is nothing to take."""
    target = _TARGETS.get(step.kind)
    if target is None:
        return url_for("people.person", code=step.code)
    if target.section is None:
        return url_for(target.endpoint, code=step.code)
    return url_for(target.endpoint, code=step.code, section=target.section)


def step_button(step: Step, language: str) -> str:
    """What the step's button says."""
    target = _TARGETS.get(step.kind)
    return str(target.button) if target and target.button else step.kind.label(language)


def step_due(step: Step) -> str:
    """By when the step matters; of an expired document, since when it is."""
    if step.due is None:
        return ""
    if step.kind is StepKind.RENEW_DOCUMENT:
        return _("abgelaufen %(when)s", when=day_distance(step.due))
    return day_distance(step.due)
