"""What is wrong with an answer, or worth knowing: a code of ``replies.toml`` and the sentences it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kcbx.definitions import schema


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to correct, to look at or to know, in one column: a code of ``replies.toml`` [problems], its values.

    ``asked``: the questionnaire, where what to do depends on what can be chosen there.
    """

    column: str
    code: str
    values: Mapping[str, str]
    asked: str = ""

    @property
    def severity(self) -> str:
        """How grave it is, as in ``severities.toml``."""
        return str(_words()[self.code]["severity"])

    @property
    def must(self) -> bool:
        """Whether it has to be corrected."""
        return self.severity == "error"

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence."""
        return str(_words()[self.code]["problem"]).format_map(self.values)

    @property
    def advice(self) -> str:
        """What to do."""
        said = _words()[self.code]["advice"]
        return str(said[self.asked] if isinstance(said, Mapping) else said).format_map(self.values)


def _words() -> Mapping[str, Mapping[str, Any]]:
    words: Mapping[str, Mapping[str, Any]] = schema("followup/replies")["problems"]
    return words
