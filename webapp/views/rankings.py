"""Rankings: who stands where and why, who is kept back and why, and the release to the employer service."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.access import Action
from matcher.errors import ConflictError, NotFoundError
from matcher.model import Reason
from matcher.spelling import clean
from matcher.store.ranked_runs import REST, Asked, people_under
from matcher.store.ranking_lists import Show, count_rankings, list_rankings
from matcher.store.rankings import Ranking, ranking_of, renewal_of, vacancy_under
from matcher.usecases.release_shortlist import ALREADY_RELEASED, NOT_RANKED, Released, release_shortlist
from matcher.usecases.renew_ranking import renew_ranking
from matcher.usecases.require_job_clearance import require_job_clearance
from matcher.usecases.view_ranking import view_ranking
from webapp.accounts import actor, work
from webapp.errors import status_of
from webapp.guard import guarded
from webapp.language import language

rankings = guarded(Blueprint("rankings", __name__), Action.SEE_RANKING)

_BLOCKS: Final = MappingProxyType(
    {
        "no_consent": _l("Einverständnis für den Arbeitgeberservice fehlt"),
        "l2_missing": _l("Freigabe für diese Stelle fehlt"),
        NOT_RANKED: _l("steht nicht auf der Rangliste"),
        ALREADY_RELEASED: _l("ist schon freigegeben"),
    }
)
_SHOWS: Final = MappingProxyType(
    {Show.ALL: _l("Alle"), Show.READY: _l("Wartet auf Freigabe"), Show.RENEWING: _l("Wird neu berechnet")}
)


@rankings.get("/rankings")
def index() -> ResponseReturnValue:
    show = next((item for item in Show if item == request.args.get("show")), Show.ALL)
    today = work().clock.today()
    with work().reading() as session:
        counts = count_rankings(session, today)
        listing = list_rankings(
            session, today, total=counts[show], show=show, page=request.args.get("page", 1, type=int)
        )
    return render_template("rankings/index.html", listing=listing, counts=counts, show=show, shows=_SHOWS)


@rankings.get("/rankings/<reference>")
def ranking(reference: str) -> ResponseReturnValue:
    return _page(view_ranking(work(), actor(), reference, _asked()))


@rankings.get("/rankings/<reference>/state")
def state(reference: str) -> ResponseReturnValue:
    """The notice that the list is being renewed; once it is done, the page reloads itself."""
    with work().reading() as session:
        renewal = renewal_of(session, reference, work().clock.today())
    if renewal is None:
        raise _unknown()
    answer = make_response(render_template("rankings/state.html", reference=reference, renewal=renewal))
    if not renewal.renewing or renewal.given_up:
        answer.headers["HX-Refresh"] = "true"
    return answer


@rankings.post("/rankings/<reference>/release")
def release(reference: str) -> ResponseReturnValue:
    chosen = [clean(code) for code in request.form.getlist("participant")]
    vacancy_id = _vacancy(reference)
    if not chosen:
        alert = _("Bitte mindestens eine Person ankreuzen.")
        return _page(_ranking(reference), alert=alert), 422
    with work().reading() as session:
        people = people_under(session, chosen)
    try:
        result = release_shortlist(work(), actor(), vacancy_id, people.values())
    except ConflictError as error:
        return _page(_ranking(reference), alert=error.message(language()), chosen=chosen), status_of(error)
    _tell(result, {participant_id: code for code, participant_id in people.items()})
    return redirect(url_for("rankings.ranking", reference=reference), 303)


@rankings.post("/rankings/<reference>/job-clearance")
def job_clearance(reference: str) -> ResponseReturnValue:
    """Whether the answer for this job is needed before anybody is released."""
    required = request.form.get("required") == "yes"
    require_job_clearance(work(), actor(), _vacancy(reference), required=required)
    if required:
        flash(_("Für diese Stelle braucht die Freigabe jetzt zuerst die Antwort zu dieser Stelle."), "success")
    else:
        flash(_("Für diese Stelle reicht zur Freigabe wieder die Vorprüfung."), "success")
    return redirect(url_for("rankings.ranking", reference=reference), 303)


@rankings.post("/rankings/<reference>/renew")
def renew(reference: str) -> ResponseReturnValue:
    renew_ranking(work(), actor(), _vacancy(reference))
    return redirect(url_for("rankings.ranking", reference=reference), 303)


def block_label(code: str) -> str:
    """What keeps a person from the employer service, in words."""
    if code in _BLOCKS:
        return str(_BLOCKS[code])
    return Reason(code).label(language())


def _tell(result: Released, codes: dict[int, str]) -> None:
    if result.released:
        people = ", ".join(codes[participant_id] for participant_id in result.released)
        flash(_("Für den Arbeitgeberservice freigegeben: %(people)s.", people=people), "success")
    if result.refused:
        people = "; ".join(f"{codes[who]} – {block_label(reason)}" for who, reason in sorted(result.refused.items()))
        flash(_("Nicht freigegeben: %(people)s.", people=people), "warning")


def _vacancy(reference: str) -> int:
    with work().reading() as session:
        vacancy_id = vacancy_under(session, reference)
    if vacancy_id is None:
        raise _unknown()
    return vacancy_id


def _ranking(reference: str) -> Ranking:
    with work().reading() as session:
        seen = ranking_of(session, reference, work().clock.today(), _asked())
    if seen is None:
        raise _unknown()
    return seen


def _asked() -> Asked:
    return Asked(
        opened=request.args.get("group", ""),
        page=request.args.get("page", 1, type=int),
        code=clean(request.args.get("code", "")).upper(),
    )


def _unknown() -> NotFoundError:
    return NotFoundError(
        "Diese Stelle gibt es nicht. Bitte die Kennung prüfen.",
        "There is no such vacancy. Please check the reference.",
    )


def _page(seen: Ranking, *, alert: str = "", chosen: Collection[str] = ()) -> str:
    return render_template(
        "rankings/ranking.html",
        seen=seen,
        chosen=frozenset(chosen),
        behind=REST,
        wanted=_asked().code,
        block_label=block_label,
        alert=alert,
    )
