"""Keep a copy of a person's paper in their folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError
from matcher.interchange.papers import read_paper
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.tables.papers import Media, PaperKind
from matcher.store.unit import Unit
from matcher.store.vault import Vault
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require_for_person
from matcher.usecases.work import Work

MOST_PAPERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEntry:
    """A file as it was sent, and what it is said to be."""

    kind: PaperKind
    title: str
    content: bytes
    file_name: str


def keep_paper(
    work: Work, vault: Vault, actor: Actor, participant_id: int, entry: PaperEntry, *, submission: str
) -> int:
    """The paper's id; a form that is sent twice keeps one file.

    Raises:
        InvalidInputError: at `file` or `title`; nothing is kept.

    """
    with work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
    title = clean(entry.title) or entry.kind.german
    require_length("title", title, 200)
    paper = read_paper(entry.content, entry.file_name)
    with vault.keeping(paper.content) as key, work.unit(actor) as unit:
        require_for_person(unit, actor, Action.EDIT_PARTICIPANT, participant_id)
        if not once(unit, submission, actor.id):
            vault.forget(key)
            return int(earlier_result(unit, submission, actor.id)["paper"])
        _require_space(unit, participant_id)
        row = tables.Paper(
            participant_id=participant_id,
            kind=entry.kind,
            title=title,
            media=Media(paper.format),
            size=len(paper.content),
            pages=paper.pages,
            digest=hashlib.sha256(paper.content).hexdigest(),
            key=key,
            uploaded_at=unit.at,
            uploaded_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        remember(unit, submission, actor.id, paper=row.id)
        unit.record("keep_paper", "participant", participant_id, paper=row.id, kind=str(entry.kind))
        return row.id


def _require_space(unit: Unit, participant_id: int) -> None:
    kept = select(func.count(tables.Paper.id)).where(
        tables.Paper.participant_id == participant_id, tables.Paper.removed_at.is_(None)
    )
    if (unit.session.scalar(kept) or 0) >= MOST_PAPERS:
        raise InvalidInputError(
            "file",
            f"In dieser Mappe liegen schon {MOST_PAPERS} Unterlagen. Bitte erst alte entfernen.",
            f"There are {MOST_PAPERS} papers in this folder already. Please remove old ones first.",
        )
