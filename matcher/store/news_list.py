"""News for an account, and who has taken note of what it published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.access import Action, Actor, reach
from matcher.model import Role
from matcher.store import tables
from matcher.store.actors import holders
from matcher.store.tables.news import NewsKind

_MOST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine:
    id: int
    kind: NewsKind
    title: str
    text: str
    valid_from: date | None
    published_at: datetime
    by: str
    concerns_me: bool
    taken_note: bool
    missing: tuple[str, ...] | None
    """Names of those who have not taken note; None where the reader need not know."""
    withdrawable: bool


def list_news(session: Session, actor: Actor) -> tuple[NewsLine, ...]:
    """What still stands and concerns the actor, or was published by partners: unread first, then the newest."""
    news, account, taken = tables.News, tables.Account, tables.NewsAcknowledgement
    rows = session.execute(
        select(news, account.name)
        .join(account, account.id == news.published_by)
        .where(news.withdrawn_at.is_(None))
        .order_by(news.published_at.desc(), news.id.desc())
        .limit(_MOST)
    ).all()
    ids = [row.id for row, _ in rows]
    noted: dict[int, set[int]] = {}
    for row in session.execute(select(taken.news_id, taken.account_id).where(taken.news_id.in_(ids))):
        noted.setdefault(row.news_id, set()).add(row.account_id)
    by_role = holders(session) if _publishes(actor) else {}
    lines = [
        _line(row, name, actor, noted.get(row.id, set()), by_role)
        for row, name in rows
        if _publishes(actor) or _concerns(row, actor)
    ]
    return tuple(sorted(lines, key=lambda line: not line.concerns_me or line.taken_note))


def _line(row: tables.News, name: str, actor: Actor, noted: set[int], by_role: dict[Role, dict[int, str]]) -> NewsLine:
    mine = row.published_by == actor.id
    sees = mine or Role.COORDINATOR in actor.roles
    return NewsLine(
        id=row.id,
        kind=row.kind,
        title=row.title,
        text=row.text,
        valid_from=row.valid_from,
        published_at=row.published_at,
        by=name,
        concerns_me=_concerns(row, actor) and not mine,
        taken_note=actor.id in noted,
        missing=_missing(row, noted, by_role) if sees else None,
        withdrawable=sees,
    )


def _missing(row: tables.News, noted: set[int], by_role: dict[Role, dict[int, str]]) -> tuple[str, ...]:
    addressed = {key: name for role in row.roles for key, name in by_role.get(Role(role), {}).items()}
    left = {key: name for key, name in addressed.items() if key not in noted and key != row.published_by}
    return tuple(sorted(left.values()))


def _concerns(row: tables.News, actor: Actor) -> bool:
    return bool({str(role) for role in actor.roles} & set(map(str, row.roles)))


def _publishes(actor: Actor) -> bool:
    return reach(actor, Action.PUBLISH_NEWS) is not None
