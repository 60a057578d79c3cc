"""Drafts of the criteria: written by one person, put in force by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.curves import curves
from matcher.errors import ConflictError, InvalidCriteriaError, InvalidInputError, NotFoundError
from matcher.preview import Comparison
from matcher.ranking import Criteria
from matcher.spelling import clean
from matcher.store.criteria import Draft, Steering, Version, draft_of, shares_in_top, steering, versions
from matcher.store.tables.drafts import DraftState
from matcher.store.trials import Choice, Trial, choices, newest_trial
from matcher.usecases.activate_criteria import activate_criteria
from matcher.usecases.discard_draft import discard_draft
from matcher.usecases.propose_draft import propose_draft
from matcher.usecases.save_draft import save_draft
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.forms.criteria import CURVE_WORDS, ActivateForm, CriteriaForm, changes, form_for, slider_end
from webapp.forms.refusals import show_refusal
from webapp.language import language

DEFAULT_VACANCIES: Final = 3
"""Vacancies that a preview begins with: those with the most people on their list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What lies beside a draft: the version in force, who may put it in force, what it can be tried on."""

    active: Version
    draft: Draft | None
    steering: tuple[Steering, ...]
    choices: tuple[Choice, ...]
    shares: dict[Any, float]
    trial: Trial | None

    @property
    def tried(self) -> bool:
        """The trial speaks of this very draft against the criteria that are in force now."""
        known, trial = self.draft, self.trial
        return (
            known is not None
            and trial is not None
            and (trial.revision, trial.against) == (known.revision, self.active.number)
        )

    @property
    def others(self) -> list[Steering]:
        """Whoever may put the draft in force, its author apart."""
        return [person for person in self.steering if self.draft and person.account_id != self.draft.changed_by]

    @property
    def closed(self) -> bool:
        return self.draft is not None and self.draft.state in {DraftState.ACTIVATED, DraftState.DISCARDED}

    def may_activate(self, account_id: int) -> bool:
        """A second person once the draft is submitted; the author where there is nobody else."""
        if self.draft is None or self.closed:
            return False
        if account_id == self.draft.changed_by:
            return not self.others
        return self.draft.state is DraftState.PROPOSED

    def chosen(self, references: list[str]) -> list[str]:
        """The vacancies to look at: those picked, else the ones with the most people."""
        known = {choice.reference for choice in self.choices}
        picked = [reference for reference in dict.fromkeys(references) if reference in known]
        return picked or [choice.reference for choice in self.choices[:DEFAULT_VACANCIES]]


def new() -> ResponseReturnValue:
    desk = desk_of(None)
    return page(desk, form_for(desk.active.content, desk.active.content))


def create() -> ResponseReturnValue:
    desk = desk_of(None)
    form = form_for(desk.active.content, desk.active.content, request.form)
    return _saved(desk, form)


def draft(draft_id: int) -> ResponseReturnValue:
    desk = desk_of(draft_id)
    return page(desk, filled(desk))


def save(draft_id: int) -> ResponseReturnValue:
    desk = desk_of(draft_id)
    return _saved(desk, filled(desk, request.form))


def propose(draft_id: int) -> ResponseReturnValue:
    return _stepped(draft_id, propose_draft, _("Vorgelegt. Jetzt kann eine zweite Person den Entwurf in Kraft setzen."))


def discard(draft_id: int) -> ResponseReturnValue:
    return _stepped(draft_id, discard_draft, _("Der Entwurf ist verworfen."))


def activate(draft_id: int) -> ResponseReturnValue:
    """The draft is in force; every open vacancy is ranked again."""
    desk, form = desk_of(draft_id), ActivateForm()
    if not form.validate():
        return page(desk, filled(desk), activation=form), 422
    try:
        made = activate_criteria(
            work(),
            actor(),
            draft_id,
            revision=form.revision.data or 0,
            against=form.against.data or 0,
            comment=form.comment.data,
        )
    except InvalidInputError as error:
        show_refusal(form, error)
        return page(desk, filled(desk), activation=form), 422
    except ConflictError as error:
        now = desk_of(draft_id)
        for field, seen in (
            (form.revision, now.draft.revision if now.draft else 0),
            (form.against, now.active.number),
        ):
            field.raw_data, field.data = None, seen
        return page(now, filled(now), activation=form, alert=error.message(language())), status_of(error)
    flash(_("Version %(number)s gilt. Alle offenen Stellen werden neu berechnet.", number=made.number), "success")
    return redirect(url_for("criteria.index"), 303)


def desk_of(draft_id: int | None, *, whole: bool = True) -> Desk:
    """The draft's desk; without what only the page shows where a part of it is wanted quickly."""
    with work().reading() as session:
        found = draft_of(session, draft_id) if draft_id else None
        known = versions(session)
        if not known or (draft_id and found is None):
            raise NotFoundError(
                "Diesen Entwurf gibt es nicht. Bitte unter „Kriterien“ nachsehen.",
                "There is no such draft. Please look under “Criteria”.",
            )
        return Desk(
            active=known[0],
            draft=found,
            steering=steering(session),
            choices=choices(session, picked_vacancies()) if whole else (),
            shares=shares_in_top(session) if whole else {},
            trial=newest_trial(session, found.id) if found else None,
        )


def picked_vacancies() -> list[str]:
    """References that were chosen or typed, each once."""
    typed = (clean(reference).upper() for reference in request.form.getlist("vacancy"))
    return list(dict.fromkeys(reference for reference in typed if reference))


def filled(desk: Desk, formdata: Any = None) -> CriteriaForm:
    """The draft's form, as saved or as typed."""
    if desk.draft is None:
        return form_for(desk.active.content, desk.active.content, formdata)
    known = desk.draft
    return form_for(
        desk.active.content,
        known.content,
        formdata,
        name=known.name,
        note=known.note,
        revision=known.revision,
    )


def page(
    desk: Desk,
    form: CriteriaForm,
    *,
    activation: ActivateForm | None = None,
    comparisons: tuple[Comparison, ...] | None = None,
    alert: str = "",
) -> str:
    """The draft with its sliders, the preview, and what can be done with it."""
    content = desk.draft.content if desk.draft else desk.active.content
    criteria = Criteria.from_dict(content)
    return render_template(
        "criteria/draft.html",
        desk=desk,
        form=form,
        activation=activation or _activation(desk),
        may_activate=desk.may_activate(actor().id),
        mine=desk.draft is not None and desk.draft.changed_by == actor().id,
        states=DraftState,
        curves=curves(criteria, work().clock.today()),
        curve_words=CURVE_WORDS,
        slider_end=slider_end,
        chosen=desk.chosen(picked_vacancies()),
        changes=list(changes(content, desk.active.content)),
        comparisons=comparisons,
        alert=alert,
    )


def _activation(desk: Desk) -> ActivateForm:
    seen = desk.draft.revision if desk.draft else 0
    return ActivateForm(None, data={"revision": seen, "against": desk.active.number})


def _saved(desk: Desk, form: CriteriaForm) -> ResponseReturnValue:
    known = desk.draft.id if desk.draft else None
    if not form.validate():
        return page(desk, form), 422
    try:
        made = save_draft(
            work(),
            actor(),
            form.content(),
            name=form.name.data,
            note=form.note.data,
            draft_id=known,
            revision=form.revision.data or 0,
            submission=form.submission.data or "",
        )
    except InvalidCriteriaError as error:
        form.blame(error)
        return page(desk, form), 422
    except InvalidInputError as error:
        show_refusal(form, error)
        return page(desk, form), 422
    except ConflictError as error:
        return _collided(known, error)
    flash(_("Gespeichert. Es gilt weiter Version %(number)s.", number=desk.active.number), "success")
    return redirect(url_for("criteria.draft", draft_id=made), 303)


def _collided(draft_id: int | None, error: ConflictError) -> ResponseReturnValue:
    """The form as typed, beside what somebody else has saved meanwhile; saving again is then possible."""
    now = desk_of(draft_id)
    form = filled(now, request.form)
    if now.draft is not None:
        form.revision.raw_data, form.revision.data = None, now.draft.revision
    return page(now, form, alert=error.message(language())), status_of(error)


def _stepped(draft_id: int, step: Any, said: str) -> ResponseReturnValue:
    """One step of the draft by a button; a conflict shows the draft as it is now."""
    try:
        step(work(), actor(), draft_id, revision=request.form.get("revision", 0, type=int))
    except ConflictError as error:
        now = desk_of(draft_id)
        return page(now, filled(now), alert=error.message(language())), status_of(error)
    flash(said, "success")
    return redirect(url_for("criteria.draft", draft_id=draft_id), 303)
