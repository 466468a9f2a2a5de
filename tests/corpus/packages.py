"""Builds xlsx files from raw XML, so that a test can break exactly one thing. All people are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

HEADER = ("村", "姓名", "性别", "身份证号", "就读情况")
CHILDREN = (
    ("大黎村", "李小一", "男", "539901201509010011", "在读"),
    ("大黎村", "李小二", "女", "539901201610010022", ""),
)
NAMES = ["李小一", "李小二"]


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def row(number: int, texts: Sequence[str], attributes: str = "") -> str:
    cells = "".join(text_cell(f"{'ABCDEFGHIJ'[column]}{number}", text) for column, text in enumerate(texts) if text)
    return f'<row r="{number}"{attributes}>{cells}</row>'


def good_rows() -> str:
    return "".join(row(number, texts) for number, texts in enumerate((HEADER, *CHILDREN), 1))


def sheet(rows: str, before: str = "", after: str = "", main: str = MAIN) -> str:
    data = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">{data}</worksheet>'


def parts(sheets: Mapping[str, str], main: str = MAIN, relations: str = _OFFICE) -> dict[str, str]:
    """The parts of a package with these sheets (name → XML)."""
    head = '<?xml version="1.0"?>'
    tags = links = types = ""
    for i, name in enumerate(sheets, 1):
        tags += f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>'
        links += f'<Relationship Id="rId{i}" Type="{relations}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        types += f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
    types += f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
    types += f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
    top = f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
    book = f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{tags}</sheets></workbook>'
    return {
        "[Content_Types].xml": f'{head}<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{top}</Relationships>',
        "xl/workbook.xml": head + book,
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), 1)},
    }


def zipped(content: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def book(rows: str, **more: str) -> bytes:
    """A workbook of one sheet; ``more``: other arguments of :func:`sheet`."""
    return zipped(parts({"Sheet1": sheet(rows, **more)}))
