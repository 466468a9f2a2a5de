"""Flags of a row, and who looks after the child: guardians, household head, telephone."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from kcbx.clean.flags import certificate_kind, disability_kind, read_circumstances, read_flag
from kcbx.clean.names import name_key, name_keys, show_name
from kcbx.clean.words import Rows, by_value, by_value_parts, first, said, tidy

FLAGS = ("disabled", "certificate", "with_class", "low_income", "left_behind", "migrant", "orphan")
_GROUP_FLAGS = ("disabled", "left_behind", "low_income", "orphan", "migrant")
#: Being on such a register is the circumstance itself.
_REGISTERS = {"disability": "disabled", "low_income": "low_income"}
_BETWEEN = re.compile(r"[、,，;；/\\|&+]|(?<=[一-鿿]{2})\s+(?=[一-鿿]{2})")
_ROLE = re.compile(r"^(?:父亲|母亲|父|母|爷爷|奶奶|外公|外婆|爸爸|妈妈|监护人)\s*[:：]\s*|[(（][^)）]*[)）]")
_ONE_NAME = r"^[一-鿿]{2,4}$"


def circumstances(form: str, rows: Rows) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """The flag columns and disability_type of [people]; and by field the texts that were not understood."""
    flags, unclear = {}, {}
    group = first(rows.said("special_group"), rows["special_group"])
    told = by_value_parts(group, _group, {**dict.fromkeys(_GROUP_FLAGS, "boolean"), "unclear": "str"})
    unclear["special_group"] = told["unclear"]
    for flag in FLAGS:
        written = rows[flag]
        own = by_value(written, lambda text, flag=flag: read_flag(flag, text), "boolean")  # type: ignore[misc]
        unclear[flag] = said(written).where(own.isna())
        flags[flag] = first(own, told[flag]) if flag in told else own
    kind = by_value(rows.said("disability_type"), disability_kind)
    level = by_value(rows.said("disability_level"), lambda text: disability_kind("肢体" + text + "级"))
    kind = first(
        kind + level.str[2:].where(kind.str.len() == 2),
        kind,
        by_value(rows["disabled"], disability_kind),
        by_value(rows["with_class"], disability_kind),
        by_value(group, disability_kind),
        by_value(rows.said("disability_number"), certificate_kind),
    )
    flags["certificate"] = flags["certificate"].mask(flags["certificate"].isna() & _without_number(rows), False)
    flags["disabled"] = flags["disabled"].mask(flags["disabled"].isna() & kind.notna(), True)
    if register := _REGISTERS.get(form):
        flags[register] = flags[register].fillna(True)
        unclear.pop(register)
    written = rows.said("disability_type")
    unclear["disability_type"] = written.where(by_value(written, disability_kind).isna())
    return pd.DataFrame({**flags, "disability_type": kind}), unclear


def _without_number(rows: Rows) -> pd.Series:
    """Whether words, such as 未办证, stand where the number of the certificate would."""
    written = rows.said("disability_number")
    return written.notna() & ~written.str.contains("[0-9]").fillna(False).astype(bool)


def _group(text: str) -> tuple[bool | str | None, ...]:
    told, unknown = read_circumstances(text)
    return (*(told.get(flag) for flag in _GROUP_FLAGS), "、".join(unknown) or None)


def guardians(rows: Rows) -> pd.DataFrame:
    """Columns guardian (as written, joined by 、), guardian_keys (with the household head's) and phone."""
    written = [rows.said(name) for name in ("guardian", "guardian_second", "household_head")]
    both = first(written[0] + "、" + written[1], *written[:2])
    keys = [_keys(each) for each in written]
    return pd.DataFrame(
        {
            "guardian": both,
            "guardian_keys": _all_keys(keys),
            "household_head_key": keys[2],
            "phone": phones(rows.said("phone")),
        }
    )


def _keys(names: pd.Series) -> pd.Series:
    """Keys of one or several names in a cell, joined by ``|``."""
    single = names.str.match(_ONE_NAME)
    return first(by_value(names.mask(single), _several_keys), name_keys(names.where(single)))


def _several_keys(text: str) -> str | None:
    shown = (show_name(_ROLE.sub("", piece)) for piece in _BETWEEN.split(text))
    return "|".join(sorted({key for name in shown if name and (key := name_key(name))})) or None


def _all_keys(columns: list[pd.Series]) -> pd.Series:
    """The keys of all columns of each row, each once, sorted, joined by ``|``."""
    joined = columns[0]
    for other in columns[1:]:
        if other.isna().all():
            continue
        first_two = (joined + "|" + other).mask(joined > other, other + "|" + joined).mask(joined == other, joined)
        joined = first(first_two, joined, other)
    several = joined.str.contains("|", regex=False) & (joined.str.count("[|]") > 1)
    return first(by_value(joined.where(several), lambda keys: "|".join(sorted(set(keys.split("|"))))), joined)


def phones(column: pd.Series) -> pd.Series:
    """:func:`read_phone` of a column; plain mobile numbers need no reading."""
    plain = column.str.match(r"^1[3-9][0-9]{9}$") & ~column.str.match(
        "^(?:" + "|".join(f"1?{digit}+" for digit in range(3, 10)) + ")$"
    )
    return first(by_value(column.mask(plain), read_phone), column.where(plain))


def read_phone(text: str) -> str | None:
    """The first telephone number in a text, digits only; null for placeholders (11111111111) and other text."""
    for piece in re.split(r"[、,;/转]+", unicodedata.normalize("NFKC", tidy(text)).removesuffix(".0")):
        digits = re.sub(r"[^0-9]", "", piece)
        digits = re.sub("^(?:00)?86(?=1[0-9]{10}$)", "", digits)
        if len(digits) == 22 and digits[0] == digits[11] == "1":
            digits = digits[:11]
        if 7 <= len(digits) <= 12 and len(set(digits)) > 2:
            return digits
    return None
