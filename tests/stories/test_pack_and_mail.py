"""From a result to the recipients: each gets its own children alone, behind a password that is nowhere else."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
import pytest
from msoffcrypto.exceptions import InvalidKeyError

from kcbx.app.returned.opening import Unread, read_returned, returned_file
from kcbx.commands.running import passwords
from kcbx.deliver.passwords import parse
from kcbx.deliver.sealing import opened_archive, opened_workbook
from kcbx.followup.returned import Filled, ReturnedFile, filled_sheets, origin
from kcbx.intake.grid import PasswordNeeded
from kcbx.sample import make
from tests.stories.county import Run, kcbx
from tests.unit.deliver.office import resaved
from tests.unit.deliver.smtp import PASSWORD, USER, Box, certificate, mail_server

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no POSIX modes")


@cache
def result() -> Run:
    """A small county with bad data: townships with much to do, schools with something."""
    folder = Path(mkdtemp(prefix="kcbx-county-"))
    make(folder, children=300, seed=11, level="bad", layout="township")
    (folder / "kcbx.toml").write_text(CONFIG, encoding="utf-8")
    run = kcbx("reconcile", folder / "输入", "--out", folder / "结果", "--as-of", "2026-09-20")
    assert run.code == 0, run.stderr
    return run


CONFIG = """
[county]
name = "青崖县"
bureau = "青崖县教育体育局"
contact = "周老师"
phone = "0850-1234567"
[answers]
due = 2099-06-12
"""


@cache
def packed(*options: str) -> Path:
    """The packages of that county; the password sheet is in a folder of its own beside them."""
    folder = Path(mkdtemp(prefix="kcbx-pack-"))
    run = kcbx("pack", result().out, "--to", folder / "包", "--password-sheet", folder / "密" / "密码单.csv", *options)
    assert run.code == 0, run.stderr
    (folder / "terminal.txt").write_text(run.stdout + run.stderr, encoding="utf-8")
    return folder / "包"


def manifest(packages: Path) -> dict[str, object]:
    held: dict[str, object] = json.loads((packages / "manifest.json").read_text(encoding="utf-8"))
    return held


def sheet_of(packages: Path) -> Path:
    return packages.parent / "密" / "密码单.csv"


def opened(packages: Path) -> dict[tuple[str, str], ReturnedFile]:
    """Every workbook that went out, by the recipient of its package and the file, opened with the sheet's password."""
    known = parse(sheet_of(packages).read_text(encoding="utf-8-sig"))
    books = {}
    for package in manifest(packages)["packages"]:
        password = known.of(package["recipient"])
        content = (packages / package["file"]).read_bytes()
        inner = opened_archive(content, password) if package["kind"] == "bundle" else {package["file"]: content}
        for name, sealed in inner.items():
            books[package["recipient"], name] = returned_file(opened_workbook(sealed, password), name)
    return books


@pytest.mark.parametrize("options", [(), ("--bundle",)])
def test_no_recipient_gets_a_child_of_another(options: tuple[str, ...]) -> None:
    census = result().table("census").merge(result().table("standings")[["census_id", "row_key", "standing"]])
    roll = result().table("roll").merge(result().table("roll_standings")[["roll_id", "row_key"]])
    seen = 0
    for (_, name), book in opened(packed(*options)).items():
        source = origin(book)
        own = census[census["township"] == source.recipient]
        if source.workbook == "school":
            claimed = census["standing"].eq("claimed_not_found") & census["declared_school"].eq(source.recipient)
            own = pd.concat([census[claimed], roll[roll["school"] == source.recipient]])
        for filled in filled_sheets(book):
            for line in filled.lines:
                if not line.key:
                    continue
                seen += 1
                keys = line.key.split("-")
                assert keys[0] in set(own["row_key"]), f"{name} › {filled.sheet} › {line.row}"
                child = own[own["row_key"] == keys[0]]
                assert line.known["name"].split("\n")[0].replace(" ", "") in {
                    text.replace(" ", "") for text in child["name"].dropna()
                } | {""}
    assert seen == sum(package["rows"] for package in manifest(packed(*options))["packages"]) > 50


@pytest.mark.parametrize("options", [(), ("--bundle",)])
def test_every_workbook_of_the_result_goes_out_once(options: tuple[str, ...]) -> None:
    written = {path.name for folder in ("乡镇", "学校") for path in (result().out / folder).iterdir()}
    sent = [Path(name).name for _, name in opened(packed(*options))]
    assert sorted(sent) == sorted(written)


def test_no_package_opens_without_its_password_nor_with_anothers() -> None:
    packages = packed()
    known = parse(sheet_of(packages).read_text(encoding="utf-8-sig"))
    listed = manifest(packages)["packages"]
    for package, other in pairwise(listed):
        sealed = (packages / package["file"]).read_bytes()
        with pytest.raises(InvalidKeyError):
            opened_workbook(sealed, known.of(other["recipient"]))
        assert isinstance(opened_workbook(sealed, known.of(package["recipient"])), bytes)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_a_package_with_its_password_alone_and_keeps_it_when_saving(tmp_path: Path) -> None:
    packages = packed()
    package = manifest(packages)["packages"][0]
    password = parse(sheet_of(packages).read_text(encoding="utf-8-sig")).of(package["recipient"])
    for wrong in ("", "wrong-password", password.upper()):
        assert resaved(packages / package["file"], wrong, tmp_path) is None
    saved = resaved(packages / package["file"], password, tmp_path)
    assert saved is not None
    with pytest.raises(PasswordNeeded):
        returned_file(saved.read_bytes(), saved.name)
    asked = {
        filled.sheet: keys(filled) for filled in filled_sheets(opened(packages)[package["recipient"], package["file"]])
    }
    again = filled_sheets(returned_file(saved.read_bytes(), saved.name, password))
    assert {filled.sheet: keys(filled) for filled in again} == asked


def keys(filled: Filled) -> list[str]:
    return [line.key for line in filled.lines if line.key]


def test_what_comes_back_still_encrypted_and_renamed_opens_with_the_password_sheet(tmp_path: Path) -> None:
    packages = packed()
    (tmp_path / "交回").mkdir()
    for path in packages.glob("*/*.xlsx"):
        shutil.copy(path, tmp_path / "交回" / f"回复-{path.stem}（1）.xlsx")
    unread: dict[str, Unread] = {}
    password = passwords(sheet_of(packages))
    back = list(read_returned([tmp_path / "交回"], lambda path: [password(path) or ""], unread))
    assert unread == {}
    assert sorted(origin(book).recipient for book in back) == sorted(
        origin(book).recipient for book in opened(packages).values()
    )


def test_a_bundle_holds_a_township_and_its_schools() -> None:
    for package in manifest(packed("--bundle"))["packages"]:
        if package["kind"] == "bundle":
            first, *schools = [each["recipient"] for each in package["contents"]]
            assert first == package["recipient"]
            assert schools
            assert all(school.removeprefix("青崖县").startswith(first[:2]) for school in schools)


def test_the_manifest_says_what_until_when_and_nothing_more() -> None:
    packages = packed()
    held = manifest(packages)
    assert (held["as_of"], held["deadline"], held["expires"]) == ("2026-09-20", "2099-06-12", "2099-07-12")
    assert held["batch"] == json.loads((result().out / "run.json").read_text(encoding="utf-8"))["batch"]
    files = {package["file"]: package["sha256"] for package in held["packages"]}
    assert files == held["outputs"]
    assert {path.relative_to(packages).as_posix() for path in packages.rglob("*.*")} == {*files, "manifest.json"}


def test_passwords_and_children_are_nowhere_but_where_they_belong() -> None:
    for packages in (packed(), packed("--bundle")):
        known = parse(sheet_of(packages).read_text(encoding="utf-8-sig")).distinct()
        said = (packages.parent / "terminal.txt").read_text(encoding="utf-8")
        said += (packages / "manifest.json").read_text(encoding="utf-8")
        said += "\n".join(path.as_posix() for path in packages.rglob("*"))
        people = pd.concat([result().table(name)[["name", "id_number"]] for name in ("census", "roll")])
        names = [name for name in people["name"].dropna().unique() if len(name) >= 2]
        secrets = [*known, *names, *people["id_number"].dropna().unique()]
        assert len(known) >= 8
        assert [text for text in secrets if len(text) >= 2 and text in said] == []
        content = b"".join(path.read_bytes() for path in packages.rglob("*") if path.is_file())
        assert [password for password in known if password.encode() in content] == []


def test_packing_again_differs_in_the_salt_alone(tmp_path: Path) -> None:
    packages = packed()
    again = kcbx("pack", result().out, "--to", tmp_path / "包", "--password-sheet", sheet_of(packages))
    assert again.code == 0, again.stderr
    one, other = manifest(packages), manifest(tmp_path / "包")
    for held in (one, other):
        held.pop("outputs")
        assert all(package.pop("sha256") for package in held["packages"])
    assert one == other
    (tmp_path / "密").mkdir()
    shutil.copy(sheet_of(packages), tmp_path / "密" / "密码单.csv")
    plain = [{key: book.sheets for key, book in opened(each).items()} for each in (packages, tmp_path / "包")]
    assert plain[0] == plain[1]


@posix
def test_packages_and_sheet_are_their_owners_alone() -> None:
    packages = packed()
    for path in [packages, *packages.rglob("*"), sheet_of(packages)]:
        assert path.stat().st_mode & 0o077 == 0, path


def refused(*words: str | Path, code: int = 2) -> str:
    """What kcbx says of a packing that it refuses; nothing is left behind."""
    out = Path(words[words.index("--to") + 1])
    before = out.exists()
    run = kcbx("pack", *words)
    assert run.code == code, run.stderr
    assert out.exists() == before
    assert "Traceback" not in run.stderr
    return run.stderr


def test_what_is_no_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    said = refused(tmp_path / "照片", "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv")
    assert "不是 kcbx 的结果" in said
    assert not (tmp_path / "密.csv").exists()


def test_sheet_packages_and_result_are_kept_apart(tmp_path: Path) -> None:
    out = result().out
    for to, sheet in ((out / "包", tmp_path / "a.csv"), (tmp_path / "包", tmp_path / "包" / "a.csv")):
        refused(out, "--to", to, "--password-sheet", sheet)
    refused(out, "--to", tmp_path / "包", "--password-sheet", out / "密码单.csv")
    assert not (out / "密码单.csv").exists()
    assert list(tmp_path.iterdir()) == []


def altered(tmp_path: Path) -> Path:
    copy = tmp_path / "结果"
    shutil.copytree(result().out, copy)
    return copy


def test_a_workbook_that_was_changed_added_or_lost_stops_the_packing(tmp_path: Path) -> None:
    copy = altered(tmp_path)
    changed, lost, *_ = sorted((copy / "乡镇").iterdir())
    shutil.copy(lost, changed)
    lost.unlink()
    shutil.copy(copy / "全县汇总.xlsx", copy / "乡镇" / "全县.xlsx")
    said = refused(copy, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv")
    for name, what in ((changed, "有人改过"), (lost, "缺少"), (copy / "全县.xlsx", "不是这次结果")):
        assert re.search(f"{what}[^×]*{name.name}", said)


def claim(copy: Path, name: str, content: bytes) -> None:
    """Put a workbook into a result as if kcbx had written it."""
    from kcbx.records import file_digest

    (copy / name).write_bytes(content)
    run = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    run["outputs"][name] = file_digest(copy / name)
    (copy / "run.json").write_text(json.dumps(run), encoding="utf-8")


def test_the_bureaus_own_workbook_never_goes_out(tmp_path: Path) -> None:
    copy = altered(tmp_path)
    claim(copy, "乡镇/全县.xlsx", (copy / "全县汇总.xlsx").read_bytes())
    assert "不能外发" in refused(copy, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv", code=1)


def test_a_row_of_another_township_stops_the_packing(tmp_path: Path) -> None:
    """As if a fault of kcbx had written a child into the wrong workbook: a key is exchanged in the finished file."""
    copy = altered(tmp_path)
    mine, other, *_ = sorted((copy / "乡镇").iterdir())
    keys = [first_key(path) for path in (mine, other)]
    claim(copy, f"乡镇/{mine.name}", with_text_replaced(mine.read_bytes(), *keys))
    said = refused(copy, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv", code=1)
    assert "不是本单位的儿童" in said
    assert f"{mine.name} › 待核查 › 第" in said
    assert not any(key in said for key in keys)


def first_key(path: Path) -> str:
    sheets = filled_sheets(returned_file(path.read_bytes(), path.name))
    return next(line.key for filled in sheets if filled.layout.code == "to_verify" for line in filled.lines)


def with_text_replaced(content: bytes, old: str, new: str) -> bytes:
    import io
    import zipfile

    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return changed.getvalue()


def test_own_passwords_must_be_private_strong_and_for_everybody(tmp_path: Path) -> None:
    file = tmp_path / "密码"
    recipients = [package["recipient"] for package in manifest(packed())["packages"]]
    file.write_text("".join(f"{name}\tlong-enough-{n}\n" for n, name in enumerate(recipients[1:])), encoding="utf-8")
    if os.name == "posix":
        file.chmod(0o644)
        assert "别人也能读" in refused(result().out, "--to", tmp_path / "包", "--password-file", file)
    file.chmod(0o600)
    said = refused(result().out, "--to", tmp_path / "包", "--password-file", file)
    assert f"{recipients[0]}的密码没有给出" in said
    assert "1 个问题" in said
    file.write_text("short-1\n", encoding="utf-8")
    said = refused(result().out, "--to", tmp_path / "包", "--password-file", file)
    assert said.count("不足 8 个字符") == len(recipients)
    assert "short-1" not in said


@posix
def test_a_password_typed_at_the_terminal_is_not_shown(tmp_path: Path) -> None:
    import pty

    typed = "typed-by-hand"
    words = [sys.executable, "-m", "kcbx", "pack", str(result().out), "--to", str(tmp_path / "包")]
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, words)
    said, answered = b"", 0
    try:
        while piece := os.read(terminal, 4096):
            said += piece
            if said.endswith(b": ") and said.count(b": ") > answered:  # the last blank comes when nothing is echoed
                answered = said.count(b": ")
                os.write(terminal, f"{typed}\n".encode())
    except OSError:  # the terminal is closed with the program
        pass
    shown = said.decode("utf-8", "replace")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, shown
    assert typed not in shown
    assert "共用一个密码" in shown
    package = manifest(tmp_path / "包")["packages"][0]
    opened_workbook((tmp_path / "包" / package["file"]).read_bytes(), typed)


def test_without_anybody_to_ask_a_password_source_must_be_named(tmp_path: Path) -> None:
    assert "--password-sheet" in refused(result().out, "--to", tmp_path / "包")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_package_folder_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    words = (result().out, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv")
    assert kcbx("pack", *words).code == 0
    refused(*words)
    assert kcbx("pack", *words, "--overwrite").code == 0
    first = next((tmp_path / "包" / "乡镇").iterdir())
    first.write_bytes(b"filled in by somebody")
    assert "有人改过" in refused(*words, "--overwrite")
    assert first.read_bytes() == b"filled in by somebody"


@posix
def test_killed_while_packing_nothing_is_left_after_the_next_start(tmp_path: Path) -> None:
    words = ["pack", result().out, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv"]
    process = subprocess.Popen([sys.executable, "-m", "kcbx", *map(str, words)], stderr=subprocess.DEVNULL)
    unfinished = tmp_path / ".包.kcbx-unfinished"
    while process.poll() is None and not list(unfinished.glob("*/*.xlsx")):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not (tmp_path / "包").exists()
    for path in unfinished.glob("*/*.xlsx"):  # what lies about after a crash is encrypted, too
        assert path.read_bytes()[:2] != b"PK"
    assert unfinished.stat().st_mode & 0o077 == 0
    assert kcbx(*words).code == 0
    assert {path.name for path in tmp_path.iterdir()} <= {"包", "密.csv"}


def passwords_in(sheet: Path) -> list[str]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return [row["密码"] for row in csv.DictReader(file)]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc to look into")
def test_no_password_is_in_the_arguments_or_the_environment_of_a_process(tmp_path: Path) -> None:
    words = ["pack", result().out, "--to", tmp_path / "包", "--password-sheet", tmp_path / "密.csv"]
    process = subprocess.Popen([sys.executable, "-m", "kcbx", *map(str, words)], stderr=subprocess.DEVNULL)
    seen: set[bytes] = set()
    while process.poll() is None:
        for entry in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                try:
                    seen.add((entry / name).read_bytes())
                except OSError:
                    continue
        time.sleep(0.05)
    assert process.returncode == 0
    assert any(b"kcbx" in text for text in seen)
    made = passwords_in(tmp_path / "密.csv")
    assert len(made) >= 8
    assert [password for password in made if any(password.encode() in text for text in seen)] == []


@dataclass
class Bureau:
    """Packages of one test, with a configuration that knows a mail server and an address for every recipient."""

    packages: Path
    config: Path
    server: Box

    def mail(self, *options: str | Path) -> Run:
        return kcbx("mail", self.packages, "--config", self.config, *options)

    @property
    def recipients(self) -> list[str]:
        return [package["recipient"] for package in manifest(self.packages)["packages"]]

    @property
    def record(self) -> str:
        path = self.packages.with_name("包.发送记录.jsonl")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def address(self, recipient: str) -> str:
        return f"n{self.recipients.index(recipient)}@example.cn"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with mail_server() as server:
        shutil.copytree(packed(), tmp_path / "包")
        made = Bureau(tmp_path / "包", tmp_path / "kcbx.toml", server)
        (tmp_path / "登录").write_text(PASSWORD, encoding="utf-8")
        (tmp_path / "登录").chmod(0o600)
        mail = {"host": "127.0.0.1", "user": USER, "sender": USER}
        files = {"password_file": tmp_path / "登录", "ca_file": certificate()}
        lines = [CONFIG, "[mail]", f"port = {server.port}", "timeout = 10"]
        lines += [f"{key} = {json.dumps(str(value))}" for key, value in {**mail, **files}.items()]
        for package in manifest(packed())["packages"]:
            table = "townships" if package["kind"] == "township" else "school_contacts"
            name = package["recipient"]
            lines += [f"[[{table}]]", f'name = "{name}"', f'email = "{made.address(name)}"']
        made.config.write_text("\n".join(lines), encoding="utf-8")
        yield made


def test_without_send_it_is_shown_and_nothing_is_sent(bureau: Bureau) -> None:
    run = bureau.mail()
    assert run.code == 0, run.stderr
    for recipient in bureau.recipients:
        assert recipient in run.stdout
        assert bureau.address(recipient) in run.stdout
    assert "预演" in run.stderr
    assert (bureau.server.letters, bureau.server.logins, bureau.record) == ([], 0, "")


def test_every_recipient_gets_its_own_package_once_and_no_password(bureau: Bureau) -> None:
    run = bureau.mail("--send")
    assert run.code == 0, run.stderr
    assert sorted(bureau.server.recipients) == sorted(map(bureau.address, bureau.recipients))
    assert all(bureau.server.encrypted)
    known = parse(sheet_of(packed()).read_text(encoding="utf-8-sig"))
    listed = {bureau.address(package["recipient"]): package for package in manifest(bureau.packages)["packages"]}
    everything = run.stdout + run.stderr + bureau.record
    for to, letter in bureau.server.letters:
        (held,) = letter.iter_attachments()
        assert held.get_filename() == Path(listed[to]["file"]).name
        opened_workbook(held.get_content(), known.of(listed[to]["recipient"]))
        everything += letter["subject"] + letter.get_body().get_content()
    assert [password for password in (*known.distinct(), PASSWORD) if password in everything] == []
    people = pd.concat([result().table(name)[["name", "id_number"]] for name in ("census", "roll")])
    told = [text for text in pd.concat([people["name"], people["id_number"]]).dropna().unique() if len(text) >= 2]
    assert [text for text in told if text in everything] == []

    again = bureau.mail("--send")
    assert again.code == 0, again.stderr
    assert len(bureau.server.letters) == len(bureau.recipients)


def test_after_a_dropped_line_a_second_run_sends_only_the_rest(bureau: Bureau) -> None:
    taken = 3
    bureau.server.fault = lambda _: "drop" if len(bureau.server.letters) >= taken else ""
    run = bureau.mail("--send")
    assert run.code == 14
    assert f"发出 {taken} 封，还有 {len(bureau.recipients) - taken} 封" in run.stderr
    assert "连接中断" in run.stderr
    bureau.server.fault = lambda _: ""
    shown = bureau.mail()
    assert shown.stdout.count("已发") == taken
    again = bureau.mail("--send")
    assert again.code == 0, again.stderr
    assert sorted(bureau.server.recipients) == sorted(map(bureau.address, bureau.recipients))


@posix
def test_killed_while_sending_nobody_is_left_out_and_nobody_gets_another_letter(bureau: Bureau) -> None:
    words = ["mail", bureau.packages, "--config", bureau.config, "--send"]
    process = subprocess.Popen([sys.executable, "-m", "kcbx", *map(str, words)], stderr=subprocess.DEVNULL)
    while process.poll() is None and len(bureau.server.letters) < 2:
        time.sleep(0.005)
    process.kill()
    process.wait()
    again = bureau.mail("--send")
    assert again.code == 0, again.stderr
    ids = {to: set() for to in bureau.server.recipients}
    for to, letter in bureau.server.letters:
        ids[to].add(letter["message-id"])
    assert sorted(ids) == sorted(map(bureau.address, bureau.recipients))
    assert all(len(own) == 1 for own in ids.values())
    assert len(bureau.server.letters) - len(ids) <= 1


def test_the_trouble_of_some_is_told_and_the_others_get_theirs(bureau: Bureau) -> None:
    refused_one, damaged, without, *_ = bureau.recipients
    text = bureau.config.read_text(encoding="utf-8")
    text = text.replace(bureau.address(refused_one), "nobody@example.cn")
    text = text.replace(f'email = "{bureau.address(without)}"', "")
    bureau.config.write_text(text, encoding="utf-8")
    file = next(each["file"] for each in manifest(bureau.packages)["packages"] if each["recipient"] == damaged)
    (bureau.packages / file).write_bytes(b"damaged")
    run = bureau.mail("--send")
    assert run.code == 14
    for recipient, why in ((refused_one, "550 no such mailbox"), (damaged, "文件缺失或改动"), (without, "没有邮箱")):
        assert re.search(f"{why}\n.*{recipient}", run.stderr)
    assert len(bureau.server.letters) == len(bureau.recipients) - 3


def test_only_some_may_be_written_to(bureau: Bureau) -> None:
    one, *_ = bureau.recipients
    assert bureau.mail("--send", "--only", one).code == 0
    assert bureau.server.recipients == [bureau.address(one)]
    assert "没有这个收件单位" in bureau.mail("--send", "--only", "某某乡").stderr


def test_townships_with_nothing_to_ask_are_named_as_such(bureau: Bureau) -> None:
    path = bureau.packages / "manifest.json"
    told = {**manifest(bureau.packages), "nothing_to_ask": ["清水乡"]}
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert "无需核查、不发表的乡镇 1 个：清水乡" in bureau.mail().stderr
    only = bureau.mail("--only", "清水乡")
    assert only.code == 2
    assert "清水乡没有要核查的" in only.stderr


def test_drafts_are_written_and_no_server_is_called(bureau: Bureau, tmp_path: Path) -> None:
    run = bureau.mail("--drafts", tmp_path / "草稿")
    assert run.code == 0, run.stderr
    drafts = sorted((tmp_path / "草稿").rglob("*.eml"))
    assert len(drafts) == len(bureau.recipients)
    for path in drafts:
        read = message_from_bytes(path.read_bytes(), policy=default)
        assert read["X-Unsent"] == "1"
        assert [each.get_filename() for each in read.iter_attachments()] == [f"{path.stem}.xlsx"]
    assert (bureau.server.logins, bureau.record) == (0, "")


def test_packages_past_their_last_day_are_not_sent(bureau: Bureau) -> None:
    path = bureau.packages / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"expires": "2099', '"expires": "2020'), encoding="utf-8")
    run = bureau.mail("--send")
    assert (run.code, bureau.server.letters) == (2, [])
    assert "已过有效期" in run.stderr
    assert bureau.mail().code == 0


def test_without_a_server_or_packages_it_says_what_to_do(bureau: Bureau, tmp_path: Path) -> None:
    bureau.config.write_text(CONFIG, encoding="utf-8")
    run = bureau.mail("--send")
    assert run.code == 13
    assert "--drafts" in run.stderr
    assert kcbx("mail", tmp_path / "没有", "--send").code == 2
