"""Says which form a sheet is, and under which header; judges by columns first, then by titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.intake.column_fields import fields_of, is_day, parts_of, told_by_row
from kcbx.intake.forms import IDENTITY, Form, forms, key, words
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS, Header, headers_of
from kcbx.intake.headings import field_of, is_ignored, nearly
from kcbx.intake.sides import facing
from kcbx.intake.teaching import Taught, forms_as_taught
from kcbx.intake.title_words import of_another, other_use, title_score, titled, village_score
from kcbx.intake.titles import lines_above, named

FEWEST_COLUMNS = 3
#: School and number are enough on a sheet that is titled as one of counts.
FEWEST_OF_COUNTS = 2
_PERSONAL = IDENTITY | {"guardian", "guardian_second", "phone", "household_head", "former_name"}
_STRONG_TITLE = 3.0
_STRONG_SIGNATURE = 5.0
#: Points of a column that says of each row what became of the child, for the form that reads it so.
_TOLD_BY_ROW = 5.0
#: How much less than the best another form may score and still be worth a word to the analyst.
CLOSE = 1.0


@dataclass(frozen=True)
class Recognised:
    """A sheet's form and header, and the ``lines`` above it. ``form`` None: not recognised, ``why`` says the reason.

    ``problem``: the form is plain to see, but the sheet cannot be used as it is; ``expected`` says what would do.
    ``rival``: another form that fits about as well.
    """

    form: Form | None
    header: Header | None
    why: str = ""
    problem: str = ""
    expected: str = ""
    rival: str = ""
    lines: tuple[str, ...] = ()


def recognise(
    grid: Grid, names: Mapping[str, Sequence[str]], role: str | None = None, taught: Sequence[Taught] = ()
) -> Recognised:
    """The form of a sheet. ``names``: texts by place (sheet, file, folder); ``role``: the form the user named.

    ``taught``: what a person said of the headings; the form that is returned reads them so.
    """
    known = forms_as_taught(taught, grid.sheet)
    headers = headers_of(grid, frozenset(key(heading) for each in taught for heading in each.headings))
    found = _recognised(grid, headers, names, role, known)
    if found.header is None:
        return found
    whole = next(each for each in headers if (each.first, each.last) == (found.header.first, found.header.last))
    return replace(found, header=whole, lines=tuple(lines_above(grid.rows, whole, ())))


def _recognised(
    grid: Grid,
    headers: Sequence[Header],
    names: Mapping[str, Sequence[str]],
    role: str | None,
    known: Mapping[str, Form],
) -> Recognised:
    if not headers:
        return Recognised(None, None, _nothing_found(grid))
    candidates = [known[role]] if role else list(known.values())
    scored = []
    for header in headers:
        lines = lines_above(grid.rows, header, headers)
        texts = {**names, "title": named(lines), "line": lines}
        if not role and (staff := _staff_column(header)):
            return Recognised(None, None, f"有“{staff}”列，像是教职工等成人名单")
        scored += [
            (_score(form, seen, texts), seen, form, texts)
            for form in candidates
            if role or not of_another(form, texts)
            for seen in [facing(form, header)]
        ]
    usable = [each for each in scored if each[0] > 0 and not _lacking(*each[1:]) and (role or _spoken_for(*each[1:]))]
    if usable:
        score, header, form, texts = max(usable, key=lambda each: (each[0], -each[1].first))
        header = _topmost(form, header, [each[1] for each in usable if each[2] is form])
        rivals = [(each[0], each[2].name) for each in usable if each[2] is not form]
        rival = max(rivals, default=(0.0, ""))
        if not role and not told_by_row(form, header) and (word := other_use(form, texts, _leaves(header))):
            return Recognised(None, None, f"标题或表头里有“{word}”，像是别的用处的名单；上面有名字不等于在校")
        if _side_by_side(form, header):
            return Recognised(form, header, problem="左右并排了两份名单", expected="一张表一份名单，一行一人")
        only_titled = form.needs_title and form.signature.keys().isdisjoint(fields_of(form, header))
        if rival[0] > score - CLOSE or only_titled:
            return Recognised(form, header, rival=rival[1])
        return Recognised(form, header, rival="" if role else _told_apart(form, header, known.values()))
    score, header, form, texts = max(scored, key=lambda each: (each[0], -each[1].first))
    if score > 0 and _plainly(form, header, texts, role):
        missing = "；".join(
            "或".join(fields()[name].label for name in group) for group in _lacking(header, form, texts)
        )
        return Recognised(form, header, problem=f"缺少必需的列：{missing}", expected=f"表头中有“{missing}”")
    seen = "、".join(dict.fromkeys(path[-1].strip() for path in header.paths if path and key(path[-1])))[:60]
    return Recognised(None, None, _told_why(header) or f"第 {header.last + 1} 行像表头（{seen}），但不是要读的表")


def _leaves(header: Header) -> list[str]:
    return [path[-1] for path in header.paths if path]


def _told_why(header: Header) -> str:
    """Why a sheet of a known sort cannot be read, and what to send instead; "" for any other."""
    told = "|".join(key("".join(path)) for path in header.paths if path)
    return next((each["why"] for each in schema("intake")["unreadable"] if re.search(each["headings"], told)), "")


def _told_apart(form: Form, header: Header, others: Iterable[Form]) -> str:
    """Another form of which a heading that ``form`` leaves over says what only that form tells: 是否本人在校."""
    over = [path for path, name in zip(header.paths, fields_of(form, header), strict=True) if path and name is None]
    return next((other.name for other in others for path in over if nearly(other, path) in other.signature), "")


def _topmost(form: Form, header: Header, others: Sequence[Header]) -> Header:
    """The first of the headers that a sheet repeats; the rows above a later one would be lost, as its title."""
    while above := [each for each in others if each.last < header.first]:
        header = max(above, key=lambda each: (_score(form, each, {}), -each.first))
    return header


def _score(form: Form, header: Header, texts: Mapping[str, Sequence[str]]) -> float:
    listed_only = not titled(form, texts)
    columns = _with_days(form, header, listed_only=listed_only)
    if "name" not in form.fields and _lists_persons(header):
        return 0.0
    parts = parts_of(form, header, listed_only=listed_only)
    found = Counter(field for field in columns if field)
    if len(found) < FEWEST_COLUMNS and (listed_only or "name" in form.fields or len(found) < FEWEST_OF_COUNTS):
        return 0.0
    whole = Counter(field for field, part in zip(columns, parts, strict=True) if field in IDENTITY and not part)
    repeated = sum(count - 1 for count in whole.values())
    unknown = sum(
        1 for path, field in zip(header.paths, columns, strict=True) if path and field is None and not is_ignored(path)
    )
    return (
        len(found)
        + village_score(form, texts)
        + sum(form.signature.get(field, 0.0) for field in found)
        + title_score(form, texts)
        + _TOLD_BY_ROW * told_by_row(form, header)
        - 0.7 * repeated
        - 0.3 * unknown
        - 0.01 * (header.last - header.first)
    )


def _lists_persons(header: Header) -> bool:
    """Whether a header asks for names and numbers: what is below it are no counts, whatever years head its groups."""
    of_homes = {field for path in header.paths if path and (field := field_of(forms()["census"], path))}
    return {"name", "id_number"} <= of_homes


def _with_days(form: Form, header: Header, *, listed_only: bool) -> list[str | None]:
    """The field of each column; under a title of the form the days of a roll-call are the attendance."""
    columns = fields_of(form, header, listed_only=listed_only)
    if listed_only:
        return columns
    days = [bool(path) and is_day(form, path) for path in header.paths]
    return ["attendance" if day and not name else name for day, name in zip(days, columns, strict=True)]


def _spoken_for(header: Header, form: Form, texts: Mapping[str, Sequence[str]]) -> bool:
    """Whether a title or a column of its own speaks for a form: names, numbers and addresses are on any list."""
    if form.needs_title:
        return titled(form, texts)
    by_title = title_score(form, texts) + village_score(form, texts)
    columns = fields_of(form, header, listed_only=not titled(form, texts))
    return by_title > 0 or told_by_row(form, header) or not form.signature.keys().isdisjoint(columns)


def _lacking(header: Header, form: Form, texts: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    by_title = titled(form, texts)
    found = frozenset(field for field in fields_of(form, header, listed_only=not by_title) if field)
    return form.lacks(found, titled=by_title)


def _plainly(form: Form, header: Header, texts: Mapping[str, Sequence[str]], role: str | None) -> bool:
    """Whether a sheet without an essential column is nevertheless of the form, so that leaving it out would hurt."""
    found = {field for field in fields_of(form, header, listed_only=True) if field}
    personal = found & _PERSONAL
    if role:
        return bool(personal)
    named_by_title = title_score(form, texts) >= _STRONG_TITLE
    speaks = sum(form.signature.get(field, 0.0) for field in found) >= _STRONG_SIGNATURE
    return len(personal) >= 3 and len(found) >= 5 and (named_by_title or speaks)


def _side_by_side(form: Form, header: Header) -> bool:
    """Whether the same columns come twice, as where a class is printed in two halves beside one another."""
    found = [field for field in fields_of(form, header) if field]
    if found.count("name") < 2:
        return False
    first = found.index("name")
    second = found.index("name", first + 1)
    left, right = found[:second], found[second:]
    return (
        len(right) >= 2
        and sum(field in left for field in right) >= 0.8 * len(right)
        and bool(IDENTITY & set(right) - {"name"})
    )


def _staff_column(header: Header) -> str:
    staff = words("headings", "not_children")
    return next((path[-1] for path in header.paths if path and key(path[-1]) in staff), "")


def _nothing_found(grid: Grid) -> str:
    if not any(cell != "" for row in grid.rows for cell in row):
        return "空表"
    return f"前 {SEARCHED_ROWS} 行里没有找到表头"
