"""An invented register with every standing, whose sums close: what the workbook tests and pictures are made from.

The county does not exist (region prefix 5399xx is unassigned), nor does anybody in it. Same size and seed, same
register.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.definitions import standings
from kcbx.fields import columns, conform
from kcbx.register import Place, Register
from kcbx.secret import row_key

_SECRET = b"s" * 32

TOWNSHIPS = {
    "云岭乡": ["云岭村", "雪松村", "高峰村", "花椒坪村", "老鹰岩村"],
    "杉坪乡": ["杉坪村", "大垭口村", "红岩村", "竹林村", "半坡村", "凉水井村"],
    "落雁乡": ["落雁村", "雁塘村", "核桃箐村", "岩脚村", "新寨村", "大水井村"],
    "青崖镇": ["城关社区", "北门社区", "青崖村", "桃园村", "上河村", "古井村", "麻栗村"],
    "龙塘乡": ["龙塘村", "石桥村", "马场村", "水磨村", "黄坡村"],
    "石门镇": ["石门村", "河坝村", "茶山村", "大石板村", "中寨村", "松林村"],
    "白水镇": ["白水村", "柏杨村", "田湾村", "梨园村", "箐口村"],
    "大槐乡": ["大槐村", "槐树坪村", "干沟村", "小寨村"],
    "柳溪镇": ["柳溪村", "沙坝村", "柿花村", "羊圈村", "三岔河村"],
    "双桥乡": ["双桥村", "田坝村", "乌撒村"],
}
_WEIGHTS = {"云岭乡": 3.0, "杉坪乡": 2.2, "落雁乡": 1.7}
_SURNAMES = "杨段蒋周孙白赵李马陈黄龙何吴张罗木和王刘"
_GIVEN = [
    "梓涵",
    "宇航",
    "雨欣",
    "佳怡",
    "浩然",
    "思彤",
    "立新",
    "婷婷",
    "诗琪",
    "文博",
    "天佑",
    "若溪",
    "玉兰",
    "春燕",
]
_GIVEN += ["子轩", "鹏程", "明轩", "玉珍", "国强", "晓燕"]
_MINORITY = ["阿合木呷", "尼玛旺堆", "阿牛约布", "吉木阿依", "扎西次仁", "依妞", "玉波罕", "买买提·艾力"]

_COMPULSORY = {
    "in_school": 9100, "elsewhere_proved": 540, "special_school": 15, "with_class": 35, "home_taught": 12,
    "no_register": 10, "senior": 8, "on_leave": 12, "deferred": 8, "still_in_kindergarten": 7,
    "in_school_review": 24, "out_suspected": 26, "out_declared": 8, "not_attending": 12, "contradicted": 6,
    "elsewhere_claimed": 22, "claimed_not_found": 12, "too_little": 7, "gone": 14, "duplicate": 60,
}  # fmt: skip
_YOUNGER = {"kindergarten": 9000, "preschool_home": 700, "gone": 10, "duplicate": 40}
_OLDER = {"senior": 7800, "finished": 900, "above_age": 300, "gone": 10}
_LINKED = ["in_school", "special_school", "with_class", "home_taught", "on_leave", "not_attending", "contradicted"]
_LINKED += ["kindergarten", "still_in_kindergarten", "senior"]
_REASONS = {
    "out_suspected": "学籍中无此身份证号；同名者 2 人，出生日期相差一年以上；摸底表就学情况为空",
    "out_declared": "摸底表写“在家，未上学”；学籍无此身份证号，同名者户籍均在外乡镇",
    "not_attending": "{school}{grade}在籍，9月考勤名单无此人；学籍状态仍为“在读”",
    "contradicted": "学籍为{school}{grade}在读，摸底表写“外出务工”；两处说法相反",
    "elsewhere_claimed": "摸底表写“浙江温州读书”，未附就读证明；本县学籍中无此人",
    "claimed_not_found": "摸底表写在{school}就读，该校学籍无此人；最接近者同村、同监护人，不同处见右",
    "too_little": "身份证号末三位损坏（000），无法唯一确定学籍记录；同名者 2 人",
    "in_school_review": "同村、同监护人；姓名末字同音，身份证号两处不同",
}
_GRADES = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_CHECK = "10X98765432"


def place(batch: str = "QY26A-7F3C") -> Place:
    """青崖县, autumn 2026."""
    return Place(
        county="青崖县",
        as_of=date(2026, 9, 20),
        ages=SchoolAges(2026),
        deadline=date(2026, 10, 16),
        batch=batch,
        contact="基础教育股 周老师",
        phone="0899-555-0123",
    )


def id_number(region: str, birth: date, order: int) -> str:
    """A number whose check character holds, of a region that does not exist."""
    body = f"{region}{birth:%Y%m%d}{order:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + _CHECK[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def invented_register(children: int = 800, seed: int = 7) -> Register:
    """A register of about ``children`` of compulsory age, and the younger and older ones beside them."""
    rng = random.Random(seed)
    where = place()
    census, roll, links = _people(rng, where, children)
    _duplicates(rng, census, roll)
    census_frame, roll_frame = _frame(census, "census"), _frame(roll, "roll")
    findings = _findings(rng, census_frame)
    sheets, accounting = _accounting(rng, census_frame, roll_frame)
    return Register(
        place=where,
        census=census_frame,
        roll=roll_frame,
        links=conform(pd.DataFrame(links, columns=list(columns("links"))), "links"),
        conflicts=_conflicts(rng, census_frame, roll_frame),
        others={},
        accounting=accounting,
        findings=findings,
        sheets=sheets,
    )


def _people(rng: random.Random, where: Place, children: int) -> tuple[list[dict], list[dict], list[dict]]:
    census: list[dict] = []
    roll: list[dict] = []
    links: list[dict] = []
    towns = list(TOWNSHIPS)
    plan = [(grade, _COMPULSORY) for grade in range(1, 10) for _ in range(children // 9)]
    plan += [(grade, _YOUNGER) for grade in (-2, -1, 0) for _ in range(children // 12)]
    plan += [(grade, _OLDER) for grade in (10, 11, 12) for _ in range(children // 12)]
    seen = [(5, code) for code in standings() if code not in _YOUNGER | _OLDER]
    seen += [(0, code) for code in _YOUNGER] + [(11, code) for code in _OLDER]
    forced = [(grade, {code: 1}) for grade, code in seen for _ in range(2)] + [(-4, {"not_yet": 1})] * 2
    rows_in: dict[str, int] = {}
    for number, (grade, chances) in enumerate(forced + plan):
        standing = rng.choices(list(chances), list(chances.values()))[0]
        town = rng.choice(towns)
        if standings()[standing].to_verify:
            town = rng.choices(towns, [_WEIGHTS.get(each, 1.0) for each in towns])[0]
        village = rng.choice(TOWNSHIPS[town])
        rows_in[village] = rows_in.get(village, 3) + 1
        child = _child(rng, where, number, grade, town, village, rows_in[village])
        child |= {"standing": standing, "child_id": f"C{number:06d}", "case_number": f"26A-{number:05d}"}
        child["reason"] = _REASONS.get(standing, standings()[standing].meaning).format(
            school=_school(town, grade), grade=_GRADES[grade - 1] + "年级" if grade > 0 else ""
        )
        _declare(child, standing, town, grade)
        census.append(child)
        if standing in _LINKED or standing == "in_school_review":
            record = _roll_row(rng, child, len(roll), grade, town, standing)
            roll.append(record)
            decision = "review" if standing == "in_school_review" else "accepted"
            child["roll_id" if decision == "accepted" else "nearest_roll_id"] = record["record_id"]
            if decision == "review":
                child |= {"nearest_same": "同村、同监护人", "nearest_differ": "姓名末字同音；身份证号第12位、末位不同"}
            links.append(_link(child, record, decision, rng))
        elif standing in {"claimed_not_found", "too_little"} and roll:
            near = _roll_row(rng, child, len(roll), grade, town, "other")
            near["standing"] = "not_in_census"
            near["census_id"] = None
            roll.append(near)
            child |= {"nearest_roll_id": near["record_id"], "nearest_same": "同村、同监护人"}
            child["nearest_differ"] = "姓名末字、身份证号两位不同"
    _strangers(rng, where, roll, children)
    return census, roll, links


def _child(rng: random.Random, where: Place, number: int, grade: int, town: str, village: str, row: int) -> dict:
    window = where.ages.window(grade)
    birth = window.first + timedelta(days=rng.randrange((window.last - window.first).days + 1))
    sex = rng.choice("男女")
    order = rng.randrange(1, 499) * 2 + (sex == "男")
    name = rng.choice(_MINORITY) if rng.random() < 0.06 else rng.choice(_SURNAMES) + rng.choice(_GIVEN)
    cohort = where.ages.entry_year(birth)
    return {
        "record_id": f"c{number:07d}",
        "form": "census",
        "source_file": f"{town}摸底表.xlsx",
        "source_sheet": village,
        "source_row": row,
        "name": name,
        "name_key": name,
        "sex": sex,
        "birth_date": birth.isoformat(),
        "birth_precision": "day",
        "birth_source": "column",
        "id_number": id_number(rng.choice(["539921", "539922", "539925"]), birth, order % 1000),
        "id_state": "ok",
        "township": town,
        "village": village,
        "village_group": f"{rng.randrange(1, 9)}组",
        "guardian": rng.choice(_SURNAMES) + rng.choice(["立军", "文林", "国富", "学华", "志强", "大勇"]),
        "phone": f"199{rng.randrange(10**8):08d}",
        "disabled": rng.random() < 0.007,
        "low_income": rng.random() < 0.17,
        "left_behind": rng.random() < 0.155,
        "migrant": rng.random() < 0.035,
        "orphan": rng.random() < 0.004,
        "with_class": False,
        "cohort": cohort,
        "cohort_uncertain": False,
        "age_at_cutoff": where.ages.age_at_cutoff(birth),
        "grade_due": grade,
        "compulsory": 1 <= grade <= 9,
        "enough": True,
        "row_key": row_key(_SECRET, f"{number}"),
        "previous": rng.choice([None, "首次", "上学期在册", "曾劝返"]),
    }


def _school(town: str, grade: int) -> str:
    if grade <= 0:
        return f"{town}中心幼儿园"
    if grade > 9:
        return "青崖县第一中学"
    short = town[:-1]
    return f"{town}中心小学" if grade <= 6 else f"{short}中学"


def _declare(child: dict, standing: str, town: str, grade: int) -> None:
    if standing == "claimed_not_found":
        child |= {"school": _school(town, grade), "school_key": _school(town, grade)}
    if standing in {"elsewhere_claimed", "elsewhere_proved"}:
        child["school_elsewhere"] = "浙江省温州市某某小学"
        child["proof"] = "就读证明" if standing == "elsewhere_proved" else None
    if standing == "out_declared":
        child |= {"declared_reason": "厌学", "status": "out", "status_text": "在家"}
    if standing in {"special_school", "with_class", "home_taught"}:
        child |= {"disabled": True, "disability_type": "智力"}
    if standing in {"deferred", "on_leave"}:
        child |= {"expiry": "2027-08-31", "proof": "教体批〔2026〕12号"}
    if standing == "too_little":
        child["id_number"] = child["id_number"][:15] + "000"
        child["id_state"] = "truncated"


def _roll_row(rng: random.Random, child: dict, number: int, grade: int, town: str, standing: str) -> dict:
    kept = ("name", "name_key", "sex", "birth_date", "id_number", "id_state", "township", "village", "guardian")
    record = {field: child[field] for field in kept}
    school = "青崖县特殊教育学校" if standing == "special_school" else _school(town, grade)
    record |= {
        "record_id": f"r{number:07d}",
        "form": "roll",
        "source_file": "学籍导出2026秋.xlsx",
        "source_sheet": "小学" if grade <= 6 else "初中",
        "source_row": number + 2,
        "school": school,
        "school_key": school,
        "stage": "kindergarten" if grade <= 0 else "primary" if grade <= 6 else "junior",
        "grade": grade,
        "class_name": f"{rng.randrange(1, 5)}班",
        "status": "leave" if standing == "on_leave" else "attending",
        "status_text": "休学" if standing == "on_leave" else "在读",
        "student_number": "G" + child["id_number"],
        "outside_county": False,
        "grade_due": grade,
        "compulsory": child["compulsory"],
        "age_at_cutoff": child["age_at_cutoff"],
        "cohort": child["cohort"],
        "standing": "review" if standing == "in_school_review" else "linked",
        "reason": "与一名登记儿童对上",
        "census_id": child["record_id"],
        "child_id": child["child_id"],
        "row_key": row_key(_SECRET, f"r{number}"),
        "answered": None,
        "missing_on": None,
        "second_version": False,
        "uncalled": False,
    }
    if standing in {"in_school_review", "other"}:
        record["name"] = child["name"][:-1] + "仪"
        digits = list(child["id_number"])
        digits[11], digits[17] = str((int(digits[11]) + 1) % 10), "8" if digits[17] != "8" else "3"
        record["id_number"] = "".join(digits)
    if rng.random() < 0.004 and 2 < grade <= 9:
        record["grade"] = grade - 2
    return record


def _link(child: dict, record: dict, decision: str, rng: random.Random) -> dict:
    link = {"census_id": child["record_id"], "roll_id": record["record_id"], "decision": decision}
    for side, row in (("census", child), ("roll", record)):
        link |= {f"{side}_{part}": row[f"source_{part}"] for part in ("file", "sheet", "row")}
    link["weight"] = round(rng.uniform(6, 12) if decision == "review" else 45.0, 2)
    link["margin"] = round(rng.uniform(3, 9), 2)
    link["reason"] = (
        "姓名末字同音；身份证号第12位、末位不同。同村、同监护人"
        if decision == "review"
        else "身份证号、姓名、出生日期均相同"
    )
    return link


def _strangers(rng: random.Random, where: Place, roll: list[dict], children: int) -> None:
    """Roll rows of children nobody registered: from elsewhere, missed by the census, with too little to tell."""
    for standing, share in (("from_elsewhere", 90), ("not_in_census", 120), ("too_little", 900)):
        for _ in range(max(2, children // share)):
            town = rng.choice(list(TOWNSHIPS))
            grade = rng.randrange(1, 10)
            child = _child(rng, where, 900_000 + len(roll), grade, town, rng.choice(TOWNSHIPS[town]), 1)
            record = _roll_row(rng, child | {"child_id": f"R{len(roll):06d}"}, len(roll), grade, town, "in_school")
            record |= {"standing": standing, "census_id": None, "reason": _STRANGER_REASONS[standing]}
            if standing == "from_elsewhere":
                record |= {"outside_county": True, "township": None, "village": None}
            if standing == "too_little":
                record |= {"id_number": None, "id_state": "missing", "birth_date": None}
            roll.append(record)


_STRANGER_REASONS = {
    "from_elsewhere": "户籍在县外，摸底表不登记",
    "not_in_census": "户籍在本县，摸底表没有登记；最接近者同名，出生日期相差半年",
    "too_little": "没有可用的身份证号，也没有出生日期",
}


def _duplicates(rng: random.Random, census: list[dict], roll: list[dict]) -> None:
    counted = [row for row in census if row["standing"] == "in_school"]
    for row in census:
        if row["standing"] == "duplicate":
            other = rng.choice(counted)
            for field in ("name", "sex", "birth_date", "id_number", "child_id", "cohort", "grade_due", "compulsory"):
                row[field] = other[field]
            row |= {"duplicate_of": other["record_id"], "duplicate_reason": "身份证号、姓名相同，两村各登记一次"}
    linked = [row for row in roll if row["standing"] == "linked"]
    for _ in range(max(2, len(linked) // 900)):
        other = rng.choice(linked)
        number = len(roll)
        copy = dict(other, record_id=f"r{number:07d}", source_row=number + 2, standing="duplicate_roll", census_id=None)
        copy |= {
            "school": "石门镇中心小学",
            "duplicate_of": other["record_id"],
            "duplicate_reason": "身份证号相同，两校均在读",
        }
        roll.append(copy)


def _frame(rows: list[dict], form: str) -> pd.DataFrame:
    types = {"child_id": "str", "declared_reason": "str"}
    for table in ("people", f"{form}_more"):
        types |= {name: column.dtype for name, column in columns(table).items()}
    return pd.DataFrame(rows).reindex(columns=list(types)).astype(types)


def _conflicts(rng: random.Random, census: pd.DataFrame, roll: pd.DataFrame) -> pd.DataFrame:
    linked = census[census["roll_id"].notna()]
    rows = []
    pairs = zip(linked["record_id"], linked["roll_id"], linked["name"], linked["id_number"], strict=True)
    for census_id, roll_id, name, number in pairs:
        draw = rng.random()
        if draw < 0.012:
            rows.append(
                (
                    census_id,
                    roll_id,
                    "name",
                    "姓名",
                    name,
                    name[:-1] + "函",
                    "census",
                    "与户口簿用字一致；学籍末字为同音字",
                )
            )
        elif draw < 0.02:
            wrong = number[:16] + ("1" if number[16] != "1" else "2") + number[17:]
            rows.append(
                (
                    census_id,
                    roll_id,
                    "id_number",
                    "身份证号",
                    wrong,
                    number,
                    "roll",
                    "学籍号码校验码成立，摸底表的不成立",
                )
            )
        elif draw < 0.024:
            rows.append((census_id, roll_id, "sex", "性别", "男", "女", None, "两处均无其他旁证，请查户口簿"))
    asked = [name for name in columns("conflicts") if name != "answered"]
    return conform(pd.DataFrame(rows, columns=asked).assign(answered=None), "conflicts")


def _findings(rng: random.Random, census: pd.DataFrame) -> pd.DataFrame:
    kinds = [
        ("id_check", "error", "身份证号", "身份证号校验码不对，有数字写错", "请核对户口簿后改正"),
        ("id_truncated", "error", "身份证号", "身份证号按数字保存，末三位已损坏", "请把该列设为文本后重新填写"),
        ("village_unknown", "warning", "村", "村名不在本县名单中：{village}", "请填标准村名，或在配置中加上别名"),
        ("grade_against_age", "note", "年级", "年级与年龄相差两年以上", "请核对出生日期与年级"),
        ("conflict_name", "note", "姓名", "姓名：摸底表“杨梓涵”，学籍“杨梓函”", "请对照户口簿统一"),
    ]
    rows = []
    for row in census.itertuples():
        if rng.random() < 0.02:
            code, severity, column, message, advice = rng.choice(kinds)
            said = message.format(village=row.village)
            rows.append((code, severity, row.source_file, row.source_sheet, row.source_row, column, said, advice))
    frame = conform(pd.DataFrame(rows, columns=list(columns("findings"))), "findings")
    return frame.sort_values(["source_file", "source_sheet", "source_row", "code"]).reset_index(drop=True)


def _accounting(rng: random.Random, census: pd.DataFrame, roll: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    sheets, rows = [], []
    for form, people in (("census", census), ("roll", roll)):
        for (file, sheet), part in people.groupby(["source_file", "source_sheet"], sort=True):
            merged = int(part["standing"].isin(["duplicate", "duplicate_roll"]).sum())
            review = int(part["standing"].isin(["in_school_review", "review"]).sum())
            notes, blank = rng.randrange(1, 4), rng.randrange(0, 2)
            returned = int(part["standing"].eq("too_little").sum()) if form == "census" else 0
            aside = notes + returned
            used = len(part) - merged - review - returned
            read = used + merged + aside + review
            rows.append((file, sheet, form, read, used, merged, aside, review, notes, blank, returned))
            digest = hashlib.sha256(file.encode()).hexdigest()
            sheets.append((file, sheet, form, 3, read, blank, notes, "{}", "", "", "", False, digest, ""))
    names = "source_file source_sheet form header_row rows_read rows_blank rows_notes mapping ignored leftover why"
    sheet_frame = pd.DataFrame(sheets, columns=[*names.split(), "hidden", "digest", "roster_kind"])
    frame = conform(pd.DataFrame(rows, columns=list(columns("accounting"))), "accounting")
    return sheet_frame, frame
