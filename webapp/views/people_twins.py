"""Two records of one person: who looks alike, both side by side, merged by a decision and taken apart again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.errors import ConflictError, InvalidInputError, NotFoundError
from matcher.spelling import clean
from matcher.store.merge_effects import effects_of
from matcher.store.merges import absorbed_by, known_people
from matcher.store.portraits import Portrait
from matcher.twins import Known, find_twins
from matcher.usecases.merge_participants import CHOICES, merge_participants
from matcher.usecases.undo_merge import undo_merge
from webapp.accounts import actor, work
from webapp.language import language
from webapp.summaries import summary_of
from webapp.views.people_edit import SECTIONS
from webapp.views.people_found import person_for


def twins(code: str) -> ResponseReturnValue:
    """Who may be the same person, the likeliest first; or a code that somebody knows better."""
    portrait = person_for(code, Action.MERGE_PARTICIPANTS).portrait
    return _twins_page(portrait)


def _twins_page(portrait: Portrait, *, typed: str = "", refused: str | None = None) -> ResponseReturnValue:
    identity = portrait.identity
    person = Known("", identity.given_name, identity.family_name, identity.birth_date)
    with work().reading() as reading:
        others = [known for known in known_people(reading) if known.code != portrait.code]
        merged = absorbed_by(reading, portrait.id)
    found = tuple(dict.fromkeys(find_twins(person, others)))
    page = render_template(
        "people/twins.html",
        portrait=portrait,
        found=[person_for(other, Action.MERGE_PARTICIPANTS).portrait for other in found],
        merged=merged,
        typed=typed,
        refused=refused,
        summary_of=summary_of,
    )
    return page, 422 if refused else 200


def merge(code: str) -> ResponseReturnValue:
    """Both side by side; where they differ, somebody says who is right. Nothing is decided by looking."""
    kept = person_for(code, Action.MERGE_PARTICIPANTS).portrait
    typed = clean(request.values.get("other", ""))[:20].upper()
    try:
        other = person_for(typed, Action.MERGE_PARTICIPANTS).portrait
    except NotFoundError as error:
        return _twins_page(kept, typed=typed, refused=error.message(language()))
    if request.method == "POST":
        taken = frozenset(section for section in CHOICES if request.form.get(f"take-{section}") == "other")
        try:
            merge_participants(work(), actor(), kept.id, other.id, taken=taken)
        except (ConflictError, InvalidInputError) as error:
            return _merge_page(kept, other, taken, error.message(language())), 409
        flash(_("%(other)s führt jetzt zu %(code)s.", other=other.code, code=kept.code), "success")
        return redirect(url_for("people.person", code=kept.code), 303)
    if kept.id == other.id:
        return _twins_page(kept, typed=typed, refused=_("Das ist dasselbe Kürzel. Bitte das andere eingeben."))
    return _merge_page(kept, other, frozenset())


def _merge_page(kept: Portrait, other: Portrait, taken: frozenset[str], refused: str | None = None) -> str:
    with work().reading() as reading:
        effects = effects_of(reading, other.id)
    return render_template(
        "people/merge.html",
        portrait=kept,
        second=other,
        sides=[_side(section, kept, other) for section in CHOICES],
        taken=taken,
        effects=effects,
        refused=refused,
    )


def _side(section: str, kept: Portrait, other: Portrait) -> dict[str, Any]:
    mine, theirs = summary_of(section, kept), summary_of(section, other)
    return {
        "name": section,
        "title": SECTIONS[section].title,
        "mine": mine,
        "theirs": theirs,
        "differ": bool(mine) and bool(theirs) and mine != theirs,
    }


def unmerge(code: str, merge_id: int) -> ResponseReturnValue:
    """Both codes stand for themselves again."""
    kept = person_for(code, Action.MERGE_PARTICIPANTS).portrait
    try:
        done = undo_merge(work(), actor(), merge_id)
    except ConflictError as error:
        flash(error.message(language()), "warning")
        return redirect(url_for("people.person", code=kept.code), 303)
    flash(_("%(code)s steht wieder für sich.", code=done.code), "success")
    if done.left:
        names = ", ".join(str(SECTIONS[section].title) for section in done.left)
        flash(_("Das wurde inzwischen geändert und bleibt, wie es ist: %(names)s.", names=names), "warning")
    return redirect(url_for("people.person", code=kept.code), 303)
