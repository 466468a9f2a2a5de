"""``kcbx.toml``: what a county says about itself, checked by pydantic over the defaults.

Unknown keys are refused and every fault is listed at once. Without a file the defaults are a working county:
entry at six, cut-off 31 August, six years of primary and three of junior school.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.config_words import fault_words, place_words, toml_words
from kcbx.definitions import use_changes
from kcbx.errors import ConfigInvalid, Problem
from kcbx.file_names import ARCHIVES, INPUTS, LEDGER, RESULTS, RETURNS


def _month_day(text: str) -> str:
    """A day that some year has."""
    try:
        date.fromisoformat(f"2000-{text}")
    except ValueError as error:
        raise ValueError("没有这一天，写成如 08-31") from error
    return text


MonthDay = Annotated[str, Field(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_month_day)]


def _mail_address(text: str) -> str:
    """An address every mail server takes: ASCII, one ``@``; or nothing."""
    try:
        if (text and "." not in Address(addr_spec=text).domain) or not text.isascii():
            raise ValueError
    except (ValueError, HeaderParseError, IndexError) as error:  # IndexError: nothing after the @
        raise ValueError("不是邮箱地址") from error
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class County(_Strict):
    """Who the county is; ``code`` is the six-digit region code, used as a hint only."""

    name: str = ""
    code: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    bureau: str = ""
    contact: str = ""
    phone: str = ""


class School(_Strict):
    """Age rules. ``year`` overrides the school year of the as-of date."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    entry_age: Annotated[float, Field(ge=5, le=9, multiple_of=0.5)] = 6
    cutoff: MonthDay = "08-31"
    primary_years: Annotated[int, Field(ge=5, le=6)] = 6
    junior_years: Annotated[int, Field(ge=3, le=4)] = 3


class Township(_Strict):
    """A township: other spellings, its villages, its own age rules, whom to write to."""

    name: str
    aliases: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    village_aliases: dict[str, str] = {}
    entry_age: Annotated[float, Field(ge=5, le=9, multiple_of=0.5)] | None = None
    cutoff: MonthDay | None = None
    contact: str = ""
    phone: str = ""
    email: MailAddress = ""


class SchoolContact(_Strict):
    """Whom to write to at a school; ``township`` says who gets its workbook where townships hand them on."""

    name: str
    township: str = ""
    contact: str = ""
    phone: str = ""
    email: MailAddress = ""


class Answers(_Strict):
    """When the workbooks are due back: a date, or days after the as-of date."""

    due: date | None = None
    days: Annotated[int, Field(ge=1, le=366)] = 26


class Files(_Strict):
    """Files outside the result folder. ``secret``: the county secret that keys row ids."""

    secret: Path | None = None


class Mail(_Strict):
    """The mail server; always encrypted, its certificate always checked.

    ``port`` defaults to 587 with STARTTLS and 465 with TLS. ``user``: empty where the server asks for no login.
    ``password_file`` holds the login password alone; without it kcbx asks. ``ca_file``: the certificate of an office's
    own authority, trusted besides the system's.
    """

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    sender: MailAddress = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    timeout: Annotated[float, Field(gt=0, le=600)] = 60


class Packages(_Strict):
    """``keep_days``: days after the deadline until the packages sent out are to be deleted."""

    keep_days: Annotated[int, Field(ge=1, le=366)] = 30


class Retention(_Strict):
    """``days``: days after the deadline until ``kcbx purge`` deletes a result."""

    days: Annotated[int, Field(ge=1, le=3660)] = 180


class Run(_Strict):
    """Where ``kcbx run`` reads and writes, beside ``kcbx.toml``. ``previous``: last term's result; empty: found."""

    inputs: Annotated[str, Field(min_length=1)] = INPUTS
    returns: Annotated[str, Field(min_length=1)] = RETURNS
    results: Annotated[str, Field(min_length=1)] = RESULTS
    ledger: Annotated[str, Field(min_length=1)] = LEDGER
    archives: Annotated[str, Field(min_length=1)] = ARCHIVES
    previous: str = ""


#: Whatever has a name of its own in a list.
Named = TypeVar("Named", Township, SchoolContact)


class Config(_Strict):
    """The whole of ``kcbx.toml``.

    How and to whom workbooks are sent changes nothing in them, so it is not part of the ``repr`` that names a batch;
    ``schemas`` is where something is changed.
    """

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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
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
