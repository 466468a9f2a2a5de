"""The same sheet reads the same from .xls, .ods and an .xlsx that another program has saved again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx.intake import take_in

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


def test_repeated_cells_of_an_ods_are_no_bomb(tmp_path: Path) -> None:
    from kcbx.errors import InputUnreadable
    from tests.corpus.packages import zipped

    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    repeated = 'office:value-type="string" table:number-columns-repeated="16384"'
    cell = f"<table:table-cell {repeated}><text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    body = f'<office:spreadsheet><table:table table:name="a">{row}</table:table></office:spreadsheet>'
    content = f"<office:document-content{spaces}><office:body>{body}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    (tmp_path / "a.ods").write_bytes(zipped({"mimetype": kind, "content.xml": content}))
    with pytest.raises(InputUnreadable, match="行列过多"):
        take_in([tmp_path])
