"""Encryption of what goes out: a workbook with its own AES password, or an AES archive of several.

Each sealed file is opened again and compared before it is handed on: a package nobody can open would be noticed only
by those who wait for it. Nothing is written to disk here, so no plain copy is left behind.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import msoffcrypto
import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

from kcbx.errors import KcbxError, Problem

#: Kept for every entry of an archive, so that its bytes depend on content and salt alone.
_ENTRY_DATE = (2000, 1, 1, 0, 0, 0)


def sealed_workbook(content: bytes, password: str) -> bytes:
    """An .xlsx under AES-256 (ECMA-376 agile encryption), which Excel, WPS and LibreOffice open with the password.

    Raises KcbxError where what was sealed does not open again (a bug).
    """
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, sealed)
    _must_be_equal(opened_workbook(sealed.getvalue(), password), content)
    return sealed.getvalue()


def opened_workbook(sealed: bytes, password: str) -> bytes:
    """The workbook inside. Raises msoffcrypto's InvalidKeyError for a wrong password.

    The integrity check tells a wrong password as well; asking for both would stretch the key twice.
    """
    book = msoffcrypto.OfficeFile(io.BytesIO(sealed))
    book.load_key(password=password)
    opened = io.BytesIO()
    book.decrypt(opened, verify_integrity=True)
    return opened.getvalue()


def sealed_archive(books: Mapping[str, bytes], password: str) -> bytes:
    """A zip under WinZip AES-256 of workbooks, each sealed itself with the same password, by name in it.

    Sealed twice: a book taken out and handed on to a school, or filled in and sent back, is still encrypted.
    Raises KcbxError where what was sealed does not open again.
    """
    return sealed_entries({name: sealed_workbook(content, password) for name, content in books.items()}, password)


def sealed_entries(entries: Mapping[str, bytes], password: str, comment: bytes = b"") -> bytes:
    """A zip under WinZip AES-256 of entries by name; ``comment`` stands in it for everyone to read.

    Raises KcbxError where what was sealed does not open again.
    """
    sealed = io.BytesIO()
    with pyzipper.AESZipFile(sealed, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.comment = comment
        for name in sorted(entries):
            archive.writestr(pyzipper.zipfile_aes.AESZipInfo(name, _ENTRY_DATE), entries[name])
    opened = opened_archive(sealed.getvalue(), password)
    for name, content in entries.items():
        _must_be_equal(opened.get(name, b""), content)
    return sealed.getvalue()


def opened_archive(sealed: bytes, password: str) -> dict[str, bytes]:
    """The entries of a zip by name, workbooks still sealed. Raises RuntimeError for a wrong password."""
    with pyzipper.AESZipFile(io.BytesIO(sealed)) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def _must_be_equal(opened: bytes, content: bytes) -> None:
    if opened != content:
        raise KcbxError(Problem("加密后打不开，没有写出", advice="报告给开发者"))


__all__ = ["opened_archive", "opened_workbook", "sealed_archive", "sealed_entries", "sealed_workbook"]
