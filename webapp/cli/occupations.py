"""`passgenau occupations`: codes for titles, and the official list."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from matcher.errors import UnreadableFileError
from matcher.occupations import SURE, TitleIndex, default_index, name_of
from matcher.occupations.bridge import IMPORTED, default_lexicon
from matcher.occupations.importers import read_titles
from webapp.settings import Settings


@click.group()
def occupations() -> None:
    """Occupation codes (KldB 2010) for titles."""


@occupations.command()
@click.argument("titles", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object: for each title its list of hits.")
@click.option("--top", default=5, show_default=True, help="How many hits to print for each title.")
@click.option("--neural", is_flag=True, help="Ask the model of the extra `neural` too, where it is installed.")
def search(titles: tuple[str, ...], *, as_json: bool, top: int, neural: bool) -> None:
    """Find codes for TITLES, the best first; below a score of 0.7 the code is unsure."""
    imported = Settings.from_environment().data_dir / IMPORTED
    index = default_index(imported)
    if neural:
        lexicon = default_lexicon(imported)
        index = TitleIndex(lexicon=lexicon, neural=True).fit(lexicon.titles, lexicon.codes)
    found = index.search(list(titles), top)
    if as_json:
        answer = [
            {
                "query": title,
                "hits": [{"code": hit.code, "title": hit.title, "score": hit.score} for hit in hits],
                "sure": bool(hits) and hits[0].score >= SURE,
            }
            for title, hits in zip(titles, found, strict=True)
        ]
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for title, hits in zip(titles, found, strict=True):
        click.echo(title)
        for hit in hits:
            unsure = "" if hit.score >= SURE else "  (unsicher)"
            click.echo(f"  {hit.code:<5}  {hit.score:.2f}  {hit.title} – {name_of(hit.code) or ''}{unsure}")


@occupations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Read the agency's list (XLSX or TSV) or ESCO's CSV, and use its titles from now on."""
    try:
        titles = read_titles(file)
    except UnreadableFileError as error:
        click.echo(f"{error.german}\n{error.english}", err=True)
        sys.exit(2)
    folder = Settings.from_environment().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f"{IMPORTED}.new"
    lines = "".join(f"{title}\t{code}\n" for title, code in titles)
    written.write_text(f"Bezeichnung\tKldB\n{lines}", "utf-8")
    shutil.move(written, folder / IMPORTED)
    click.echo(f"{len(titles)} Bezeichnungen gelesen.")
