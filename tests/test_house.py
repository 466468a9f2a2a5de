"""The house stands as drawn: imports point one way, and each side effect has one owner."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "kcbx"

#: A room may import from itself and from the rooms named here.
GROUND = {
    "errors",
    "definitions",
    "fields",
    "findings",
    "cohorts",
    "config_sections",
    "answers",
    "layouts",
    "casebook",
    "targets",
    "file_names",
    "locks",
    "records",
    "system_words",
    "config_words",
    "overlay",
    "reliable",
    "among",
    "statuses",
    "list_kinds",
    "class_lists_say",
    "__init__",
}
TABLES = GROUND | {"config", "linkage", "register"}
MAY_IMPORT = {
    **dict.fromkeys((GROUND - {"__init__"}) | {"config", "linkage", "register"}, TABLES),
    "clean": TABLES,
    "engine": TABLES,
    "people": TABLES | {"clean"},
    "intake": TABLES,
    "reconcile": TABLES | {"clean", "engine", "people"},
    "metrics": TABLES | {"engine"},
    "workbook": TABLES,
    "sample": TABLES | {"workbook"},
    "followup": TABLES | {"clean", "people"},
    "deliver": TABLES | {"workbook"},
    "terminal": TABLES | {"streams"},
    "streams": set(),
    "secret": TABLES,
    "app": None,
    "cli": None,
    "commands": None,
    "__main__": None,
}

#: A side effect and the only modules that may cause it.
OWNERS = {
    "xlsxwriter": ("workbook", "sample"),
    "python_calamine": ("intake",),
    "openpyxl": ("intake", "followup"),
    "rich": ("terminal",),
    "duckdb": ("engine",),
    "splink": ("engine", "reconcile"),
    "smtplib": ("deliver",),
    "sqlite3": ("followup",),
    "msoffcrypto": ("intake", "deliver"),
    "pyzipper": ("deliver",),
}

MODULES = sorted(PACKAGE.rglob("*.py"))

#: The ``__init__.py`` of every room of more modules than one can take in at a glance.
ROOMS = [path for path in MODULES if path.name == "__init__.py" and len([*path.parent.glob("*.py")]) > 20]


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    allowed = MAY_IMPORT.get(room(path), set())
    if room(path) == "__init__" or allowed is None:
        return
    used = {name.split(".")[1] for name in imports(path) if name.startswith("kcbx.")}
    assert used - allowed - {room(path), "__version__"} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_side_effect_has_one_owner(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    assert {library for library in used & OWNERS.keys() if room(path) not in OWNERS[library]} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_terminal_prints(path: Path) -> None:
    calls = {
        node.func.id for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert room(path) == "terminal" or "print" not in calls


def test_one_place_asks_the_clock_for_the_day() -> None:
    """The same input gives the same output: everybody else is told the day."""
    asking = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"date.today", "datetime.today"}
    }
    assert asking == {"commands/running.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_owns(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.parent.relative_to(PACKAGE)))
def test_every_room_says_what_each_of_its_modules_is_for(path: Path) -> None:
    """A room of many modules is a story: its docstring names them all, so that nobody has to guess where to begin."""
    told = set(re.findall(r":mod:`(\w+)`", ast.get_docstring(tree(path)) or ""))
    modules = {each.stem for each in path.parent.glob("*.py")} | {
        each.parent.name for each in path.parent.glob("*/__init__.py")
    }
    assert told == modules - {"__init__"}
