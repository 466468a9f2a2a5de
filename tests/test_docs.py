"""What the documentation says is true: generated parts are fresh, links lead somewhere, commands are the ones run."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import refresh
from parts.commands import commands

ROOT = Path(__file__).parent.parent
PAGES = [page for folder in (".", "docs", "docs/adr", "schemas", "samples", "samples/oddities", "bench")
         for page in sorted((ROOT / folder).glob("*.md"))]  # fmt: skip
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "extra": ""}


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", refresh.documents(), ids=name_of)
def test_generated_parts_are_fresh(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert refresh.fresh(text) == text, "run: python docs/refresh.py"


def test_every_command_is_in_the_reference() -> None:
    reference = text_of("docs/commands.md")
    told = re.findall(r"^#+ kcbx (.+)$", reference, re.MULTILINE)
    assert sorted(told) == sorted(commands())
    for command in commands():
        assert f"\n用法：kcbx {command} [" in reference


def test_the_readme_names_every_command() -> None:
    readme = text_of("README.md")
    for command in commands():
        if " " not in command:
            assert f"[`{command}`](docs/commands.md#kcbx-{command})" in readme


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose(page)):
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_the_index_leads_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    led_to = {(index.parent / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(index))}
    assert {page for page in (ROOT / "docs").glob("*.md") if page != index} <= led_to


def prose(page: Path) -> str:
    """The page without its code."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"`[^`\n]*`", lambda code: code[0].replace("](", ""), text)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_offline_page_names_the_packages_only_windows_needs() -> None:
    """pip on another system does not download what only Windows asks for; the page has to name it."""
    needed, asked, only = {}, ["kcbx"], set()
    while asked:
        name = asked.pop()
        if name in needed:
            continue
        needed[name] = [Requirement(text) for text in distribution(name).requires or []]
        for wanted in needed[name]:
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                asked.append(wanted.name)
            elif wanted.marker.evaluate(_WINDOWS):
                only.add(wanted.name)
    command = next(line for line in text_of("docs/offline.md").splitlines() if "--platform win_amd64" in line)
    assert set(command.partition(".whl")[2].split()) >= only - needed.keys()
    assert only, "pandas and typer ask for packages on Windows"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = next(
        line for line in text_of("README.md").splitlines() if "pytest" in line and line.startswith("python3 -m venv")
    )
    assert command in text_of(".ci/run")


def test_the_english_and_the_chinese_guide_run_the_same_sample() -> None:
    commands = [
        next(line for line in text_of(name).splitlines() if "kcbx reconcile samples" in line)
        for name in ("README.md", "README.zh-CN.md")
    ]
    assert commands[0].split("kcbx reconcile")[1] == commands[1].split("kcbx reconcile")[1]
