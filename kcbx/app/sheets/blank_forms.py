"""Blank forms for villages and schools, one or all of them, with the county's own places to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kcbx import config as configuration
from kcbx.app.files import require_kind, whole_file
from kcbx.errors import Problem, UsageError
from kcbx.register import Place
from kcbx.workbook.recipients import file_name
from kcbx.workbook.templates import Template, Unit, templates, title_of
from kcbx.workbook.templates_form import write

ALL = "all"
#: Stands where a workbook of a result names its batch.
_BLANK = "空白表"


@dataclass(frozen=True)
class Wanted:
    """Which form (its name in schemas/forms, its title or a part of it, or ``all``), for whom, and where it goes.

    ``to``: a folder, or for one form a file; None is the working folder. In a folder a form bears its title.
    """

    form: str
    as_of: date
    to: Path | None = None
    township: str = ""
    village: str = ""
    school: str = ""
    config: Path | None = None
    overwrite: bool = False


def write_forms(wanted: Wanted) -> list[Path]:
    """Write the blank forms; returns their paths.

    Raises UsageError for an unknown form, a file that is there, one that is no .xlsx, and one file for all forms.
    """
    config = configuration.load(wanted.config)
    chosen = _chosen(wanted.form)
    units = {each.form: _unit(wanted, config, each) for each in chosen}
    paths = {each.form: _path(wanted, each, units[each.form]) for each in chosen}
    existing = [path for path in paths.values() if path.exists() and not wanted.overwrite]
    if existing:
        raise UsageError(
            [Problem("文件已经存在", str(path), advice="换一个名字，或加上 --overwrite") for path in existing]
        )
    place = Place(
        county=config.county.name or "本县",
        as_of=wanted.as_of,
        ages=config.ages(wanted.as_of),
        deadline=config.deadline(wanted.as_of),
        batch=_BLANK,
        contact=config.county.contact,
        phone=config.county.phone,
        bureau=config.county.bureau,
    )
    for each in chosen:
        with whole_file(paths[each.form], overwrite=wanted.overwrite) as beside:
            write(each, units[each.form], place, place.owner, beside)
    return list(paths.values())


def _chosen(form: str) -> Sequence[Template]:
    known = templates()
    if form == ALL:
        return list(known.values())
    named = [each for each in known.values() if form in (each.form, each.title)]
    named = named or [each for each in known.values() if form and form in each.title]
    if len(named) != 1:
        words = "、".join(f"{each.form}（{each.title}）" for each in known.values())
        raise UsageError(Problem(f"没有“{form}”这种空白表", expected=f"{words}，或 {ALL}（全部）"))
    return named


def _unit(wanted: Wanted, config: configuration.Config, template: Template) -> Unit:
    """The places the form is for; of a home's form the villages of the township named."""
    own = next((each for each in config.townships if each.name == wanted.township), None)
    return Unit(
        township=wanted.township,
        village=wanted.village,
        school=wanted.school if template.place == "school" else "",
        townships=[each.name for each in config.townships],
        villages=own.villages if own else (),
    )


def _path(wanted: Wanted, template: Template, unit: Unit) -> Path:
    if wanted.form == ALL and wanted.to is not None and wanted.to.suffix.lower() == ".xlsx":
        raise UsageError(Problem("全部空白表要写进一个文件夹", str(wanted.to), advice="写文件夹的名字"))
    name = file_name(title_of(template, unit))
    if wanted.form == ALL or wanted.to is None or wanted.to.is_dir():
        return (wanted.to or Path()) / name
    require_kind(wanted.to, ".xlsx")
    return wanted.to
