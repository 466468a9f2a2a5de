"""The sections of ``kcbx.toml``: which keys each has, what may stand there, what holds where nothing is written.

The same in words, for people: ``schemas/init.toml``.
"""

from __future__ import annotations

from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

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


#: No key but those that are known.
STRICT = ConfigDict(extra="forbid", frozen=True)


class _Section(BaseModel):
    model_config = STRICT


class County(_Section):
    """Who the county is; ``code`` is the six-digit region code, used as a hint only."""

    name: str = ""
    code: Annotated[str, Field(pattern=r"^(\d{6})?$")] = ""
    bureau: str = ""
    contact: str = ""
    phone: str = ""


class School(_Section):
    """Age rules. ``year`` overrides the school year of the as-of date."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    entry_age: Annotated[float, Field(ge=5, le=9, multiple_of=0.5)] = 6
    cutoff: MonthDay = "08-31"
    primary_years: Annotated[int, Field(ge=5, le=6)] = 6
    junior_years: Annotated[int, Field(ge=3, le=4)] = 3


class Township(_Section):
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


class SchoolContact(_Section):
    """Whom to write to at a school; ``township`` says who gets its workbook where townships hand them on."""

    name: str
    township: str = ""
    contact: str = ""
    phone: str = ""
    email: MailAddress = ""


class Answers(_Section):
    """When the workbooks are due back: a date, or days after the as-of date."""

    due: date | None = None
    days: Annotated[int, Field(ge=1, le=366)] = 26


class Files(_Section):
    """Files outside the result folder. ``secret``: the county secret that keys row ids."""

    secret: Path | None = None


class Mail(_Section):
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


class Packages(_Section):
    """``keep_days``: days after the deadline until the packages sent out are to be deleted."""

    keep_days: Annotated[int, Field(ge=1, le=366)] = 30


class Retention(_Section):
    """``days``: days after the deadline until ``kcbx purge`` deletes a result."""

    days: Annotated[int, Field(ge=1, le=3660)] = 180


class Run(_Section):
    """Where ``kcbx run`` reads and writes, beside ``kcbx.toml``. ``previous``: last term's result; empty: found."""

    inputs: Annotated[str, Field(min_length=1)] = INPUTS
    returns: Annotated[str, Field(min_length=1)] = RETURNS
    results: Annotated[str, Field(min_length=1)] = RESULTS
    ledger: Annotated[str, Field(min_length=1)] = LEDGER
    archives: Annotated[str, Field(min_length=1)] = ARCHIVES
    previous: str = ""
