"""Errors a user can act on, each with the exit code of the command that raises it.

    KcbxError                 1   a bug, or a sum that does not close
    ├── UsageError            2   the command was called in a way that cannot work
    ├── InputUnreadable      11   a file cannot be read
    ├── InputUnrecognised    12   no sheet can be used, or one of the two lists is missing
    ├── ConfigInvalid        13   kcbx.toml or a schema is wrong
    ├── OutputUnwritable     14   the result cannot be written
    └── SumsDoNotClose        1   conservation is broken: a result must not be shown

A problem in the program or in the way it was called raises; a problem in the data is a
:class:`kcbx.findings.Finding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in Chinese for the analyst: what, where, what was expected, what to do.

    ``where`` is ``file › sheet › cell`` as far as it is known; it never holds personal data.
    """

    what: str
    where: str = ""
    expected: str = ""
    advice: str = ""

    def __str__(self) -> str:
        """The problem in one line, for logs and plain terminals."""
        place = f"{self.where}：" if self.where else ""
        tail = "".join(f"；{label}{text}" for label, text in (("应为：", self.expected), ("请", self.advice)) if text)
        return f"{place}{self.what}{tail}"


class KcbxError(Exception):
    """Base of all errors kcbx raises on purpose; carries every problem found, not just the first."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem] | Problem | str) -> None:
        """Take one problem, several, or a plain sentence."""
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class UsageError(KcbxError):
    """The command cannot work as it was called."""

    exit_code = 2


class InputUnreadable(KcbxError):
    """A file cannot be read: damaged, encrypted without a password, refused by the preflight."""

    exit_code = 11


class InputUnrecognised(KcbxError):
    """No sheet can be used, or the census or the rolls are missing."""

    exit_code = 12


class ConfigInvalid(KcbxError):
    """The configuration or a schema file is wrong; all faults are listed at once."""

    exit_code = 13


class OutputUnwritable(KcbxError):
    """The result folder or file cannot be written."""

    exit_code = 14


class SumsDoNotClose(KcbxError):
    """Rows were lost or counted twice: a bug report, never a result."""

    exit_code = 1
