"""From an empty folder through a whole term and into the next, with four commands and no file edited."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from kcbx.app.cases.ledger import ledger_of, list_cases
from kcbx.config import load
from kcbx.deliver.passwords import read
from kcbx.deliver.sealing import opened_workbook
from kcbx.followup.cases import Wanted

from ..unit.followup.books import answer
from .clerks import encrypt, fill
from .county import Run, kcbx

AUTUMN, ANSWERED, NEXT_YEAR = "2025-09-20", "2025-10-15", "2026-09-20"
FIRST, SECOND, THIRD = f"2025秋-{AUTUMN}", f"2025秋-{ANSWERED}", f"2026秋-{NEXT_YEAR}"
PRODUCTS = {"更正单", "指标.xlsx", "加密包", "月报.xlsx", "进度.json"}


@dataclass(frozen=True)
class Office:
    """The folder of a county and the secret of its own."""

    home: Path

    def run(self, *words: str) -> Run:
        """A command given in this folder."""
        secret = self.home.parent / "密钥" / "county.key"
        done = kcbx(*words, env={**os.environ, "KCBX_SECRET_FILE": str(secret)}, cwd=self.home)
        assert done.code == 0, done.stderr
        return done

    def term(self, as_of: str) -> dict[str, str]:
        """``kcbx run`` of a day; outcome by stage."""
        said = json.loads(self.run("run", "--as-of", as_of, "--json").stdout)
        return {each["stage"]: each["outcome"] for each in said["stages"]}

    def products(self, batch: str) -> set[str]:
        """What lies beside a result."""
        return {
            path.name.removeprefix(f"{batch}-")
            for path in (self.home / "结果").glob(f"{batch}-*")
            if not path.name.startswith(".")
        }

    def table(self, batch: str, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.home / "结果" / batch / "tables" / f"{name}.parquet")


def answer_one_township(office: Office, *, complete: bool = True) -> tuple[str, int]:
    """A township opens its package, answers every row and sends it back sealed; the township, and its rows.

    Not ``complete``: who checked is missing in the first row, which has to go back.
    """
    package = max((office.home / "结果" / f"{FIRST}-加密包" / "乡镇").iterdir(), key=lambda path: path.stat().st_size)
    password = read(office.home / "密码单.csv").of(package.stem) or ""
    (office.home.parent / "乡镇").mkdir()
    opened = office.home.parent / "乡镇" / package.name
    opened.write_bytes(opened_workbook(package.read_bytes(), password))
    answered: list[int] = []

    def elsewhere(index: int) -> dict[str, str]:
        answered.append(index)
        lacking = {} if complete or index else {"checked_by": ""}
        return answer("elsewhere", checked_on="2025-10-10", **lacking)

    filled = fill(opened, opened.with_stem("填好"), elsewhere)
    encrypt(filled, office.home / "交回" / f"回复-{package.name}", password)
    return package.stem, len(answered)


@cache
def told() -> tuple[Office, dict[str, dict[str, str]], str, int]:
    """The office after both terms, the outcomes by batch, the township that answered and how many rows."""
    office = Office(Path(mkdtemp(prefix="kcbx-term-")) / "青崖 县")
    office.home.mkdir()
    office.run("init", "-y")
    office.run("sample", ".", "--children", "200", "--layout", "county", "--as-of", AUTUMN)
    outcomes = {FIRST: office.term(AUTUMN)}
    township, rows = answer_one_township(office)
    outcomes[SECOND] = office.term(ANSWERED)
    office.run("sample", ".", "--as-of", NEXT_YEAR)
    outcomes[THIRD] = office.term(NEXT_YEAR)
    return office, outcomes, township, rows


def test_the_first_run_leaves_every_product() -> None:
    office, outcomes, _, _ = told()
    assert {stage for stage, outcome in outcomes[FIRST].items() if outcome == "idle"} == {"collect", "compare"}
    assert set(outcomes[FIRST].values()) == {"idle", "done"}
    assert office.products(FIRST) == PRODUCTS
    assert (office.home / "存档" / f"{FIRST}.zip").is_file()
    result = {path.name for path in (office.home / "结果" / FIRST).iterdir()}
    assert result == {"全县汇总.xlsx", "乡镇", "学校", "tables", "run.json"}


def test_answers_that_came_back_are_on_the_next_list() -> None:
    office, outcomes, township, rows = told()
    assert outcomes[SECOND]["collect"] == "done"
    assert office.products(SECOND) == PRODUCTS | {"催报.csv"}
    before, after = (
        office.table(batch, "standings").merge(office.table(batch, "census")[["census_id", "township"]], on="census_id")
        for batch in (FIRST, SECOND)
    )
    asked = before[before["out_of_school_list"] & before["township"].eq(township)]
    assert len(asked) == rows > 0
    now = after.set_index("case_number").loc[asked["case_number"], "out_of_school_list"]
    assert not now.any()
    answered = pd.read_csv(office.home / "结果" / f"{SECOND}-催报.csv", dtype=str)
    mine = answered[answered["发给"].eq(township) & answered["表"].eq("待核查")]
    assert mine["已生效"].tolist() == [str(rows)]


def test_the_next_term_knows_the_one_before() -> None:
    office, outcomes, _, _ = told()
    assert outcomes[THIRD]["compare"] == "done"
    assert office.products(THIRD) == PRODUCTS | {"催报.csv", "对比.xlsx"}
    assert office.table(THIRD, "changes")["change"].eq("promoted").mean() > 0.4
    last = office.table(THIRD, "indicators").query("level == 'county'")["last"]
    assert last.notna().any()
    config = load(office.home / "kcbx.toml")
    with ledger_of(office.home / "台账.db", config) as ledger:
        batches = {row["as_of"] for row in ledger.table("batches")}
        opened = {each.number: each.opened_on for each in list_cases(ledger, date(2026, 9, 20), Wanted())}
    assert batches == {AUTUMN, ANSWERED, NEXT_YEAR}
    listed = office.table(THIRD, "standings").query("out_of_school_list")["case_number"]
    assert {opened[number] for number in listed} >= {AUTUMN}, "a case stays the child's from term to term"


def test_a_term_put_away_can_be_had_back_beside_the_new_one() -> None:
    office, _, _, _ = told()
    office.run("restore", f"存档/{SECOND}.zip", "--to", "取回", "--password-file", "密码单.csv")
    compared = json.loads(office.run("compare", "取回", f"结果/{THIRD}", "--json").stdout)
    assert compared["changes"]


def test_invented_sheets_are_not_mixed_with_others(tmp_path: Path) -> None:
    for words in (("init", "-y"), ("sample", ".", "--children", "60", "--as-of", AUTUMN, "--layout", "county")):
        assert kcbx(*words, cwd=tmp_path, env=_alone(tmp_path)).code == 0
    (tmp_path / "来表" / "真的.csv").write_text("姓名\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "来表").rglob("*") if path.is_file()}
    again = kcbx("sample", ".", "--as-of", NEXT_YEAR, cwd=tmp_path, env=_alone(tmp_path))
    assert again.code == 2
    assert "真的.csv" in again.stderr
    assert {path: path.read_bytes() for path in before} == before
    (tmp_path / "来表" / "真的.csv").unlink()
    for words in (("--as-of", AUTUMN), ("--as-of", NEXT_YEAR, "--seed", "9"), ("--as-of", "2027-09-20")):
        assert kcbx("sample", ".", *words, cwd=tmp_path, env=_alone(tmp_path)).code == 2


def _alone(home: Path) -> dict[str, str]:
    return {**os.environ, "KCBX_SECRET_FILE": str(home.parent / "county.key")}
