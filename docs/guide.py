"""Runs the guide: what README.zh-CN.md tells a newcomer to type is typed, what it shows is what was printed.

A guide holds, in the order a reader meets them:

* the first ``sh`` block, the installation, run in a copy of the project;
* ``console`` blocks: lines after ``$ `` are commands, the lines below them their output (both streams);
* ``<!-- copied: source → target -->``: what is in one folder is copied into another, as words tell to do by mouse;
* tables after ``<!-- typed: source → target -->``: what to write into which row of a workbook, saved under a new name.

Commands run in an empty folder, with a home of their own. Two things are not compared: seconds, and where the home is.
The county secret is a fixed one, so that case numbers are the same in every run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook

from kcbx.layouts import layout
from kcbx.workbook.page import FIRST_ROW

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "README.zh-CN.md"
#: What an installation from the project folder needs.
PROJECT = ("kcbx", "schemas", "samples", "pyproject.toml", "requirements.lock", "README.md", "LICENSE")
HOME_SHOWN = "/home/您"
#: Wide enough that no path is folded, however deep the home lies.
COLUMNS = "240"
_CONSOLE = r"```console\n(?P<console>.*?)```"
_TYPED = r"<!-- typed: (?P<source>\S+) → (?P<target>\S+) -->\n\n(?P<rows>(?:\|[^\n]*\n)+)"
_COPIED = r"<!-- copied: (?P<from>\S+) → (?P<to>\S+) -->"
_BLOCK = re.compile(f"{_CONSOLE}|{_TYPED}|{_COPIED}", re.DOTALL)
_INSTALL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_SECONDS = re.compile(r"\d+\.\d 秒")


class GuideFails(Exception):
    """A command of the guide ended with another exit code than 0."""


@dataclass
class Newcomer:
    """Somebody who follows the guide: the programs installed, a home, the folder they are in."""

    programs: Path
    home: Path
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.home / "练习"
        self.folder.mkdir(parents=True)
        secret = self.home / ".config" / "kcbx" / "county.key"
        secret.parent.mkdir(parents=True)
        secret.write_bytes(b"the secret of an invented county"[:32])

    def types(self, command: str) -> str:
        """What a command prints, on either stream. Raises GuideFails."""
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return ""
        environment = {
            "PATH": os.pathsep.join([str(self.programs), os.defpath]),
            "HOME": str(self.home),
            "COLUMNS": COLUMNS,
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(  # noqa: S603 - the commands of our own guide
            ["/bin/bash", "-c", command],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        shown = done.stdout.replace(str(self.home), HOME_SHOWN)
        if done.returncode:
            raise GuideFails(f"$ {command}\n{shown}exit code {done.returncode}")
        return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())

    def copies(self, source: str, target: str) -> None:
        """Copy what is in a folder into another one that is there."""
        if not (self.folder / target).is_dir():
            raise GuideFails(f"there is no folder {target} to copy into")
        shutil.copytree(self.folder / source, self.folder / target, dirs_exist_ok=True)

    def fills_in(self, source: str, target: str, rows: str) -> None:
        """Write a table of the guide into a township's 待核查 sheet and save it as another file."""
        form = layout("township", "to_verify")
        places = {answer.label: form.position(answer.name) + 1 for answer in form.answers}
        book = load_workbook(self.folder / source)
        heads, _, *lines = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows.splitlines()]
        for number, *said in lines:
            for head, text in zip(heads[1:], said, strict=True):
                if text:
                    book[form.sheet].cell(FIRST_ROW + int(number), places[head]).value = text
        (self.folder / target).parent.mkdir(parents=True, exist_ok=True)
        book.save(self.folder / target)


def install(guide: str, folder: Path) -> Path:
    """Follow the first ``sh`` block in a copy of the project; the folder of the installed programs."""
    project = folder / "kcbx"
    project.mkdir(parents=True)
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, project / name)
    block = _INSTALL.search(guide)
    if block is None:
        raise GuideFails("the guide does not say how to install")
    environment = {**os.environ, "KCBX_SECRET_FILE": str(folder / "county.key")}
    subprocess.run(["/bin/bash", "-ec", block[1]], cwd=project, env=environment, check=True, capture_output=True)  # noqa: S603
    return project / ".venv" / "bin"


def followed(guide: str, newcomer: Newcomer) -> str:
    """The guide with what every command prints now. Raises GuideFails."""

    def step(block: re.Match[str]) -> str:
        if block["from"]:
            newcomer.copies(block["from"], block["to"])
            return block[0]
        if block["console"] is None:
            newcomer.fills_in(block["source"], block["target"], block["rows"])
            return block[0]
        shown = "".join(f"$ {command}\n{newcomer.types(command)}" for command in _commands(block["console"]))
        return f"```console\n{shown}```"

    return _BLOCK.sub(step, guide)


def without_seconds(text: str) -> str:
    """The text with every measured time alike."""
    return _SECONDS.sub("0.0 秒", text)


def rewrite() -> None:
    """Write what the commands print now into the guide; a guide that differs in seconds only is left alone."""
    guide = GUIDE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="kcbx-guide-") as name:
        now = followed(guide, Newcomer(install(guide, Path(name)), Path(name) / "home"))
    if without_seconds(now) != without_seconds(guide):
        GUIDE.write_text(now, encoding="utf-8")


def _commands(console: str) -> Iterator[str]:
    return (line.removeprefix("$ ") for line in console.splitlines() if line.startswith("$ "))
