"""No file, however filled in, brings somebody onto the shortlist without clearance and consent (I1)."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.files import csv_text
from matcher.clearance.statuses import ASYLUM_GROUPS, STATUSES, status_label
from matcher.interchange.participant_columns import PARTICIPANTS
from matcher.interchange.vacancy_columns import VACANCIES
from webapp.cli.rank_run import Order, carry_out

ON = date(2026, 11, 23)
DAY = st.one_of(
    st.just(""), st.dates(ON - timedelta(days=900), ON + timedelta(days=900)).map(lambda day: f"{day:%d.%m.%Y}")
)
YES_NO = st.sampled_from(["ja", "nein", ""])
OFTEN = ("gestattung", "duldung_60a", "ae_25_2", "ae_25_2", "ae_24", "ne", "ne", "eu", "de") * 3
PERSON = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["", *OFTEN, *OFTEN, *STATUSES]).map(lambda code: status_label(code) if code else ""),
        "work_note": st.sampled_from(
            ["", "Erwerbstätigkeit gestattet", "Beschäftigung gestattet", "nur mit Erlaubnis", "nicht gestattet"]
        ),
        "document_valid_until": st.one_of(DAY, st.just("unbefristet")),
        "nationality": st.sampled_from(["", "Afghanistan", "Georgien", "Türkei", "Ukraine"]),
        "status_since": DAY,
        "stay_since": DAY,
        "registered_on": DAY,
        "applied_on": DAY,
        "application": st.sampled_from(["", "läuft", "abgelehnt", "nicht gestellt"]),
        "in_reception_centre": YES_NO,
        "consent_ags": st.sampled_from(["ja", "ja", "ja", "nein", ""]),
        "stop": st.sampled_from(["nein", "nein", "", "ja"]),
        "precheck": st.sampled_from(["", "keine", "keine Bedenken", "Bedenken"]),
        "precheck_until": DAY,
        "procedure": st.sampled_from(["", "gewöhnlich", "beschleunigt"]),
        "abh_bars": st.sampled_from(["", "keine", "own_fault"]),
    }
)
KIND = st.sampled_from(["", "Arbeit", "Minijob", "Ausbildung", "Orientierungspraktikum", "Hospitation", "K12"])
ASYLUM = {status_label(code) for code in ASYLUM_GROUPS}


def may_be_shown(person: dict[str, str]) -> bool:
    """What must hold at least, told apart from the gate's own code."""
    until = person["precheck_until"]
    ended = until != "" and date(*map(int, reversed(until.split(".")))) <= ON
    cleared = person["precheck"] == "keine Bedenken" and not ended
    return (
        person["consent_ags"] == "ja"
        and person["stop"] != "ja"
        and person["status"] != ""
        and (person["status"] not in ASYLUM or cleared)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=st.lists(PERSON, min_size=1, max_size=12), kinds=st.lists(KIND, min_size=1, max_size=3))
def test_shortlist_never_shows_whom_clearance_or_consent_keeps_back(
    tmp_path: Path, people: list[dict[str, str]], kinds: list[str]
) -> None:
    """Over any facts: everybody is ranked or excluded once, and the shortlist holds only whom it may."""
    rows = {f"P-{number}": person for number, person in enumerate(people)}
    jobs = [{"id": f"V-{number}", "title": "Lagerhelfer", "kind": kind} for number, kind in enumerate(kinds)]
    coded = [{**person, "code": code} for code, person in rows.items()]
    (tmp_path / "p.csv").write_text(csv_text(PARTICIPANTS, coded), "utf-8", newline="")
    (tmp_path / "v.csv").write_text(csv_text(VACANCIES, jobs), "utf-8", newline="")

    status = carry_out(
        Order(
            participants=tmp_path / "p.csv",
            vacancies=tmp_path / "v.csv",
            clearances=None,
            criteria=None,
            out=tmp_path / "out",
            on=ON,
            top=None,
            language="de",
        )
    )

    shown, ranked, excluded = (
        list(csv.DictReader((tmp_path / "out" / name).read_text("utf-8").splitlines()))
        for name in ("shortlist.csv", "rankings.csv", "excluded.csv")
    )
    assert status == 0
    assert all(may_be_shown(rows[row["participant"]]) for row in shown)
    placed = sorted((row["vacancy"], row["participant"]) for row in (*ranked, *excluded))
    assert placed == sorted((job["id"], code) for job in jobs for code in rows)
