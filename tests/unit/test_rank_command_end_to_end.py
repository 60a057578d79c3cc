"""`passgenau rank` from real files to real files."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fixtures.files import write_files
from fixtures.generator import generate
from matcher.model import Mode, Reason
from matcher.ranking import Feature
from webapp.cli import main

ON = "23.11.2026"
READY = "ae_25_2;Erwerbstätigkeit gestattet;01.01.2029"
HEADER = "Kürzel;Status;Nebenbestimmung;gültig bis;Beruf;Deutsch;PLZ;Einverständnis AGS;Vermittlungsstopp;Vorprüfung"
PEOPLE = f"""{HEADER}
LDS-FREI;{READY};Lagerhelfer;B1;15711;ja;;
LDS-OHNE;{READY};Lagerhelfer;B1;15711;nein;;
LDS-STOP;{READY};Lagerhelfer;B1;15711;ja;ja;
LDS-LEER;;;;Lagerhelfer;B1;15711;ja;;
LDS-BEDENKEN;{READY};Lagerhelfer;B1;15711;ja;;Bedenken
"""
JOBS = "Kennung;Titel;Art;KldB;PLZ;Beginn\nV-1;Lagerhelfer;Arbeit;51311;15711;01.02.2027\n"
Ranking = Callable[..., Result]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "p.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "v.csv").write_text(JOBS, "utf-8")
    return tmp_path


@pytest.fixture
def run(files: Path) -> Ranking:
    def run_rank(*further: str, people: str = "p.csv", vacancies: str = "v.csv", out: str = "out") -> Result:
        arguments = ["--participants", people, "--vacancies", vacancies, "--out", out]
        paths = [str(files / item) if not item.startswith("--") else item for item in arguments]
        return CliRunner().invoke(main, ["rank", *paths, "--on", ON, *further], catch_exceptions=False)

    return run_rank


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def summary(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "summary.json").read_text("utf-8")))


def test_rank_releases_only_whom_gate_and_consent_let_through(files: Path, run: Ranking) -> None:
    """Consent refused costs the shortlist only; a stop and an unknown status cost the place."""
    result = run()

    assert result.exit_code == 0, result.stderr
    ranked = {row["participant"]: row for row in rows(files / "out/rankings.csv")}
    assert {code: (row["released"], row["blocked_by"]) for code, row in ranked.items()} == {
        "LDS-FREI": ("yes", ""),
        "LDS-OHNE": ("no", "no_consent"),
        "LDS-BEDENKEN": ("yes", ""),
    }
    assert ranked["LDS-OHNE"]["next"] == "Einverständnis einholen"
    assert {row["participant"] for row in rows(files / "out/shortlist.csv")} == {"LDS-FREI", "LDS-BEDENKEN"}
    assert {row["participant"]: row["reason"] for row in rows(files / "out/excluded.csv")} == {
        "LDS-STOP": "stopped",
        "LDS-LEER": "hold",
    }


def test_rank_reads_the_precheck_only_where_the_authority_is_asked(files: Path, run: Ranking) -> None:
    """For an asylum applicant an objection stops and an expired answer is none."""
    days = ";".join(["15.12.2025"] * 4)
    asylum = f"Aufenthaltsgestattung;nur mit Erlaubnis;01.06.2027;SOM;{days};läuft;nein;nein;nein"
    header = (
        "Kürzel;Status;Nebenbestimmung;gültig bis;Staatsangehörigkeit;Status seit;Aufenthalt seit;registriert am;"
        "Asylantrag am;Asylverfahren;Aufnahmeeinrichtung;unbegleitet minderjährig;anerkannter Schutzstatus;"
        "Identität durch Pass;Vorprüfung;Vorprüfung bis;Einverständnis AGS\n"
    )
    (files / "p.csv").write_text(
        f"{header}G-JA;{asylum};nein;keine Bedenken;01.06.2027;ja\n"
        f"G-KEINE;{asylum};nein;keine;;ja\n"
        f"G-BEDENKEN;{asylum};nein;Bedenken;;ja\n"
        f"G-ALT;{asylum};nein;keine Bedenken;01.11.2026;ja\n",
        "utf-8",
    )

    assert run().exit_code == 0

    assert [row["participant"] for row in rows(files / "out/rankings.csv")] == ["G-JA"]
    assert rows(files / "out/rankings.csv")[0]["abh_mode"] == "consent"
    reasons = {row["participant"]: row["all_reasons"].split(";") for row in rows(files / "out/excluded.csv")}
    assert "precheck_missing" in reasons["G-KEINE"]
    assert "precheck_objection" in reasons["G-BEDENKEN"]
    assert "precheck_expired" in reasons["G-ALT"] or "precheck_missing" in reasons["G-ALT"]


def test_rank_adds_up_and_keeps_everybody(files: Path, run: Ranking) -> None:
    """Contributions make the score, ranked and excluded make the pool, reasons keep their order (I6, I7)."""
    write_files(files, generate("small", on=date(2026, 11, 23)))

    result = run("--clearances", str(files / "clearances.csv"), people="participants.csv", vacancies="vacancies.xlsx")

    assert result.exit_code == 0, result.stderr
    ranked, excluded = rows(files / "out/rankings.csv"), rows(files / "out/excluded.csv")
    order = [str(reason) for reason in Reason]
    for row in ranked:
        parts = sum(float(row[f"c_{feature}"]) for feature in Feature)
        assert abs(parts - float(row["score"])) < 1e-9
        assert float(row["score_low"]) <= float(row["score"]) <= float(row["score_high"])
    for row in excluded:
        reasons = row["all_reasons"].split(";")
        assert reasons == sorted(reasons, key=order.index)
        assert reasons[0] == row["reason"]
    for vacancy in summary(files / "out")["vacancies"]:
        mine = [row["participant"] for row in (*ranked, *excluded) if row["vacancy"] == vacancy["vacancy"]]
        assert len(set(mine)) == len(mine) == vacancy["pool"] == 120
        assert vacancy["ranked"] + vacancy["excluded"] == vacancy["pool"]


def test_rank_shortlist_tells_nothing_of_the_authority(files: Path, run: Ranking) -> None:
    """What the employer service gets are released rows as ranked, without mode, reason to wait or next step."""
    run()

    short, ranked = rows(files / "out/shortlist.csv"), rows(files / "out/rankings.csv")
    assert set(short[0]) == set(ranked[0]) - {"abh_mode", "blocked_by", "next"}
    released = [{key: row[key] for key in short[0]} for row in ranked if row["released"] == "yes"]
    assert short == released
    text = (files / "out/shortlist.csv").read_text("utf-8")
    assert not any(str(mode) in text for mode in Mode if mode is not Mode.NONE)


def test_rank_top_limits_rows_and_not_counts(files: Path, run: Ranking) -> None:
    """The first place is written, all places are counted."""
    run("--top", "1")

    assert [row["rank"] for row in rows(files / "out/rankings.csv")] == ["1"]
    counts = summary(files / "out")["vacancies"][0]
    assert (counts["pool"], counts["ranked"], counts["released"], counts["excluded"]) == (5, 3, 2, 2)


def test_rank_refuses_a_bad_row_with_status_one(files: Path, run: Ranking) -> None:
    """The row is told on standard error and in the summary, and the rest is ranked."""
    with (files / "p.csv").open("a", encoding="utf-8") as stream:
        stream.write("LDS-PLZ;;;;;B1;1571;ja;;\n")

    result = run()

    assert result.exit_code == 1
    assert "p.csv, Zeile 7, Spalte „PLZ“: „1571“ hat 4 Ziffern" in result.stderr
    assert summary(files / "out")["refused_rows"] == 1
    assert summary(files / "out")["files"][0]["refused"][0]["row"] == 7
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("people", "vacancies"), [("", JOBS), (PEOPLE, "x;y\n1;2\n"), ("Kürzel;PLZ\nA;1\n", JOBS), (PEOPLE, "[]")]
)
def test_rank_ends_with_two_when_nothing_is_usable(files: Path, run: Ranking, people: str, vacancies: str) -> None:
    """One message, no traceback, no output."""
    (files / "p.csv").write_text(people, "utf-8")
    (files / "v.csv").write_text(vacancies, "utf-8")

    result = run()

    assert result.exit_code == 2
    assert result.stderr.strip()
    assert not (files / "out").exists()


def test_rank_speaks_english_on_request(files: Path, run: Ranking) -> None:
    """Messages and next steps follow `--lang`."""
    result = run("--lang", "en")

    assert "1 vacancies: 3 places" in result.stderr
    assert rows(files / "out/rankings.csv")[0]["next"] == "show the residence title at the interview"


def test_rank_reads_criteria_and_refuses_unknown_ones(files: Path, run: Ranking) -> None:
    """Weights come from the file; a misspelt one ends the run."""
    (files / "c.toml").write_text("[weights]\ngerman = 50\n", "utf-8")
    assert run("--criteria", str(files / "c.toml")).exit_code == 0
    assert summary(files / "out")["criteria"]["weights"]["german"] == 50.0

    (files / "c.toml").write_text("[weights]\nnationality = 50\n", "utf-8")
    result = run("--criteria", str(files / "c.toml"))

    assert result.exit_code == 2
    assert "weights.nationality" in result.stderr


def test_rank_output_is_for_its_owner_and_the_same_each_time(files: Path, run: Ranking) -> None:
    """Files and folder are private; a second run gives the same tables."""
    run()
    run(out="again")

    assert (files / "out").stat().st_mode & 0o777 == 0o700
    for name in ("rankings.csv", "shortlist.csv", "excluded.csv", "summary.json"):
        assert (files / "out" / name).stat().st_mode & 0o777 == 0o600
    for name in ("rankings.csv", "shortlist.csv", "excluded.csv"):
        assert (files / "out" / name).read_bytes() == (files / "again" / name).read_bytes()
    assert sorted(path.name for path in (files / "out").iterdir()) == [
        "excluded.csv",
        "rankings.csv",
        "shortlist.csv",
        "summary.json",
    ]


def test_rank_output_starts_no_formula(files: Path, run: Ranking) -> None:
    """A code that a spreadsheet would calculate is written as text."""
    (files / "v.csv").write_text('Kennung;Titel;Art\n"=1+1";Lagerhelfer;Arbeit\n', "utf-8")

    run()

    assert {row["vacancy"] for row in rows(files / "out/rankings.csv")} == {"'=1+1"}


def test_rank_wants_its_files_or_a_template(tmp_path: Path) -> None:
    """Without files the command says what to give; with `--template` it writes empty ones."""
    missing = CliRunner().invoke(main, ["rank"])
    written = CliRunner().invoke(main, ["rank", "--template", str(tmp_path / "vorlagen")])

    assert missing.exit_code == 2
    assert "--template" in missing.stderr
    assert written.exit_code == 0
    assert {path.name for path in (tmp_path / "vorlagen").iterdir()} >= {
        "participants.csv",
        "participants.xlsx",
        "vacancies.csv",
        "vacancies.xlsx",
        "clearances.csv",
        "clearances.xlsx",
    }


@pytest.mark.parametrize(("language", "word"), [("de", "Beispiel: LDS-7F3K"), ("en", "Example: LDS-7F3K")])
def test_rank_help_documents_every_column(language: str, word: str) -> None:
    """Each column stands there in both languages, with an example."""
    from matcher.interchange.templates import FILES  # noqa: PLC0415 - the help must not need it earlier

    said = CliRunner().invoke(main, ["rank", "--lang", language, "--help"]).stdout

    assert word in " ".join(said.split())
    for columns in FILES:
        for column in columns.all:
            assert f"{column.key} · {column.german}" in said


def test_rank_help_answers_without_loading_numbers() -> None:
    """The help does not wait for numpy."""
    code = "import sys, webapp.cli.rank; sys.exit('numpy' in sys.modules or 'openpyxl' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_installed_command_ranks_as_a_process(files: Path) -> None:
    """The console script itself works, silent on standard output."""
    command = shutil.which("passgenau", path=str(Path(sys.executable).parent))
    assert command is not None

    done = subprocess.run(
        [command, "rank", "--participants", "p.csv", "--vacancies", "v.csv", "--out", "out", "--on", "2026-11-23"],
        cwd=files,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert len(rows(files / "out/rankings.csv")) == 3
