"""Who sees which columns, how ID numbers are masked, and what is never read: from the layouts of the workbooks."""

from __future__ import annotations

from collections.abc import Sequence

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.layouts import layout
from kcbx.workbook.recipients import masked
from parts.markdown import table

#: Sheets that leave the bureau with children in them: workbook, sheet, who gets it.
SENT: Sequence[tuple[str, str, str]] = (
    ("township", "to_verify", "乡镇"),
    ("township", "pairs", "乡镇"),
    ("township", "conflicts", "乡镇"),
    ("school", "to_verify", "学校"),
)
#: An invented number: region code 5399xx belongs to no place.
_EXAMPLE = "539901201503072847"


def columns_by_audience() -> str:
    """The known columns of every sheet that leaves the bureau."""
    rows = []
    for workbook, sheet, who in SENT:
        form = layout(workbook, sheet)
        rows.append([who, form.sheet, "、".join(column.heading for column in form.known)])
    return table(["收件", "工作表", "看得到的列"], rows)


def masking() -> str:
    """An ID number as the bureau, and as townships and schools see it."""
    rows = [
        ["县教育局（全县汇总）", f"`{_EXAMPLE}`"],
        ["乡镇、学校", f"`{masked(_EXAMPLE)}`"],
        ["终端、日志", "不出现"],
    ]
    return table(["谁", "身份证号的样子（编造的号码）"], rows)


def never_read() -> str:
    """Headings whose columns are dropped unread, whatever sheet they stand in."""
    return f"{'、'.join(schema('intake')['headings']['never_read'])}\n"


def retention() -> str:
    """How long what is kept, by default and in ``kcbx.toml``."""
    days, keep = Config().retention.days, Config().packages.keep_days
    rows = [
        ["结果文件夹和旁边的表", f"交回期限之后 {days} 天", "`[retention] days`", "`kcbx purge` 列出，加 `--yes` 才删"],
        ["更正单", f"数据时点之后 {days} 天", "`[retention] days`", "`kcbx purge`"],
        ["加密包、邮件草稿", f"交回期限之后 {keep} 天", "`[packages] keep_days`", "`kcbx purge`；也请收件人删"],
        ["个案台账", "不自动删", "", "归档按本单位规定"],
        ["来表、交回的表", "不自动删", "", "是原件，由您处理"],
        ["退回更正的副本", f"交回期限之后 {days} 天", "`[retention] days`", "`kcbx purge`（在台账旁的“退回更正”）"],
    ]  # fmt: skip
    return table(["什么", "留多久", "在 kcbx.toml 里改", "怎么删"], rows)
