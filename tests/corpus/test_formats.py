"""The same sheet reads the same from .xls, .ods and an .xlsx that another program has saved again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx.errors import InputUnreadable
from kcbx.intake import take_in
from tests.corpus.packages import zipped

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("file", ["book.xls", "book.ods", "resaved.xlsx"])
def test_every_format_tells_the_same(file: str) -> None:
    intake = take_in([FIXTURES / file])
    census = intake.rows["census"]
    assert census["source_row"].tolist() == [3, 4, 5]
    assert census["village"].tolist() == ["大黎村", "大黎村", "水口村"]
    assert census["id_number"].tolist() == ["539901201509010011", "539901201610010000", "539901201610010033"]
    assert census["id_number_numeric"].tolist() == [False, True, False]
    assert census["birth_date"].tolist() == ["2015-09-01", "2016-10-01", "20161001"]
    codes = [found.code for found in intake.findings]
    assert {"error_cell", "hidden_rows", "filled_down", "sheet_unrecognised"} <= set(codes)
    assert intake.sheets["hidden"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("row", "cell", "content"),
    [
        ("1048576", "16384", "x"),
        ("99999999999999999999", "1", "x"),
        ("1", "1", '<text:s text:c="999999999"/>'),
    ],
)
def test_repetitions_of_an_ods_are_no_bomb(row: str, cell: str, content: str, tmp_path: Path) -> None:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    repeated = f'office:value-type="string" table:number-columns-repeated="{cell}"'
    cells = f"<table:table-cell {repeated}><text:p>{content}</text:p></table:table-cell>"
    rows = f'<table:table-row table:number-rows-repeated="{row}">{cells}</table:table-row>'
    body = f'<office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet>'
    text = f"<office:document-content{spaces}><office:body>{body}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    (tmp_path / "a.ods").write_bytes(zipped({"mimetype": kind, "content.xml": text}))
    with pytest.raises(InputUnreadable, match="像是伪造的"):
        take_in([tmp_path])
