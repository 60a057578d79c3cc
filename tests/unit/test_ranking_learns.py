"""Learning from decisions: planted weights are found again, chance teaches nothing, few lists teach nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.ranking import DEFAULT_WEIGHTS, Feature
from matcher.ranking.learn import CLAIM, LEAST_LISTS, Lesson, Outcome, learn
from matcher.ranking.pairwise import SeenList, fit, in_order, pairs_of
from tests.planted import NOW, PLANTED, judged

SEEDS = range(8)


def shuffled(lists: list[SeenList], seed: int) -> list[SeenList]:
    draw = np.random.default_rng(seed)
    return [replace(seen, liked=draw.permutation(seen.liked)) for seen in lists]


def covered(lesson: Lesson, planted: np.ndarray) -> list[bool]:
    true = planted / planted.sum() * NOW.sum()
    return [item.low <= true[list(Feature).index(item.feature)] <= item.high for item in lesson.estimates]


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    """Learned from 100 judged lists each, over several draws."""
    return [learn(judged(seed, 100, PLANTED), DEFAULT_WEIGHTS) for seed in SEEDS]


def test_planted_weights_are_found_again_within_their_intervals(lessons: list[Lesson]) -> None:
    """Intervals hold the planted weight at least as often as they claim, in every draw nearly so."""
    assert {lesson.outcome for lesson in lessons} == {Outcome.PROPOSAL}
    inside = [covered(lesson, PLANTED) for lesson in lessons]
    assert np.mean(inside) >= CLAIM
    assert min(np.mean(found) for found in inside) >= 0.8


def test_proposal_is_nearer_to_the_planted_weights_than_what_is_in_force(lessons: list[Lesson]) -> None:
    """On average the distance to what the judge goes by is halved, and unseen lists are always ordered better."""
    true = PLANTED / PLANTED.sum()

    proposed = np.array([[item.proposed for item in lesson.estimates] for lesson in lessons])
    left = np.abs(proposed / proposed.sum(axis=1, keepdims=True) - true).sum(axis=1)
    assert left.mean() < 0.5 * np.abs(NOW / NOW.sum() - true).sum()
    assert all(lesson.order_then > lesson.order_now for lesson in lessons)


def test_intervals_hold_where_standing_higher_up_helps_by_itself() -> None:
    """A judge who leans to the top of the list does not make the weights of the list look right."""
    lessons = [learn(judged(seed, 100, PLANTED, place=2.0), DEFAULT_WEIGHTS) for seed in SEEDS]
    proposals = [lesson for lesson in lessons if lesson.outcome is Outcome.PROPOSAL]

    assert len(proposals) > len(SEEDS) / 2
    assert np.mean([covered(lesson, PLANTED) for lesson in proposals]) >= CLAIM


@pytest.mark.parametrize("lists", [30, 100])
def test_shuffled_decisions_yield_no_proposal(lists: int) -> None:
    """The same lists and people, decisions dealt out by chance: silence, and it says why."""
    for seed in range(20):
        lesson = learn(shuffled(judged(seed, lists, PLANTED), seed), DEFAULT_WEIGHTS)
        assert lesson.outcome in {Outcome.NO_PATTERN, Outcome.NO_GAIN}
        assert lesson.estimates == ()


def test_judge_who_only_follows_the_order_teaches_no_weights() -> None:
    """Whoever nods the first ones through agrees with the list, not with its reasons: nothing is proposed."""
    for seed in range(10):
        lesson = learn(judged(seed, 100, PLANTED, place=6.0, sure=0.0), DEFAULT_WEIGHTS)
        assert lesson.outcome is not Outcome.PROPOSAL


def test_decisions_that_fit_the_weights_in_force_yield_no_proposal() -> None:
    """There is nothing to gain where the judge goes by what is in force."""
    outcomes = {learn(judged(seed, 100, NOW, sure=25.0), DEFAULT_WEIGHTS).outcome for seed in SEEDS}

    assert outcomes == {Outcome.NO_GAIN}


@pytest.mark.parametrize("lists", [0, 1, LEAST_LISTS - 1])
def test_learning_is_silent_below_thirty_judged_lists(lists: int) -> None:
    """It says how many are missing, and nothing else."""
    lesson = learn(judged(1, lists, PLANTED), DEFAULT_WEIGHTS)

    assert lesson == Lesson(outcome=Outcome.TOO_FEW, lists=lists)
    assert lesson.missing == LEAST_LISTS - lists


def test_lists_that_tell_nothing_do_not_count() -> None:
    """Where everybody was liked, or nobody, there is no pair to learn from."""
    lists = judged(1, LEAST_LISTS - 1, PLANTED)
    all_liked = [replace(seen, liked=np.ones(6, bool)) for seen in judged(2, 40, PLANTED)]

    assert learn([*lists, *all_liked], DEFAULT_WEIGHTS).outcome is Outcome.TOO_FEW


def test_feature_that_nobody_differs_in_keeps_its_weight() -> None:
    """Decisions say nothing of it, so neither does the proposal."""
    lists = judged(3, 100, PLANTED)
    for seen in lists:
        seen.utilities[:, list(Feature).index(Feature.SHIFT)] = 1.0
        seen.utilities[:, list(Feature).index(Feature.KIND)] = np.nan

    lesson = learn(lists, DEFAULT_WEIGHTS)

    assert {Feature.SHIFT, Feature.KIND} & {item.feature for item in lesson.estimates} == set()
    weights = lesson.weights(DEFAULT_WEIGHTS)
    assert weights[Feature.SHIFT] == DEFAULT_WEIGHTS[Feature.SHIFT]
    assert sum(weights.values()) == pytest.approx(sum(DEFAULT_WEIGHTS.values()))


def test_equal_decisions_give_the_identical_lesson() -> None:
    """Chance in it is drawn the same way each time."""
    assert learn(judged(4, 60, PLANTED), DEFAULT_WEIGHTS) == learn(judged(4, 60, PLANTED), DEFAULT_WEIGHTS)


def test_more_of_what_is_needed_never_counts_against_a_person() -> None:
    """A judge who prefers less German makes German weigh nothing, not less than nothing."""
    against = np.where([feature is Feature.GERMAN for feature in Feature], -10.0, PLANTED)
    pairs = pairs_of([seen for seed in range(3) for seen in judged(seed, 40, against)])

    weights = fit(pairs, NOW, 1.0)

    assert (weights >= 0).all()
    assert weights[list(Feature).index(Feature.GERMAN)] == 0


def test_strong_pull_keeps_the_ratios_in_force() -> None:
    """Few decisions against a strong pull: the coordinator's weights stand, whatever their sum."""
    weights = fit(pairs_of(judged(5, 30, PLANTED)), NOW, 1e6)[:-1]

    assert weights / weights.sum() == pytest.approx(NOW / NOW.sum(), abs=1e-3)


def test_order_counts_right_pairs_per_list() -> None:
    """Equal scores count half, whichever of the two was liked."""
    first = SeenList(np.array([[1.0], [0.0], [1.0]]), np.array([True, False, False]), np.array([1, 2, 3]))
    second = SeenList(np.array([[0.0], [1.0]]), np.array([True, False]), np.array([1, 2]))

    assert in_order(pairs_of([first, second]), np.array([1.0])).tolist() == [0.75, 0.0]
