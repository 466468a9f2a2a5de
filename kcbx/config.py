"""``kcbx.toml``: what a county says about itself, checked by pydantic over the defaults.

Unknown keys are refused and every fault is listed at once. Without a file the defaults are a working county:
entry at six, cut-off 31 August, six years of primary and three of junior school. The single sections are in
:mod:`kcbx.config_sections`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError, field_validator

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.config_sections import (
    STRICT,
    Answers,
    County,
    Files,
    Mail,
    Packages,
    Retention,
    Run,
    School,
    SchoolContact,
    Township,
)
from kcbx.config_words import fault_words, place_words, toml_words
from kcbx.definitions import use_changes
from kcbx.errors import ConfigInvalid, Problem

__all__ = ["Config", "County", "Files", "Mail", "Township", "load"]

#: Whatever has a name of its own in a list.
Named = TypeVar("Named", Township, SchoolContact)


class Config(BaseModel):
    """The whole of ``kcbx.toml``.

    How and to whom workbooks are sent changes nothing in them, so it is not part of the ``repr`` that names a batch;
    ``schemas`` is where something is changed.
    """

    model_config = STRICT

    county: County = County()
    school: School = School()
    townships: tuple[Township, ...] = ()
    answers: Answers = Answers()
    files: Files = Files()
    targets: dict[str, float] = {}
    linkage: dict[str, Any] = {}
    schools: dict[str, str] = {}
    schemas: Annotated[dict[str, dict[str, Any]], Field(repr=False)] = {}
    school_contacts: Annotated[tuple[SchoolContact, ...], Field(repr=False)] = ()
    mail: Annotated[Mail, Field(repr=False)] = Mail()
    packages: Annotated[Packages, Field(repr=False)] = Packages()
    run: Annotated[Run, Field(repr=False)] = Run()
    retention: Annotated[Retention, Field(repr=False)] = Retention()

    @field_validator("townships", "school_contacts")
    @classmethod
    def _names_differ(cls, named: tuple[Named, ...]) -> tuple[Named, ...]:
        if len({each.name for each in named}) < len(named):
            raise ValueError("名称重复")
        return named

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """What names a batch."""
        yield from super().__repr_args__()
        if self.schemas:
            yield "schemas", self.schemas

    def ages(self, as_of: date, township: str = "") -> SchoolAges:
        """Age rules of a township (the county's where it has none of its own) in the school year of a day."""
        own = next((each for each in self.townships if each.name == township), None)
        cutoff = (own and own.cutoff) or self.school.cutoff
        return SchoolAges(
            school_year=self.school.year or school_year_of(as_of),
            entry_age=(own and own.entry_age) or self.school.entry_age,
            cutoff_month=int(cutoff[:2]),
            cutoff_day=int(cutoff[3:]),
            primary_years=self.school.primary_years,
            junior_years=self.school.junior_years,
        )

    def contact_of(self, recipient: str) -> Township | SchoolContact | None:
        """Whom to tell and to write to at a township or a school; None where the file does not say."""
        known: tuple[Township | SchoolContact, ...] = (*self.townships, *self.school_contacts)
        return next((each for each in known if each.name == recipient), None)

    def deadline(self, as_of: date) -> date:
        """The day by which the workbooks are due back; a weekend moves to the Friday before."""
        due = self.answers.due or as_of + timedelta(days=self.answers.days)
        return due - timedelta(days=max(0, due.weekday() - 4)) if self.answers.due is None else due


def load(path: Path | None) -> Config:
    """The configuration of a file, or the defaults; what it changes in ``schemas/`` holds from now on.

    Raises ConfigInvalid with every fault: unknown keys, wrong types, values out of range.
    """
    if path is None:
        use_changes({})
        return Config()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigInvalid(
            Problem("读不到配置文件", str(path), advice="检查路径；还没有的，先运行 kcbx init")
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ConfigInvalid(Problem(toml_words(error), str(path), advice="用记事本改正后再试")) from error
    try:
        config = Config.model_validate(content)
    except ValidationError as error:
        raise ConfigInvalid(
            [
                Problem(
                    fault_words(fault),
                    f"{path} › {place_words(fault)}",
                    advice="照这一项上面的说明改正",
                )
                for fault in error.errors(include_input=False, include_url=False)
            ]
        ) from error
    use_changes(config.schemas, str(path))
    return config
