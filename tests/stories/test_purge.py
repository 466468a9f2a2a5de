"""Working copies past their retention go, and nothing else does."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filelock import FileLock

from kcbx.app.batch.home import Progress
from kcbx.app.retention import purging
from kcbx.app.retention.copies import DELETIONS
from kcbx.app.returned.marked_record import note
from kcbx.errors import OutputUnwritable
from kcbx.file_names import MARKED
from kcbx.records import file_digest

from .county import Run, county, kcbx

#: A result as of 2026-09-20 is due back on 2026-10-16 and stays 180 days.
LAST_DAY, DAY_AFTER = "2027-04-14", "2027-04-15"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one result, a package folder, and files of the analyst."""
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "county.key"))
    folder = tmp_path / "结 果"
    result = folder / "2026秋"
    done = kcbx("reconcile", county(children=300) / "输入", "--out", result, "--as-of", "2026-09-20")
    assert done.code == 0, done.stderr
    (folder / "说明.txt").write_text("自己的", encoding="utf-8")
    (folder / "别的").mkdir()
    (folder / "别的" / "run.json").write_text("{}", encoding="utf-8")
    return folder


def purge(*words: str | Path) -> Run:
    return kcbx("purge", *words, env=dict(os.environ))


def due_in(folder: Path, day: str) -> list[dict[str, Any]]:
    due: list[dict[str, Any]] = json.loads(purge(folder, "--as-of", day, "--json").stdout)["due"]
    return due


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_nothing_goes_before_its_day_or_without_yes(desk: Path) -> None:
    before = names(desk)
    early = purge(desk, "--as-of", LAST_DAY, "--yes")
    assert (early.code, early.stdout) == (0, "")
    shown = purge(desk, "--as-of", DAY_AFTER)
    assert shown.code == 0, shown.stderr
    assert "2026秋" in shown.stdout
    assert names(desk) == before


def test_yes_deletes_the_result_alone_and_says_so(desk: Path) -> None:
    record = file_digest(desk / "2026秋" / "run.json")
    run = purge(desk, "--as-of", DAY_AFTER, "--yes")
    assert run.code == 0, run.stderr
    assert names(desk) == {"说明.txt", "别的", DELETIONS}
    told = [json.loads(line) for line in (desk / DELETIONS).read_text(encoding="utf-8").splitlines()]
    assert [(each["name"], each["kind"], each["deleted_on"]) for each in told] == [("2026秋", "result", DAY_AFTER)]
    assert told[0]["files"] > 3
    assert told[0]["record_sha256"] == record
    again = purge(desk, "--as-of", DAY_AFTER, "--yes")
    assert again.code == 0, "a folder that was purged before is known, every night again"
    assert len((desk / DELETIONS).read_text(encoding="utf-8").splitlines()) == 1


def test_packages_go_when_they_expire(desk: Path) -> None:
    packs = desk / "包"
    done = kcbx("pack", desk / "2026秋", "--to", packs, "--password-sheet", desk.parent / "密码.csv")
    assert done.code == 0, done.stderr
    expires = json.loads((packs / "manifest.json").read_text(encoding="utf-8"))["expires"]
    assert json.loads(purge(desk, "--as-of", expires, "--json").stdout)["due"] == []
    run = purge(packs, "--as-of", "2026-11-16", "--yes")
    assert expires == "2026-11-15"
    assert run.code == 0, run.stderr
    assert not packs.exists()
    assert (desk / "2026秋").exists()


def test_what_a_batch_wrote_beside_a_result_goes_with_it(desk: Path) -> None:
    texts = {"指标.csv": "数", "对比.csv": "儿童", "月报.xlsx": "改过", "自己.txt": "自己的"}
    digests = {}
    for ending, text in texts.items():
        path = desk / f"2026秋-{ending}"
        path.write_text(text, encoding="utf-8")
        digests[ending] = file_digest(path) if ending in ("指标.csv", "对比.csv") else "other"
    stages = {ending: {"inputs": "", "product": digest} for ending, digest in digests.items()}
    record = desk / "2026秋-进度.json"
    Progress(date(2026, 9, 20), ended=True, stages=stages).write(record)
    assert json.loads(purge(desk, "--as-of", LAST_DAY, "--json").stdout)["due"] == []
    run = purge(desk, "--as-of", DAY_AFTER, "--yes", "--json")
    due = {Path(each["path"]).name: each["deleted"] for each in json.loads(run.stdout)["due"]}
    assert due == {
        "2026秋": True,
        "2026秋-指标.csv": True,
        "2026秋-对比.csv": True,
        "2026秋-月报.xlsx": False,
        "2026秋-自己.txt": False,
    }
    assert record.exists(), "by it the next purge knows what is left"
    for ending in ("月报.xlsx", "自己.txt"):
        (desk / f"2026秋-{ending}").unlink()
    assert purge(desk, "--as-of", DAY_AFTER, "--yes").code == 0
    assert not record.exists()


def test_corrections_go_as_what_they_are(desk: Path) -> None:
    sheets = county(children=300) / "输入"
    assert kcbx("check", sheets, "--to", desk / "更正单", "--as-of", "2026-09-20").code == 0
    run = purge(desk / "更正单", "--as-of", "2027-03-20", "--yes", "--json")
    [gone] = json.loads(run.stdout)["due"]
    assert (gone["kind"], gone["until"], gone["deleted"]) == ("corrections", "2027-03-19", True)
    assert not (desk / "更正单").exists()


def test_typed_answers_and_other_files_are_kept(desk: Path) -> None:
    shutil.copytree(desk / "2026秋", desk / "另一个")
    (desk / "另一个" / "笔记.txt").write_text("x", encoding="utf-8")
    path = desk / "2026秋" / "全县汇总.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Z99"] = "答复"
    book.save(path)
    run = purge(desk, "--as-of", DAY_AFTER, "--yes", "--json")
    assert run.code == 0, run.stderr
    assert all(each["kept"] and not each["deleted"] for each in json.loads(run.stdout)["due"])
    assert {"2026秋", "另一个"} <= names(desk)


def test_leftovers_go_at_once_unless_a_run_holds_them(desk: Path) -> None:
    for name in ("停了", "在写"):
        (desk / f".{name}.kcbx-unfinished").mkdir()
        (desk / f".{name}.kcbx-unfinished" / "半.xlsx").write_bytes(b"x")
    (desk / ".停了.kcbx-lock").touch()
    (desk / ".没了.kcbx-old").mkdir()
    with FileLock(desk / ".在写.kcbx-lock"):
        run = purge(desk, "--as-of", "2026-09-21", "--yes")
    assert run.code == 0, run.stderr
    left = names(desk)
    assert ".停了.kcbx-unfinished" not in left
    assert ".停了.kcbx-lock" not in left
    assert ".在写.kcbx-unfinished" in left
    assert ".没了.kcbx-old" in left, "the only copy of a result that was being overwritten"
    assert "2026秋" in left


def test_the_folder_of_a_county_lists_what_its_folders_hold(desk: Path) -> None:
    inside = {each["path"] for each in json.loads(purge(desk, "--as-of", DAY_AFTER, "--json").stdout)["due"]}
    above = {each["path"] for each in json.loads(purge(desk.parent, "--as-of", DAY_AFTER, "--json").stdout)["due"]}
    assert inside
    assert inside <= above


def test_a_marked_copy_goes_after_its_day_unless_somebody_has_filled_it_in(desk: Path) -> None:
    folder = desk / "退回更正"
    folder.mkdir()
    for name, due in (("甲", "2026-10-16"), ("乙", "2026-10-16"), ("丙", "2027-03-31")):
        copy = folder / f"{name}（退回更正）.xlsx"
        copy.write_bytes(name.encode())
        note(copy, copy, date.fromisoformat(due))
    (folder / "自己的.xlsx").write_bytes(b"x")
    assert not [each for each in due_in(desk, LAST_DAY) if each["kind"] == "marked"]
    (folder / "乙（退回更正）.xlsx").write_bytes("改过".encode())
    run = purge(desk, "--as-of", DAY_AFTER, "--yes")
    assert run.code == 0, run.stderr
    assert "乙（退回更正）" in run.stderr
    left = {"乙（退回更正）.xlsx", "丙（退回更正）.xlsx", "自己的.xlsx", MARKED, DELETIONS}
    assert names(folder) == left
    (folder / "乙（退回更正）.xlsx").unlink()
    assert purge(desk, "--as-of", "2027-12-31", "--yes").code == 0
    assert names(folder) == {"自己的.xlsx", DELETIONS}, "the record goes with the last copy"


def test_drafts_go_with_the_packages_in_them(desk: Path) -> None:
    packs, drafts = desk / "包", desk / "草稿"
    done = kcbx("pack", desk / "2026秋", "--to", packs, "--password-sheet", desk.parent / "密码.csv")
    assert done.code == 0, done.stderr
    (desk / "kcbx.toml").write_text('[mail]\nsender = "a@example.org"\n', encoding="utf-8")
    done = kcbx("mail", packs, "--drafts", drafts, "--config", desk / "kcbx.toml")
    assert done.code == 0, done.stderr
    assert list(drafts.rglob("*.eml"))
    assert not due_in(drafts, "2026-11-15")
    run = purge(drafts, "--as-of", "2026-11-16", "--yes")
    assert run.code == 0, run.stderr
    assert not drafts.exists()


def test_what_a_killed_run_left_of_a_file_goes_when_nobody_can_be_writing_it(desk: Path) -> None:
    for name, age in ((".月报.kcbx-new.xlsx", 7200), (".正在写.kcbx-new.xlsx", 0)):
        (desk / name).write_bytes(b"half")
        then = time.time() - age
        os.utime(desk / name, (then, then))
    assert purge(desk, "--as-of", "2026-09-21", "--yes").code == 0
    assert ".月报.kcbx-new.xlsx" not in names(desk)
    assert ".正在写.kcbx-new.xlsx" in names(desk)


def test_where_one_cannot_go_the_others_do_and_the_next_purge_takes_it(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a folder in which WPS holds a file open cannot be renamed."""
    shutil.copytree(desk / "2026秋", desk / "2026春")
    rename = Path.rename

    def held(path: Path, target: Path) -> Path:
        if path.name == "2026春":
            raise PermissionError(13, "in use", str(path))
        return rename(path, target)

    day = date.fromisoformat(DAY_AFTER)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", held)
        purged = purging.purge([desk], day, None, None, really=True)
    assert names(desk) >= {"2026春", DELETIONS}
    assert "2026秋" not in names(desk)
    assert (desk / "2026春" / "全县汇总.xlsx").is_file(), "whole as it was"
    with pytest.raises(OutputUnwritable, match="2026春"):
        purged.require_all()
    again = purge(desk, "--as-of", DAY_AFTER, "--yes")
    assert again.code == 0, again.stderr
    told = [json.loads(line)["name"] for line in (desk / DELETIONS).read_text(encoding="utf-8").splitlines()]
    assert told == ["2026秋", "2026春"]


def test_a_folder_half_deleted_is_recorded_once_as_what_it_was(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, *, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "in use", str(path))

    day = date.fromisoformat(DAY_AFTER)
    with monkeypatch.context() as patched:
        patched.setattr(purging.shutil, "rmtree", refused)
        assert list(purging.purge([desk], day, None, None, really=True).stuck) == [desk / "2026秋"]
    assert purge(desk, "--as-of", DAY_AFTER, "--yes").code == 0
    told = [json.loads(line)["kind"] for line in (desk / DELETIONS).read_text(encoding="utf-8").splitlines()]
    assert told == ["result", "unfinished"]
    assert names(desk) == {"说明.txt", "别的", DELETIONS}


def test_what_is_no_kcbx_folder_is_refused_and_nothing_goes(desk: Path) -> None:
    run = purge(desk, desk / "别的", "--as-of", DAY_AFTER, "--yes")
    assert run.code == 2
    assert (desk / "2026秋").exists()


def test_links_are_not_followed(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "外").mkdir()
    (desk / "2026秋").rename(tmp_path / "外" / "真")
    (desk / "链").symlink_to(tmp_path / "外" / "真", target_is_directory=True)
    assert purge(desk, "--as-of", DAY_AFTER, "--yes").code == 2
    assert (tmp_path / "外" / "真" / "run.json").exists()
