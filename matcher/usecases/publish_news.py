"""Tell the partners what changed in law or procedures (5, 7(7)), take a note of it, take a piece of news back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from matcher.access import Action, Actor
from matcher.errors import InvalidInputError, NotFoundError
from matcher.model import Role
from matcher.spelling import clean
from matcher.store import tables
from matcher.store.actors import accounts_with
from matcher.store.tables.messages import NotificationKind
from matcher.store.tables.news import NewsKind
from matcher.usecases.check_identity import require_length
from matcher.usecases.once import earlier_result, once, remember
from matcher.usecases.permission import require
from matcher.usecases.require_nobody_named import require_nobody_named
from matcher.usecases.work import Work

ADDRESSED = tuple(role for role in Role if role is not Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEntry:
    kind: NewsKind
    title: str
    text: str
    valid_from: date | None = None
    roles: Collection[Role] = ()


def publish_news(work: Work, actor: Actor, entry: NewsEntry, *, submission: str) -> int:
    """Its id; everybody who has to take note is told.

    Raises:
        InvalidInputError: names the field: nothing written, nobody addressed, or somebody named.

    """
    require(actor, Action.PUBLISH_NEWS)
    title, text = clean(entry.title), entry.text.strip()
    for field, value, longest in (("title", title, 200), ("text", text, 4000)):
        if not value:
            raise InvalidInputError(field, "Bitte ausfüllen.", "Please fill this in.")
        require_length(field, value, longest)
    roles = [role for role in ADDRESSED if role in set(entry.roles)]
    if not roles:
        raise InvalidInputError("roles", "Bitte wählen, wen es angeht.", "Please choose whom it concerns.")
    with work.unit(actor) as unit:
        if not once(unit, submission, actor.id):
            return int(earlier_result(unit, submission, actor.id)["news"])
        require_nobody_named(unit, actor, {"title": title, "text": text})
        row = tables.News(
            kind=entry.kind,
            title=title,
            text=text,
            valid_from=entry.valid_from,
            roles=[str(role) for role in roles],
            published_at=unit.at,
            published_by=actor.id,
        )
        unit.session.add(row)
        unit.session.flush()
        for account_id in accounts_with(unit.session, roles):
            if account_id != actor.id:
                unit.notify(NotificationKind.NEWS_PUBLISHED, ("news", row.id), account=account_id)
        remember(unit, submission, actor.id, news=row.id)
        unit.record("publish_news", "news", row.id)
        return row.id


def acknowledge_news(work: Work, actor: Actor, news_id: int) -> None:
    """The account has taken note; once is enough."""
    require(actor, Action.EXCHANGE)
    with work.unit(actor) as unit:
        row = unit.session.get(tables.News, news_id)
        if row is None or row.withdrawn_at is not None or not {str(role) for role in actor.roles} & set(row.roles):
            raise NotFoundError("Diese Nachricht gibt es hier nicht.", "There is no such news here.")
        try:
            with unit.session.begin_nested():
                unit.session.add(tables.NewsAcknowledgement(news_id=news_id, account_id=actor.id, at=unit.at))
        except IntegrityError:
            return
        unit.record("acknowledge_news", "news", news_id)


def withdraw_news(work: Work, actor: Actor, news_id: int) -> None:
    """It was wrong, or is out of date; its author and the coordinator may say so."""
    require(actor, Action.PUBLISH_NEWS)
    with work.unit(actor) as unit:
        row = unit.session.get(tables.News, news_id, with_for_update=True)
        if row is None or not (row.published_by == actor.id or Role.COORDINATOR in actor.roles):
            raise NotFoundError("Diese Nachricht gibt es hier nicht.", "There is no such news here.")
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by = unit.at, actor.id
            unit.session.flush()
            unit.record("withdraw_news", "news", news_id)
