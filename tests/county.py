"""A county of any size: seeded as the demo is, its lists ranked, and every page with something to show."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Final

from pypdf import PdfWriter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fixtures.dataset import Dataset
from fixtures.draw import Draw
from fixtures.generator import generate
from fixtures.jobs import employers, vacancies
from fixtures.logins import DOMAIN
from fixtures.people import people
from fixtures.seed import write_county
from fixtures.seed_accounts import Accounts
from matcher.access import Actor
from matcher.errors import ConflictError, GateClosedError, NotFoundError
from matcher.model import Recipient, Role
from matcher.ranking import Criteria
from matcher.store import tables
from matcher.store.participants import accompanied
from matcher.store.runs import current_run, rows_of
from matcher.store.session import Database
from matcher.store.tables.conferences import ConferenceKind
from matcher.store.tables.consents import SignedBy
from matcher.store.tables.inquiries import Addressee, InquiryTopic
from matcher.store.tables.news import NewsKind
from matcher.store.tables.papers import PaperKind
from matcher.store.tables.shortlists import EntryState, Verdict, VerdictReason
from matcher.store.tables.surveys import SurveyKind
from matcher.store.tables.vacancies import VacancyState
from matcher.store.vault import Vault
from matcher.usecases.answer_inquiry import answer_inquiry
from matcher.usecases.arrange_interview import Meeting, arrange_interview
from matcher.usecases.ask_partner import Question, ask_partner
from matcher.usecases.ask_survey import ask_survey
from matcher.usecases.ask_trial import ask_trial
from matcher.usecases.fill_agenda import add_item
from matcher.usecases.give_consent import Signature, give_consent
from matcher.usecases.import_people import import_people, upload_people
from matcher.usecases.import_vacancies import import_vacancies
from matcher.usecases.keep_paper import PaperEntry, keep_paper
from matcher.usecases.keep_vacancy_draft import keep_vacancy_draft
from matcher.usecases.plan_conference import ConferenceEntry, plan_conference
from matcher.usecases.plan_placement import Plan, plan_placement
from matcher.usecases.publish_news import NewsEntry, publish_news
from matcher.usecases.record_agreement import record_agreement
from matcher.usecases.record_firm_answer import FirmAnswer, record_firm_answer
from matcher.usecases.release_shortlist import release_shortlist
from matcher.usecases.review_entry import review_entry
from matcher.usecases.run_survey import run_survey
from matcher.usecases.run_trial import run_trial
from matcher.usecases.save_draft import save_draft
from matcher.usecases.start_placement import start_placement
from matcher.usecases.upload_vacancies import upload_vacancies
from matcher.usecases.work import Work
from matcher.usecases.write_note import note_on_entry, note_on_vacancy

_FIRMS: Final = 420
_HEADER: Final = "Kennung;Titel;Betrieb;Art;Beschreibung;PLZ;Stunden;Stundenlohn;Deutsch mindestens\n"


def seed_county(database: Database, many: int, jobs: int, *, password_hash: str = "none") -> Accounts:
    """As the demo is seeded, at another size, with exactly this many open vacancies and no shortlist."""
    data = _dataset(many, jobs, database.clock.today())
    accounts = write_county(database, data, seed=3, password_hash=password_hash)
    with database.writing() as session:
        _open_exactly(session, jobs)
        session.commit()
    return accounts


def _open_exactly(session: Session, jobs: int) -> None:
    vacancy = tables.Vacancy
    chosen = select(vacancy.id).order_by(vacancy.id).limit(jobs).scalar_subquery()
    session.execute(update(vacancy).values(state=VacancyState.PAUSED).where(vacancy.state == VacancyState.OPEN))
    session.execute(update(vacancy).values(state=VacancyState.OPEN, return_reason=None).where(vacancy.id.in_(chosen)))


def _dataset(many: int, jobs: int, on: date) -> Dataset:
    draw = Draw(7)
    mentors = generate("small", on=on).mentors
    persons = people(draw, many, len(mentors), on)
    firms, branches = employers(draw, min(_FIRMS, max(34, jobs // 3)))
    return Dataset(
        mentors=mentors,
        participants=persons,
        employers=firms,
        vacancies=vacancies(draw, max(jobs, 80), firms, branches, mentors, on),
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in a furnished county."""

    mentor: Actor
    coordinator: Actor
    ags: Actor


def cast_of(accounts: Accounts) -> Cast:
    return Cast(
        mentor=Actor(id=accounts.mentors[0], roles=frozenset({Role.MENTOR})),
        coordinator=Actor(id=accounts.coordinator, roles=frozenset({Role.COORDINATOR})),
        ags=Actor(id=accounts.ags, roles=frozenset({Role.AGS})),
    )


def furnish(work: Work, accounts: Accounts, papers: Path, *, lists: int, each: int = 6) -> None:
    """Shortlists with every stage from "released" to "at work", a tried draft, surveys, notes, papers, imports.

    Args:
        work: over a county that is ranked.
        accounts: its accounts.
        papers: the folder of the app's papers.
        lists: how many vacancies get a shortlist, those of the first mentor first.
        each: how many people are released for each of them; the first mentor accompanies those of the first two.

    """
    cast = cast_of(accounts)
    first: list[int] = []
    for number, vacancy_id in enumerate(_chosen(work, accounts, lists)):
        people = _best(work, vacancy_id, each, without=first)
        if number < 2:
            _accompany(work, cast.mentor, people)
        first = first or people
        for person in people:
            give_consent(
                work, cast.coordinator, person, [Recipient.EMPLOYER], language="de", given_on=work.clock.today()
            )
        release_shortlist(work, cast.coordinator, vacancy_id, people)
        courses = _COURSES if number else [lead for lead in _COURSES if lead is not _begins]
        for entry_id, lead in zip(_entries(work, vacancy_id), cycle(courses), strict=False):
            if _is_released(work, entry_id):  # whoever begins work leaves all other lists
                lead(work, cast, entry_id)
    _try_criteria(work, cast.coordinator)
    _survey(work, cast.coordinator)
    _write_down(work, cast, papers)
    _confer(work, cast)
    _ask(work, cast)
    _take_in(work, cast.coordinator, lists)
    for actor in (cast.mentor, cast.coordinator):
        _import(work, actor, lists)
        keep_vacancy_draft(work, actor, {"title": ["Helfer im Lager"], "employer": ["Muster"]}, submission="draft-key")


def _chosen(work: Work, accounts: Accounts, many: int) -> list[int]:
    """Open vacancies with somebody to release."""
    with work.reading() as session:
        vacancy, row = tables.Vacancy, tables.RankingRow
        free = select(tables.Run.vacancy_id).join(row, row.run_id == tables.Run.id).where(row.blocked_by.is_(None))
        query = select(vacancy.id).where(vacancy.state == VacancyState.OPEN, vacancy.id.in_(free))
        first = vacancy.acquired_by == accounts.mentors[0]
        return list(session.scalars(query.order_by(first.desc(), vacancy.id).limit(many)))


def _best(work: Work, vacancy_id: int, many: int, *, without: list[int]) -> list[int]:
    with work.reading() as session:
        run = current_run(session, vacancy_id)
        rows = rows_of(session, run.id) if run else ()
    return [row.participant_id for row in rows if row.blocked_by is None and row.participant_id not in without][:many]


def _accompany(work: Work, mentor: Actor, people: list[int]) -> None:
    with work.database.writing() as session:
        held = tables.Mentorship
        session.execute(
            update(held).where(held.participant_id.in_(people), held.ended_on.is_(None)).values(mentor_id=mentor.id)
        )
        session.commit()


def _entries(work: Work, vacancy_id: int) -> list[int]:
    with work.reading() as session:
        entry = tables.ShortlistEntry
        return list(session.scalars(select(entry.id).where(entry.vacancy_id == vacancy_id).order_by(entry.rank)))


def _is_released(work: Work, entry_id: int) -> bool:
    with work.reading() as session:
        return session.get_one(tables.ShortlistEntry, entry_id).state is EntryState.RELEASED


def _meets(work: Work, cast: Cast, entry_id: int) -> None:
    review_entry(work, cast.ags, entry_id, Verdict.PROPOSED)
    record_agreement(work, cast.coordinator, entry_id, agreed=True, said_on=work.clock.today())
    meeting = Meeting(
        starts_at=work.clock.now() + timedelta(days=2), minutes=45, place="Musterstraße 1, Wildau", accompanied=True
    )
    arrange_interview(work, cast.ags, entry_id, meeting)


def _begins(work: Work, cast: Cast, entry_id: int) -> None:
    """At work where the law lets the person begin at once, else planned."""
    review_entry(work, cast.ags, entry_id, Verdict.PROPOSED)
    record_agreement(work, cast.coordinator, entry_id, agreed=True, said_on=work.clock.today())
    record_firm_answer(work, cast.ags, entry_id, FirmAnswer.HIRES)
    plan_placement(work, cast.coordinator, entry_id, Plan(starts_on=work.clock.today()))
    try:
        start_placement(work, cast.coordinator, entry_id)
    except (GateClosedError, ConflictError):
        return


def _is_proposed(work: Work, cast: Cast, entry_id: int) -> None:
    review_entry(work, cast.ags, entry_id, Verdict.PROPOSED)


def _is_suitable(work: Work, cast: Cast, entry_id: int) -> None:
    review_entry(work, cast.ags, entry_id, Verdict.NOT_SUITABLE, reason=VerdictReason.HOURS)
    review_entry(work, cast.ags, entry_id, Verdict.SUITABLE)


def _waits(_work: Work, _cast: Cast, _entry_id: int) -> None:
    """Nobody has decided yet."""


_COURSES: Final = (_meets, _is_proposed, _is_suitable, _waits, _begins)


def _try_criteria(work: Work, coordinator: Actor) -> None:
    content = Criteria.default().to_dict()
    draft_id = save_draft(work, coordinator, content, name="Deutsch zählt weniger")
    ask_trial(work, coordinator, draft_id, revision=_revision(work, draft_id))
    run_trial(work)


def _survey(work: Work, coordinator: Actor) -> None:
    for kind in SurveyKind:
        ask_survey(work, coordinator, kind)
        run_survey(work)


def _write_down(work: Work, cast: Cast, papers: Path) -> None:
    """For those whom the first mentor accompanies a paper and a signed sheet; notes on their proposals and jobs."""
    with work.reading() as session:
        entry, held = tables.ShortlistEntry, tables.Mentorship
        own = select(held.participant_id).where(held.mentor_id == cast.mentor.id, held.ended_on.is_(None))
        rows = session.execute(
            select(entry.id, entry.participant_id, tables.Vacancy.reference)
            .join(tables.Vacancy, tables.Vacancy.id == entry.vacancy_id)
            .where(entry.participant_id.in_(own), entry.state == EntryState.RELEASED)
        ).all()
    pdf = _pdf()
    for row in rows:
        note_on_entry(work, cast.coordinator, row.id, "Bitte vor dem Gespräch anrufen.")
        note_on_vacancy(work, cast.coordinator, row.reference, "Der Betrieb meldet sich nächste Woche.")
    for person in {row.participant_id for row in rows}:
        paper = PaperEntry(kind=PaperKind.CERTIFICATE, title="Zeugnis", content=pdf, file_name="zeugnis.pdf")
        keep_paper(work, Vault(papers), cast.mentor, person, paper, submission=f"paper-of-{person}")
        scan = Signature(means=SignedBy.SCAN, content=pdf, content_type="application/pdf")
        give_consent(
            work, cast.mentor, person, list(Recipient), language="de", given_on=work.clock.today(), signature=scan
        )


def _ask(work: Work, cast: Cast) -> None:
    """News that everybody has to note, and questions with answers."""
    for number in range(3):
        entry = NewsEntry(kind=NewsKind.LAW, title=f"Neue Regel {number}", text="Gilt sofort.", roles=tuple(Role))
        publish_news(work, cast.coordinator, entry, submission=f"news-number-{number}")
        question = Question(
            addressee=Addressee.AGS, topic=InquiryTopic.FUNDING, subject=f"Frage {number}", text="Gibt es das?"
        )
        inquiry_id = ask_partner(work, cast.mentor, question, submission=f"question-{number}")
        with suppress(NotFoundError):  # outside office hours it has not arrived yet
            answer_inquiry(work, cast.ags, inquiry_id, "Ja.", submission=f"answer-{number}")


def _confer(work: Work, cast: Cast) -> None:
    """A conference with everybody who may come, about those whom the first mentor accompanies."""
    logins = ("mentor", "coordinator", "ags", "abh", "jobcenter", "county")
    entry = ConferenceEntry(
        kind=ConferenceKind.CASES,
        starts_at=work.clock.now() + timedelta(days=3),
        place="Wildau",
        guests=[account_of(work, login) for login in logins],
    )
    held = plan_conference(work, cast.coordinator, entry, submission="a-conference")
    with work.reading() as session:
        people = accompanied(session, cast.mentor.id)
        person = tables.Participant
        codes = session.scalars(select(person.code).where(person.id.in_(people))).all()
    for code in codes[:20]:
        add_item(work, cast.coordinator, held, code=code, detail="Wie geht es weiter?", submission=f"item-{code}")


def _pdf() -> bytes:
    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(210, 297)
    writer.write(target)
    return target.getvalue()


def _revision(work: Work, draft_id: int) -> int:
    with work.reading() as session:
        return session.get_one(tables.CriteriaDraft, draft_id).revision


def _import(work: Work, actor: Actor, many: int) -> None:
    """One file taken over, one that waits for its decision."""
    rows = "".join(
        f"I-{actor.id}-{number};Helfer {number};Importbetrieb;Arbeit;Regale füllen;15711;30;15,20;A2\n"
        for number in range(min(many, 40))
    )
    content = (_HEADER + rows).encode()
    taken = upload_vacancies(work, actor, content, "stellen.csv")
    import_vacancies(work, actor, taken, places=[2], firms={})
    upload_vacancies(work, actor, content, "noch-mehr-stellen.csv")


def _take_in(work: Work, coordinator: Actor, many: int) -> None:
    """A file of people taken over, and one that waits for its decision."""
    for number in range(2):
        rows = "".join(f"Kodara;Zimbelov{number}{place};15711;B1\n" for place in range(min(many, 40)))
        content = ("Vorname;Nachname;PLZ;Deutsch\n" + rows).encode()
        import_id = upload_people(work, coordinator, content, f"menschen-{number}.csv")
        if number == 0:
            import_people(work, coordinator, import_id, places=[2])


def account_of(work: Work, login: str) -> int:
    """The id of one of the demo's logins."""
    with work.reading() as session:
        return session.scalars(select(tables.Account.id).where(tables.Account.email == f"{login}@{DOMAIN}")).one()
