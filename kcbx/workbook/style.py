"""The look of every workbook: palette, type, number formats, and the cell formats by role name.

A *role* says what a cell is (``header``, ``number``, ``answer``); roles combine, later ones win:
``formats("number", "total")``. Formats are made once per workbook. Source: the design pictures; colours mean
one thing each, alarm only what is missed, to be verified or to be corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

INK = "#1F2A30"
ACCENT = "#17556B"
ACCENT_MID = "#8DB3C1"
ACCENT_LIGHT = "#C8DCE3"
ACCENT_PALE = "#E8F0F3"
ALARM = "#B03A2A"
ALARM_DARK = "#7A1F12"
ALARM_MID = "#DD9A8D"
ALARM_LIGHT = "#F4D3CC"
ALARM_PALE = "#FCEFEC"
GREY_1 = "#55616A"
GREY_2 = "#65717A"
GREY_3 = "#C9D0D5"
GREY_4 = "#E3E7EA"
GREY_5 = "#F4F6F7"
HEAT_1 = "#FBE7E2"
HEAT_2 = "#EFBFB4"
HEAT_4 = "#B03A2A"
WHITE = "#FFFFFF"

FONT = "等线"
PAPER_HEAD = "黑体"
PAPER_BODY = "宋体"

PEOPLE = '#,##0;-#,##0;"–"'
PEOPLE_DOT = '#,##0;-#,##0;"·"'
RATE = "0.00%"
POINTS = '"↑ "0.00;"↓ "0.00;"→ "0.00'
AGAINST = "+0.00;-0.00;0.00"
TEXT = "@"

THIN, MEDIUM, DOTTED, THICK = 1, 2, 4, 5

Properties = Mapping[str, Any]

#: What every cell starts from.
BASE: Properties = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": INK,
    "font_scheme": False,
    "valign": "vcenter",
}

_HEADER: Properties = {"bold": True, "text_wrap": True, "bottom": THIN, "bottom_color": ACCENT}

ROLES: Mapping[str, Properties] = {
    # the head of a page
    "title": {"font_size": 17, "bold": True, "font_color": ACCENT},
    "page_title": {"font_size": 20, "bold": True, "font_color": ACCENT},
    "meta": {"font_size": 9.5, "font_color": GREY_1},
    "hint": {},
    "section": {"font_size": 11.5, "bold": True, "font_color": ACCENT},
    "figure": {"font_size": 26, "bold": True},
    # headers: pale to read, grey for what is known, dark where somebody must act
    "header": {**_HEADER, "bg_color": ACCENT_PALE, "font_color": ACCENT},
    "header_known": {**_HEADER, "bg_color": GREY_4},
    "header_answer": {
        **_HEADER,
        "bg_color": ACCENT,
        "font_color": WHITE,
        "left": THIN,
        "left_color": WHITE,
        "indent": 1,
    },
    "band_known": {"font_size": 9, "bold": True, "bg_color": GREY_5, "align": "center", "font_color": GREY_1},
    "band_answer": {"font_size": 9, "bold": True, "bg_color": ACCENT, "align": "center", "font_color": WHITE},
    # cells to read
    "text": {"num_format": TEXT},
    "wrap": {"num_format": TEXT, "text_wrap": True, "font_size": 9.5},
    "words": {"num_format": TEXT, "text_wrap": True},
    "long": {"text_wrap": True},
    "two_lines": {"num_format": TEXT, "text_wrap": True},
    "strong": {"num_format": TEXT, "bold": True},
    "note": {"num_format": TEXT, "font_size": 9, "font_color": GREY_1, "text_wrap": True},
    "source": {"num_format": TEXT, "font_size": 8, "font_color": GREY_1, "text_wrap": True},
    "centre": {"num_format": TEXT, "align": "center"},
    "serial": {"align": "right", "font_color": GREY_2},
    "id": {"num_format": TEXT},
    "date": {"num_format": TEXT},
    "number": {"num_format": PEOPLE, "align": "right"},
    "rate": {"num_format": RATE, "align": "right"},
    "against": {"num_format": AGAINST, "align": "right"},
    "link": {"font_color": ACCENT, "underline": 1},
    "indent": {"indent": 1},
    # what a cell says beyond its value
    "quiet": {"font_color": GREY_1},
    "ink": {"font_color": INK},
    "small": {"font_size": 8, "font_color": GREY_1},
    "light": {"bold": False, "font_size": 9.5, "font_color": GREY_1},
    "heat_1": {"font_color": HEAT_2},
    "heat_2": {"font_color": ALARM_MID},
    "heat_4": {"font_color": HEAT_4},
    "faint": {"font_color": GREY_3},
    "accent": {"font_color": ACCENT, "bold": True},
    "alarm": {"font_color": ALARM, "bold": True},
    "bold": {"bold": True},
    "regular": {"bold": False},
    "right": {"align": "right"},
    "differs": {"font_color": ALARM, "bold": True, "underline": 1},
    "total": {"bold": True, "top": THIN, "top_color": ACCENT},
    "closing": {"bg_color": ACCENT_PALE},
    "closing_broken": {"bg_color": ALARM_LIGHT, "font_color": ALARM_DARK},
    "known": {"bg_color": GREY_5},
    # cells to fill in: white may be filled, pale red must be, grey is left alone
    "answer": {
        "num_format": TEXT,
        "border": THIN,
        "border_color": ACCENT_LIGHT,
        "text_wrap": True,
        "locked": False,
        "indent": 1,
    },
    "open": {"num_format": TEXT, "locked": False},
    "unanswered": {"bg_color": ALARM_PALE},
    "missing": {"bg_color": ALARM_LIGHT},
    "not_to_fill": {"bg_color": GREY_4},
    "wrong": {
        "bg_color": ALARM_PALE,
        "border": MEDIUM,
        "border_color": ALARM,
        "font_color": ALARM_DARK,
        "bold": True,
    },
    # stripes of the three categories to verify
    "stripe_1": {"bg_color": ALARM_LIGHT, "font_color": ALARM_DARK},
    "stripe_2": {"bg_color": ALARM_PALE, "font_color": ALARM},
    "stripe_3": {"bg_color": GREY_5, "font_color": GREY_1},
    # values of 指标
    "as_rate": {"num_format": RATE},
    "as_rate_missed": {"num_format": RATE, "font_color": ALARM},
    "as_people": {"num_format": "#,##0"},
    "as_people_missed": {"num_format": "#,##0", "font_color": ALARM},
    "as_ratio": {"num_format": "0.000"},
    "as_ratio_missed": {"num_format": "0.000", "font_color": ALARM},
    "value": {"font_size": 11.5, "bold": True},
    "not_computable": {"bg_color": GREY_5, "font_color": GREY_1, "align": "right"},
    "reason": {"font_color": ALARM},
    "points": {"num_format": POINTS, "align": "right"},
    # lines between rows
    "line": {"bottom": DOTTED, "bottom_color": GREY_3},
    "group_line": {"bottom": THIN, "bottom_color": ACCENT_MID},
    "county_row": {"bottom": THIN, "bottom_color": ACCENT},
    "township_row": {"bg_color": GREY_5, "bottom": THIN, "bottom_color": GREY_3},
    # the official paper
    "paper": {"font_name": PAPER_BODY, "font_size": 11, "font_color": "#000000"},
    "paper_title": {"font_name": PAPER_HEAD, "font_size": 22, "bold": True, "align": "center"},
}


def properties(*roles: str, **overrides: Any) -> dict[str, Any]:
    """XlsxWriter properties of combined roles; a later role wins over an earlier one.

    Raises KeyError for a role that does not exist.
    """
    merged = dict(BASE)
    for role in roles:
        merged.update(ROLES[role])
    merged.update(overrides)
    return merged


class Formats:
    """Cell formats of one workbook, each made once: ``formats("text", "line", bold=True)``."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Any] = {}

    def __call__(self, *roles: str, **overrides: Any) -> Any:
        """The format of the roles; ``overrides`` are XlsxWriter properties."""
        key = (roles, tuple(sorted(overrides.items()))) if overrides else roles
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties(*roles, **overrides))
        return self._made[key]

    def rule(self, *roles: str, **overrides: Any) -> Any:
        """A format for a conditional rule: only what the roles add, never font name, size or alignment."""
        allowed = {"bg_color", "font_color", "bold", "num_format", "underline", "border", "border_color"}
        key = ("rule", roles, tuple(sorted(overrides.items())))
        if key not in self._made:
            said: dict[str, Any] = {}
            for role in roles:
                said.update(ROLES[role])
            said.update(overrides)
            self._made[key] = self._workbook.add_format({k: v for k, v in said.items() if k in allowed})
        return self._made[key]
