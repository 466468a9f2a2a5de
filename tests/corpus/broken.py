"""The files that come in real life and from ill will, each with what must come of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from msoffcrypto.format.ooxml import OOXMLFile

from tests.corpus.packages import (
    CHILDREN,
    HEADER,
    MAIN,
    NAMES,
    STRICT,
    book,
    good_rows,
    parts,
    row,
    sheet,
    text_cell,
    zipped,
)

MiB = 1024 * 1024
PASSWORD = "白云2026"


@dataclass(frozen=True)
class Sample:
    """A file: ``names`` are the children that must be read, ``codes`` the findings that must be made."""

    file: str
    build: Callable[[], bytes]
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


SAMPLES: list[Sample] = []


def reads(file: str, *codes: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    return _register(file, tuple(NAMES), codes)


def refuses(file: str, *codes: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    return _register(file, (), codes or ("file_unreadable",))


def _register(
    file: str, names: tuple[str, ...], codes: tuple[str, ...]
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def add(build: Callable[[], bytes]) -> Callable[[], bytes]:
        SAMPLES.append(Sample(file, build, names, codes))
        return build

    return add


def good() -> bytes:
    return book(good_rows())


def _same_names(content: dict[str, str]) -> dict[str, str]:
    return {name: text.replace('name="乙"', 'name="甲"') for name, text in content.items()}


# ------------------------------------------------------------------ damaged
refuses("截断.xlsx")(lambda: good()[:-200])
refuses("截去一半.xlsx")(lambda: good()[: len(good()) // 2])
refuses("空.xlsx")(lambda: b"")
refuses("全零.xlsx")(lambda: b"\x00" * 4096)


@refuses("压缩流损坏.xlsx")
def corrupt_deflate() -> bytes:
    content = bytearray(good())
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 60] = b"\xff" * 60
    return bytes(content)


# two sheets of one name: the reader would give the first one twice
refuses("两张同名.xlsx")(lambda: zipped(_same_names(parts({"甲": sheet(good_rows()), "乙": sheet(row(1, HEADER))}))))
refuses("缺工作表.xlsx")(lambda: zipped({k: v for k, v in parts({"Sheet1": ""}).items() if "sheet1" not in k}))


# ------------------------------------------------------------------ hostile
refuses("空白炸弹.xlsx")(lambda: zipped({**parts({"Sheet1": ""}), "xl/worksheets/sheet1.xml": b" " * (80 * MiB)}))
refuses("远处一格.xlsx")(lambda: book(good_rows() + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'))
refuses("没有这样的列.xlsx")(lambda: book(good_rows() + f'<row r="4">{text_cell("ZZZZZZZ9999999999", "x")}</row>'))
refuses("行列过多.xlsx")(lambda: book(good_rows() + f'<row r="200000">{text_cell("ZZ200000", "x")}</row>'))


@refuses("条数伪造.xlsx")
def forged_count() -> bytes:
    strings = (
        f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    )
    return zipped({**parts({"Sheet1": sheet(good_rows())}), "xl/sharedStrings.xml": strings})


@reads("引用次数多.xlsx")
def many_references() -> bytes:
    strings = f'<?xml version="1.0"?><sst xmlns="{MAIN}" uniqueCount="1" count="7000000"><si><t>a</t></si></sst>'
    return zipped({**parts({"Sheet1": sheet(good_rows())}), "xl/sharedStrings.xml": strings})


@refuses("实体炸弹.xlsx")
def billion_laughs() -> bytes:
    entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rows = f'{good_rows()}<row r="9"><c r="A9" t="inlineStr"><is><t>&b;</t></is></c></row>'
    xml = sheet(rows)
    return zipped({**parts({"Sheet1": xml}), "xl/worksheets/sheet1.xml": xml.replace("?>", f"?>{entities}", 1)})


@refuses("外部实体.xlsx")
def external_entity() -> bytes:
    xml = sheet(good_rows()).replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1)
    return zipped({**parts({"Sheet1": ""}), "xl/worksheets/sheet1.xml": xml})


refuses("网页实体.xls")(lambda: b'<html><!ENTITY a "b"><table><tr><td>&a;</td></tr></table></html>')


# ------------------------------------------------------------------ odd, but fine
reads("远处空格.xlsx")(lambda: book(good_rows() + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
reads("末行有字.xlsx")(lambda: book(good_rows() + f'<row r="1048576">{text_cell("B1048576", "以下空白")}</row>'))
reads("范围写错.xlsx")(lambda: book(good_rows(), before='<dimension ref="A1"/>'))
reads("改名的.xls")(good)
reads("没有行号.xlsx")(lambda: book(good_rows().replace(' r="', ' x="')))
reads("严格格式.xlsx")(
    lambda: zipped(
        parts(
            {"Sheet1": sheet(good_rows(), main=STRICT)},
            STRICT,
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    )
)
reads("反斜杠.xlsx")(
    lambda: zipped({k.replace("/", "\\"): v for k, v in parts({"Sheet1": sheet(good_rows())}).items()})
)


@reads("带前缀.xlsx", "hidden_rows", "error_cell")
def prefixed() -> bytes:
    rows = good_rows().replace('<row r="3">', '<row r="3" hidden="1">')
    rows = rows[:-6]
    rows += '<c r="E3" t="e"><v>#N/A</v></c></row>'
    xml = sheet(rows)
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        xml = (
            xml.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>").replace(f"</{tag}>", f"</x:{tag}>")
        )
    return zipped(parts({"Sheet1": xml.replace("xmlns=", "xmlns:x=")}))


# values that Excel, WPS, Google's and LibreOffice's sheets write and the reader does not know
for code in ("#SPILL!", "#GETTING_DATA", "#ERROR!", "Err:502"):
    reads(f"新的错误值{code[1:4]}.xlsx", "error_cell")(
        partial(book, good_rows()[:-6] + f'<c r="E3" t="e"><f>A1</f><v>{code}</v></c></row>')
    )
reads("出错的格.xlsx", "error_cell")(lambda: book(good_rows()[:-6] + '<c r="E3" t="e"><v>#REF!</v></c></row>'))
reads("公式没有值.xlsx", "formula_not_computed")(
    lambda: book(good_rows()[:-6] + '<c r="E3"><f>IF(1,"在读")</f><v></v></c></row>')
)
reads("隐藏行.xlsx", "hidden_rows")(lambda: book(good_rows().replace('<row r="3">', '<row r="3" hidden="1">')))


@reads("隐藏表.xlsx", "hidden_sheet")
def hidden_sheet() -> bytes:
    content = parts({"Sheet1": sheet(good_rows())})
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace("<sheet ", '<sheet state="veryHidden" ')
    return zipped(content)


@reads("透视表旁边.xlsx", "sheet_unrecognised")
def pivot_junk() -> bytes:
    junk = row(3, ("行标签", "计数项:姓名")) + row(4, ("大黎村", "2")) + row(5, ("总计", "2"))
    return zipped(parts({"数据透视": sheet(junk), "名单": sheet(good_rows())}))


@reads("控制字符.xlsx", "control_characters")
def control_characters() -> bytes:
    return book(good_rows().replace("李小一", "李_x0007_小一"))


@reads("到底的空行.xlsx")
def million_rows() -> bytes:
    styled = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(4, 1_048_577))
    return book(good_rows() + styled)


# ------------------------------------------------------------------ other kinds of file
def _csv(separator: str = ",") -> str:
    return "".join(separator.join(line) + "\r\n" for line in (HEADER, *CHILDREN))


def _quoted(lines: int) -> bytes:
    return "大黎村,李小三,男,539901201510010033,在读\r\n".encode() * lines


def _html(attributes: str = "") -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in line)}</tr>" for line in (HEADER, *CHILDREN))
    title = "<tr><td colspan=5>大黎村摸底表</td></tr>"
    return f"<html><head>{attributes}</head><body><table>{title}{lines}</table></body></html>"


reads("国标.csv")(lambda: _csv().encode("gb18030"))
reads("国标分号.txt")(lambda: _csv(";").encode("gb18030"))
reads("带标记.csv")(lambda: _csv().encode("utf-8-sig"))
reads("无标记.csv")(lambda: _csv().encode())
reads("制表符.xls")(lambda: _csv("\t").encode("utf-16"))
reads("没有标记.csv")(lambda: _csv().encode("utf-16-le"))
reads("没有标记的高位在前.csv")(lambda: _csv().encode("utf-16-be"))
reads("四字节.csv")(lambda: _csv().encode("utf-32"))
reads("夹有零字节.csv")(lambda: _csv().replace("在读", "在\0读").encode("gb18030"))
reads("多行备注.csv")(lambda: _csv().replace("在读", '"在读\n一，二，三"').encode())
refuses("多两个引号.csv")(lambda: _csv().replace("李小一", '"李小一').replace("李小二", '"李小二').encode())
refuses("引号没有配对.csv")(lambda: _csv().replace("李小一", '"李小一').encode() + _quoted(40_000))
refuses("两种编码.csv")(lambda: _csv().encode() + _csv().encode("gb18030"))
refuses("断在半个字.csv")(lambda: (_csv() + "大黎村,李").encode()[:-1])
refuses("换行丢了.csv")((_csv() + "大黎村," * 20_000).encode)
reads("网页统一码.xls")(
    lambda: _html('<meta http-equiv="Content-Type" content="text/html; charset=unicode">').encode("utf-16")
)
reads("网页不关行.xls")(lambda: re.sub("</t[rdable]*>", "", _html()).encode())
refuses("网页没有传完.xls")(_html().rpartition("<td>")[0].encode)
refuses("网页存档.xls")(lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + _html().encode())
reads("网页.xls")(lambda: _html().encode("gb18030"))
reads("网页声明.xls")(lambda: _html('<meta charset="gb2312">').encode("gb18030"))
reads("网页声明有误.xls")(lambda: _html('<meta charset="gb2312">').encode())


@reads("电子表格2003.xls", "hidden_rows")
def spreadsheet_ml() -> bytes:
    space, hidden = "urn:schemas-microsoft-com:office:spreadsheet", ' ss:Hidden="1"'
    lines = "".join(
        f"<Row{hidden if number == 2 else ''}>"
        + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in line)
        + "</Row>"
        for number, line in enumerate((HEADER, *CHILDREN))
    )
    table = f'<Worksheet ss:Name="名单"><Table>{lines}</Table></Worksheet>'
    return f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">{table}</Workbook>'.encode()


reads("电子表格统一码.xls", "hidden_rows")(
    lambda: spreadsheet_ml().decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
)
refuses("电子表格没有传完.xls")(lambda: spreadsheet_ml()[:-90])


refuses("说明.docx", "file_not_spreadsheet")(lambda: zipped({"word/document.xml": "<x/>"}))
refuses("一包.zip", "file_not_spreadsheet")(lambda: zipped({"a.txt": "a"}))
refuses("通知.pdf", "file_not_spreadsheet")(lambda: b"%PDF-1.7\n")
refuses("照片.jpg", "file_not_spreadsheet")(lambda: b"\xff\xd8\xff\xe0")
# named like a table: a list was meant, and it is lost
refuses("改了名的文档.xlsx")(lambda: zipped({"word/document.xml": "<x/>"}))
refuses("改了名的照片.et")(lambda: b"\xff\xd8\xff\xe0")
refuses("改了名的压缩包.XLSX")(lambda: zipped({"a.xlsx": "a"}))
refuses("程序.xlsm")(lambda: b"MZ" + b"\x00" * 100)
refuses("没有写字的.xlsx", "file_without_rows")(lambda: zipped(parts({"Sheet1": sheet(""), "Sheet2": sheet("")})))
refuses("~$摸底表.xlsx", "lock_file_skipped")(lambda: b"\x04user")
refuses("全县汇总.xlsx", "own_result_skipped")(
    lambda: zipped(
        {
            **parts({"Sheet1": sheet(good_rows())}),
            "docProps/custom.xml": '<Properties><property name="kcbx_batch"/></Properties>',
        }
    )
)


def encrypted(password: str) -> bytes:
    # The library writes packages under 4096 bytes in a way it cannot read again, so the book is given some weight.
    weight = "".join(f"{number:x}" for number in range(9000))
    content = zipped({**parts({"Sheet1": sheet(good_rows())}), "docProps/weight.xml": f"<x>{weight}</x>"})
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, target)
    return target.getvalue()


reads("有密码.xlsx")(lambda: encrypted(PASSWORD))
reads("默认密码.xlsx")(lambda: encrypted("VelvetSweatshop"))
refuses("密码不对.xlsx", "password_needed")(lambda: encrypted("另一个"))
