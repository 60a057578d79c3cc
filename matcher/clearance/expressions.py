"""Conditions as a pack writes them: `in_centre and not (safe_country or accelerated)`.

Nothing is evaluated as code: the sentence becomes a tree of declared words, and a word that is not
declared is refused when the pack is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from matcher.clearance import circumstances, papers
from matcher.clearance.vocabulary import CONDITIONS, SETTLED, Case, Verdict, both, either, negate
from matcher.errors import InvalidPackError

Expression = Callable[[Case], Verdict]
DECLARED_IN: Final = (circumstances, papers)
"""Modules whose import fills the vocabulary."""
_TOKEN: Final = re.compile(r"\s*(?P<word>[a-z0-9_]+|\(|\))")


@dataclass(frozen=True, slots=True)
class Word:
    name: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Tree


@dataclass(frozen=True, slots=True)
class And:
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Or:
    left: Tree
    right: Tree


Tree = Word | Not | And | Or


def parse(text: str) -> Tree:
    """Turn a sentence into its tree.

    Raises:
        InvalidPackError: for a name that is not in the vocabulary, or a sentence that does not parse.

    """
    parser = _Parser(text, _words(text))
    tree = parser.disjunction()
    parser.expect_end()
    return tree


def compiled(tree: Tree) -> Expression:
    """A function that answers the tree for a case."""
    if isinstance(tree, Word):
        return CONDITIONS[tree.name]
    if isinstance(tree, Not):
        asked = compiled(tree.inner)
        return lambda case: negate(asked(case))
    if isinstance(tree, And):
        return _joined(both, False, compiled(tree.left), compiled(tree.right))
    return _joined(either, True, compiled(tree.left), compiled(tree.right))


def _joined(
    join: Callable[[Verdict, Verdict], Verdict], settles: bool, left: Expression, right: Expression
) -> Expression:
    """Join two conditions; the right one is not asked where the left one settles the matter."""

    def joined(case: Case) -> Verdict:
        first = left(case)
        return first if first is settles else join(first, right(case))

    return joined


def words_in_order(tree: Tree) -> Iterator[str]:
    """Every word that the tree asks, as it is written."""
    if isinstance(tree, Word):
        yield tree.name
    elif isinstance(tree, Not):
        yield from words_in_order(tree.inner)
    else:
        yield from words_in_order(tree.left)
        yield from words_in_order(tree.right)


def words_of(tree: Tree) -> frozenset[str]:
    """The same words, each once."""
    return frozenset(words_in_order(tree))


def value_of(tree: Tree, truth: Mapping[str, bool]) -> bool | None:
    """The tree's value where some words are known to be true or false; None while it hangs on others."""
    if isinstance(tree, Word):
        return truth.get(tree.name)
    if isinstance(tree, Not):
        value = value_of(tree.inner, truth)
        return None if value is None else not value
    left, right = value_of(tree.left, truth), value_of(tree.right, truth)
    settles = isinstance(tree, Or)
    if left is settles or right is settles:
        return settles
    return None if left is None or right is None else not settles


def settled_words(words: frozenset[str], case: Case) -> dict[str, bool]:
    """What status and kind alone say, whatever the facts."""
    return {"always": True} | {word: CONDITIONS[word](case) is True for word in words & SETTLED}


def _words(text: str) -> list[str]:
    position, words = 0, []
    while text[position:].strip():
        token = _TOKEN.match(text, position)
        if token is None:
            raise _invalid(text, text[position:].strip())
        words.append(token["word"])
        position = token.end()
    return words


def _invalid(text: str, word: str) -> InvalidPackError:
    return InvalidPackError(
        f"Die Bedingung „{text}“ versteht das Regelwerk nicht, an der Stelle „{word}“.",
        f"The condition {text!r} is not understood at {word!r}.",
    )


class _Parser:
    def __init__(self, text: str, words: list[str]) -> None:
        self.text = text
        self._words: Iterator[str] = iter(words)
        self._next = next(self._words, "")

    def _take(self) -> str:
        taken, self._next = self._next, next(self._words, "")
        return taken

    def expect_end(self) -> None:
        if self._next:
            raise _invalid(self.text, self._next)

    def disjunction(self) -> Tree:
        left = self._conjunction()
        while self._next == "or":
            self._take()
            left = Or(left, self._conjunction())
        return left

    def _conjunction(self) -> Tree:
        left = self._term()
        while self._next == "and":
            self._take()
            left = And(left, self._term())
        return left

    def _term(self) -> Tree:
        word = self._take()
        if word == "not":
            return Not(self._term())
        if word == "(":
            inner = self.disjunction()
            if self._take() != ")":
                raise _invalid(self.text, "(")
            return inner
        if word not in CONDITIONS:
            raise _invalid(self.text, word or "…")
        return Word(word)
