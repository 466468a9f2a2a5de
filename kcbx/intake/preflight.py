"""Looks at a file before any reader does: what it really is, whether it is safe to open, what readers would drop.

The kind is told by content, never by the extension. Guards against bombs and forged sizes protect the reader,
which aborts the process on some of them. The one streamed pass over the XML of each sheet also collects what
python-calamine does not give: hidden rows, error cells, the digits of long numbers written in full.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from posixpath import basename, join, normpath

from kcbx.intake.sheet_scan import KNOWN_ERRORS, CellNotes, Refused, scan, struck_formats, with_known_errors

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MiB = 1024 * 1024
MAX_PART = 1536 * MiB
MAX_TOTAL = 3072 * MiB
MAX_RATIO = 200
RATIO_FROM = 64 * MiB
MAX_ENTRIES = 20_000
SMALLEST_STRING = 5  # bytes of XML of one shared string, <si/>


def kind_of(head: bytes) -> str:
    """zip, ole, markup, archived_page, pdf, image, package, other, empty or text, by the first bytes of a file."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if not head:
        return "empty"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<style", b"<meta", b"<div", b"<head")):
        return "markup"
    if start.startswith((b"mime-version:", b"from: <saved by")):
        return "archived_page"
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")):
        return "image"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xfd7zXZ")):
        return "package"
    if head.startswith((b"SQLite format", b"PAR1", b"\x7fELF")):
        return "other"
    return "text"


def package_kind(archive: zipfile.ZipFile) -> str:
    """xlsx, xlsb, ods, document or package, by the parts of a zip file."""
    names = {_name(info) for info in archive.infolist()}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names or "content.xml" in names:
        kind = archive.read("mimetype") if "mimetype" in names else b"spreadsheet"
        return "ods" if b"spreadsheet" in kind else "document"
    return "document" if names & {"word/document.xml", "ppt/presentation.xml"} else "package"


def inspect(content: bytes) -> tuple[str, Mapping[str, CellNotes]]:
    """Kind of a zipped workbook and, of an xlsx, the notes of each sheet by name.

    Raises Refused for a bomb, a forged size, a DOCTYPE or a damaged package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _guard_sizes(archive)
            kind = package_kind(archive)
            if kind == "xlsx":
                return kind, _inspect_xlsx(archive)
            if kind == "ods":
                return kind, _inspect_ods(archive)
            return kind, {}
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise Refused("文件不完整或已损坏") from error


def readable(content: bytes, notes: Mapping[str, CellNotes]) -> bytes:
    """An xlsx as the reader takes it: where it holds error values that are none of Excel's, without them."""
    codes = {code.encode() for each in notes.values() for code in each.errors.values()}
    if codes <= KNOWN_ERRORS:
        return content
    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(mended, "w") as copy:
        sheets = set(_sheet_parts(archive).values())
        for info in archive.infolist():
            part = archive.read(info)
            copy.writestr(info.filename, with_known_errors(part) if _name(info) in sheets else part)
    return mended.getvalue()


def is_own_result(content: bytes) -> bool:
    """Whether a workbook was written by ``kcbx reconcile``: its custom properties carry the batch.

    A blank form of ``kcbx template`` carries none: what comes back in it is a list to read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("docProps/custom.xml") as properties:
            return b'name="kcbx_batch"' in properties.read(MiB)
    except Exception:  # a damaged file may raise anything; the reader will say what is wrong with it
        return False


def _guard_sizes(archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise Refused("压缩包里的部件过多")
    if sum(info.file_size for info in infos) > MAX_TOTAL:
        raise Refused("解压后过大，像是压缩炸弹")
    for info in infos:
        if info.file_size > MAX_PART or (
            info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size)
        ):
            raise Refused("解压后过大，像是压缩炸弹")


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lstrip("/").lower()


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces of 1 MiB, each checked: no DOCTYPE, no piece without a tag, no more than declared."""
    info = next(info for info in archive.infolist() if _name(info) == name)
    seen, tail = 0, b""
    with archive.open(info) as part:
        while chunk := part.read(MiB):
            seen += len(chunk)
            if seen > MAX_PART:
                raise Refused("解压后过大，像是压缩炸弹")
            if len(chunk) == MiB and b"<" not in chunk:
                raise Refused("内容异常：大段空白或无标记内容")
            if b"<!DOCTYPE" in tail + chunk[:16] or b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise Refused("含有 DOCTYPE 声明，可能有害")
            tail = chunk[-16:]
            yield chunk


def _inspect_xlsx(archive: zipfile.ZipFile) -> Mapping[str, CellNotes]:
    names = {_name(info): info.file_size for info in archive.infolist()}
    for name, size in names.items():
        if basename(name) == "sharedstrings.xml":
            _guard_strings(archive, name, size)
    styles = b"".join(_chunks(archive, "xl/styles.xml")) if "xl/styles.xml" in names else b""
    struck, notes = struck_formats(styles), {}
    for sheet, part in _sheet_parts(archive).items():
        if part in names:
            notes[sheet] = scan(partial(_chunks, archive, part), struck)
    return notes


def _inspect_ods(archive: zipfile.ZipFile) -> Mapping[str, CellNotes]:
    from kcbx.intake.opendocument import notes_of  # noqa: PLC0415 - only for this format

    for _ in _chunks(archive, "content.xml"):
        pass  # looked at for what is refused
    with archive.open("content.xml") as content:
        return notes_of(content)


def _guard_strings(archive: zipfile.ZipFile, name: str, size: int) -> None:
    """A forged count of shared strings makes the reader allocate it: no real string is under five bytes."""
    for index, chunk in enumerate(_chunks(archive, name)):
        count = re.search(rb"""uniqueCount\s*=\s*["'](\d+)["']""", chunk[:4096]) if index == 0 else None
        if count and int(count[1][:20]) > max(MiB, size // SMALLEST_STRING):
            raise Refused("文字表的条数是伪造的")


def _sheet_parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Sheet name → lower-case name of its part, by the relations of the workbook."""
    read = {_name(info): info for info in archive.infolist()}
    book = b"".join(_chunks(archive, "xl/workbook.xml")).decode("utf-8", "replace")
    relations = read.get("xl/_rels/workbook.xml.rels")
    links = {}
    if relations:
        text = b"".join(_chunks(archive, "xl/_rels/workbook.xml.rels")).decode("utf-8", "replace")
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", text):
            attributes = _attributes(tag)
            target = attributes.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            links[attributes.get("Id", "")] = whole.lower()
    parts = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        attributes = _attributes(tag)
        parts[attributes.get("name", "")] = links.get(attributes.get("id", ""), "")
    return parts


def _attributes(tag: str) -> dict[str, str]:
    """Attributes of a tag by local name."""
    return {
        name.rpartition(":")[2]: unescape(double or single)
        for name, double, single in re.findall(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    }
