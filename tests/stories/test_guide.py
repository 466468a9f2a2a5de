"""The guide followed literally by a newcomer: a fresh environment, an empty folder, each output as printed there.

Takes some minutes, most of them the installation: ``python -m pytest tests/stories/test_guide.py`` runs it alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import guide

TEXT = guide.GUIDE.read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the guide is followed in bash")
def test_what_the_guide_shows_is_what_is_printed(tmp_path: Path) -> None:
    newcomer = guide.Newcomer(guide.install(TEXT, tmp_path), tmp_path / "home")
    now = guide.followed(TEXT, newcomer)
    assert guide.without_seconds(now).splitlines() == guide.without_seconds(TEXT).splitlines(), (
        "run: python docs/refresh.py --guide"
    )
    assert (tmp_path / "kcbx" / "结果" / "全县汇总.xlsx").is_file(), "the first command of both guides"


def test_a_guide_whose_command_fails_is_not_written_down(tmp_path: Path) -> None:
    newcomer = guide.Newcomer(Path("/usr/bin"), tmp_path)
    with pytest.raises(guide.GuideFails, match="exit code 3"):
        guide.followed("```console\n$ exit 3\n```\n", newcomer)


def test_what_is_copied_by_mouse_is_copied_into_a_folder_that_is_there(tmp_path: Path) -> None:
    newcomer = guide.Newcomer(Path("/usr/bin"), tmp_path)
    for place in ("甲/摸底", "乙/摸底"):
        (newcomer.folder / place).mkdir(parents=True)
    (newcomer.folder / "甲" / "摸底" / "表").write_text("一")
    text = "<!-- copied: 甲 → 乙 -->\n\n```console\n$ cat 乙/摸底/表\n一\n```\n"
    assert guide.followed(text, newcomer) == text
    with pytest.raises(guide.GuideFails, match="丙"):
        guide.followed("<!-- copied: 甲 → 丙 -->", newcomer)


def test_every_command_of_the_guide_can_be_typed_on_windows() -> None:
    typed = [command for block in guide._BLOCK.finditer(TEXT) for command in guide._commands(block["console"] or "")]
    assert len(typed) > 10
    assert {command.split()[0] for command in typed} <= {"kcbx", "cd"}


def test_a_stale_output_is_seen(tmp_path: Path) -> None:
    newcomer = guide.Newcomer(Path("/usr/bin"), tmp_path)
    shown = guide.followed("```console\n$ echo 二 1.2 秒\n一 9.9 秒\n```\n", newcomer)
    assert shown == "```console\n$ echo 二 1.2 秒\n二 1.2 秒\n```\n"
    assert guide.without_seconds(shown) == guide.without_seconds(shown.replace("1.2", "3.4"))
