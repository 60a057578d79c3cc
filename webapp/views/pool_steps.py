"""Next steps for all people together: what opens most, against the places there are, as a picture and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from matcher.access import Action
from matcher.courses import GERMAN_COURSES, Course, CourseKind
from matcher.model import Cefr
from matcher.occupations import name_of
from matcher.pool_steps import StepKind
from matcher.store.course_list import open_courses
from matcher.store.surveys import surveyed
from matcher.store.tables.surveys import SurveyKind
from matcher.usecases.ask_survey import ask_survey
from webapp.accounts import actor, work
from webapp.guard import guarded

pool_steps = guarded(Blueprint("pool_steps", __name__, url_prefix="/next-steps"), Action.SHARE_OUT)
SHOWN: Final = 12
"""Steps in picture and table; the others hardly open anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in words, what it opens for whom, and the places there are for it."""

    label: str
    kind: CourseKind
    people: int
    opens: int
    lifts: int
    free: int
    codes: tuple[str, ...]

    @property
    def missing(self) -> int:
        return max(0, self.people - self.free)


@pool_steps.get("")
def index() -> ResponseReturnValue:
    with work().reading() as session:
        found = surveyed(session, SurveyKind.POOL_STEPS)
        courses = open_courses(session, work().clock.today())
    result = found.known.result if found.known else None
    steps = [_step(goal, courses) for goal in result["goals"]] if result else []
    return render_template(
        "pool_steps/index.html",
        found=found,
        result=result,
        steps=steps[:SHOWN],
        most=max((max(step.people, step.free) for step in steps[:SHOWN]), default=1),
    )


@pool_steps.post("")
def ask() -> ResponseReturnValue:
    ask_survey(work(), actor(), SurveyKind.POOL_STEPS)
    return redirect(url_for("pool_steps.index"), 303)


@pool_steps.get("/state")
def state() -> ResponseReturnValue:
    return survey_state(SurveyKind.POOL_STEPS, "pool_steps")


def survey_state(kind: SurveyKind, endpoint: str) -> ResponseReturnValue:
    """How far the computation has come; once it is done, the page reloads itself."""
    with work().reading() as session:
        found = surveyed(session, kind)
    answer = make_response(render_template("pool_steps/state.html", found=found, endpoint=endpoint))
    if not found.waits:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _step(goal: dict[str, Any], courses: Sequence[Course]) -> Step:
    kind, what = StepKind(goal["kind"]), str(goal["what"])
    return Step(
        label=_label(kind, what),
        kind=_course_kind(kind),
        people=goal["people"],
        opens=goal["opens"],
        lifts=goal["lifts"],
        free=sum(course.free for course in courses if _serves(course, kind, what)),
        codes=tuple(goal["codes"]),
    )


def _label(kind: StepKind, what: str) -> str:
    if kind is StepKind.GERMAN:
        return _("Deutsch bis %(level)s", level=what)
    if kind is StepKind.LICENCE:
        return _("Staplerschein") if what == "STAPLER" else _("Führerschein %(licence)s", licence=what)
    return _("Anerkennung: %(group)s", group=name_of(what) or _("Beruf nicht bekannt"))


def _course_kind(kind: StepKind) -> CourseKind:
    return {
        StepKind.GERMAN: CourseKind.JOB_GERMAN,
        StepKind.LICENCE: CourseKind.LICENCE,
        StepKind.RECOGNITION: CourseKind.RECOGNITION,
    }[kind]


def _serves(course: Course, kind: StepKind, what: str) -> bool:
    """Whether a place in this course is one for the step."""
    if kind is StepKind.GERMAN:
        level = Cefr(what).steps
        return (
            course.kind in GERMAN_COURSES
            and course.level_to is not None
            and course.level_to.steps >= level
            and (course.level_from is None or course.level_from.steps < level)
        )
    if kind is StepKind.LICENCE:
        return course.kind is CourseKind.LICENCE and (course.licence or "").casefold() == what.casefold()
    return course.kind is CourseKind.RECOGNITION
