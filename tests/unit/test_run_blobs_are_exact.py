"""Bytes of a run: what goes in comes out, equal contents give equal bytes, an unknown form is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.model import Reason
from matcher.results import Ground
from matcher.store.blobs import pack_group, pack_ids, pack_order, unpack_group, unpack_ids, unpack_order

GROUNDS = st.builds(
    Ground,
    st.lists(st.sampled_from(list(Reason)), min_size=1, max_size=3, unique=True).map(tuple),
    st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
IDS = st.lists(st.integers(1, 2**32 - 1), unique=True, max_size=60)


@given(IDS, st.data())
def test_order_comes_out_as_it_went_in(ids: list[int], data: st.DataObject) -> None:
    """Ids of any size and scores to the last bit."""
    scores = data.draw(st.lists(st.floats(0, 1), min_size=len(ids), max_size=len(ids)))

    blob = pack_order(np.array(ids, np.uint32), np.array(scores, np.float64))

    assert unpack_order(blob) == tuple(zip(ids, scores, strict=True))


@given(IDS)
def test_ids_come_out_ascending(ids: list[int]) -> None:
    """Whoever they are and in whatever order they came."""
    assert unpack_ids(pack_ids(np.array(ids, np.uint32))).tolist() == sorted(ids)


@given(IDS.filter(bool), st.lists(GROUNDS, min_size=1, max_size=5, unique=True), st.data())
def test_group_comes_out_as_it_went_in_however_it_was_numbered(
    ids: list[int], grounds: list[Ground], data: st.DataObject
) -> None:
    """The same people with the same grounds give the same bytes, in whatever order they and the grounds stand."""
    numbers = data.draw(st.lists(st.integers(0, len(grounds) - 1), min_size=len(ids), max_size=len(ids)))
    wanted = {who: grounds[number] for who, number in zip(ids, numbers, strict=True)}

    blob = pack_group(np.array(ids, np.uint32), np.array(numbers), grounds)
    turned = [len(grounds) - 1 - number for number in reversed(numbers)]
    again = pack_group(np.array(ids[::-1], np.uint32), np.array(turned), grounds[::-1])

    group = unpack_group(blob)
    assert {who: group.grounds[number] for who, number in zip(group.ids.tolist(), group.numbers, strict=True)} == wanted
    assert again == blob


@given(IDS, st.lists(GROUNDS, min_size=1, max_size=5, unique=True), st.data())
def test_group_is_led_by_first_reasons_without_loss(ids: list[int], grounds: list[Ground], data: st.DataObject) -> None:
    """Taken apart by first reason, everybody is in exactly one part, with their own ground; nobody gives no bytes."""
    numbers = data.draw(st.lists(st.integers(0, len(grounds) - 1), min_size=len(ids), max_size=len(ids)))
    blob = pack_group(np.array(ids, np.uint32), np.array(numbers, np.int64), grounds)
    whole = unpack_group(blob)

    parts = {reason: dict(whole.led_by(reason).members(slice(None))) for reason in Reason}

    assert bool(blob) == bool(ids)
    assert all(ground.reasons[0] is reason for reason, part in parts.items() for ground in part.values())
    assert sorted(who for part in parts.values() for who in part) == sorted(ids)
    assert {who: ground for part in parts.values() for who, ground in part.items()} == dict(whole.members(slice(None)))


def test_unknown_form_is_refused() -> None:
    """Bytes of a later version are never guessed at."""
    with pytest.raises(ValueError, match="cannot read"):
        unpack_order(b"\x02whatever")
