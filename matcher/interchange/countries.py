"""Nationalities as ISO 3166 alpha-3 codes, read from codes, names and adjectives."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from matcher.interchange.reading import CellError
from matcher.interchange.values import Cell, said, shown
from matcher.interchange.words import squash
from matcher.nationalities import NATIONALITIES

_FURTHER: Final = {
    "XKX": "Kosovo|kosovarisch|XK",
    "XXA": "staatenlos|stateless",
    "SYR": "Syrien|syrisch|Arabische Republik Syrien|Syrian",
    "AFG": "afghanisch|Islamische Republik Afghanistan|Afghan",
    "IRQ": "irakisch|Iraqi",
    "IRN": "iranisch|Islamische Republik Iran|Iranian",
    "TUR": "Türkei|türkisch|Turkey|Turkish",
    "UKR": "ukrainisch|Ukrainian",
    "ERI": "eritreisch|Eritrean",
    "SOM": "somalisch|Somali",
    "RUS": "russisch|Russische Föderation|Russian",
    "GEO": "georgisch|Georgian",
    "MDA": "Moldawien|Moldau|moldauisch|Republik Moldau|Moldova",
    "MKD": "Mazedonien|mazedonisch",
    "SRB": "serbisch",
    "ALB": "albanisch",
    "BIH": "bosnisch|Bosnien",
    "PAK": "pakistanisch|Pakistani",
    "NGA": "nigerianisch|Nigerian",
    "CMR": "kamerunisch",
    "KEN": "kenianisch|Kenyan",
    "TCD": "tschadisch",
    "GHA": "ghanaisch",
    "ETH": "äthiopisch",
    "VNM": "vietnamesisch|Viet Nam",
    "IND": "indisch|Indian",
    "EGY": "ägyptisch",
    "MAR": "marokkanisch",
    "TUN": "tunesisch",
    "PSE": "Palästina|palästinensisch|Palestine",
    "CIV": "Elfenbeinküste|ivorisch|Ivory Coast",
    "COD": "DR Kongo|Demokratische Republik Kongo",
    "BLR": "Weißrussland|belarussisch",
    "CZE": "Tschechische Republik",
    "USA": "USA|Vereinigte Staaten von Amerika",
    "GBR": "Großbritannien|UK",
    "DEU": "deutsch|German",
    "POL": "polnisch|Polish",
}


def nationality(cell: Cell) -> str | None:
    """Alpha-3 code of a country that is named by alpha-3, alpha-2, or in German or English."""
    text = said(cell)
    if text is None or squash(text) in {"ungeklart", "unclear"}:
        return None
    code = _names().get(squash(text))
    if code is None:
        raise CellError(
            f"„{shown(cell)}“ ist kein bekannter Staat. Bitte den Namen oder das Kürzel eintragen, zum Beispiel "
            "Afghanistan oder AFG.",
            f"“{shown(cell)}” is no known country. Please enter its name or code, for example Afghanistan or AFG.",
        )
    return code


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Squashed name or code → alpha-3; loading the names takes a moment, so it waits until one is asked for."""
    from babel import Locale  # noqa: PLC0415 - slow to import
    from babel.core import get_global  # noqa: PLC0415 - slow to import

    aliases = get_global("territory_aliases")
    longer = {
        targets[0]: alias for alias, targets in aliases.items() if alias in NATIONALITIES and len(targets) == 1
    } | {"XK": "XKX"}
    found: dict[str, str] = {}
    for language in ("de", "en"):
        territories = Locale(language).territories
        found |= {squash(territories[short]): code for short, code in longer.items() if short in territories}
    found |= {squash(word): code for code, words in _FURTHER.items() for word in words.split("|")}
    found |= {squash(short): code for short, code in longer.items()}
    return found | {squash(code): code for code in (*longer.values(), *_FURTHER)}
