"""Encryption: what is sealed opens with its password and with no other, and is the same inside."""

from __future__ import annotations

import io
import zipfile

import msoffcrypto
import pytest
import xlsxwriter
from msoffcrypto.exceptions import InvalidKeyError

from kcbx.deliver import sealing
from kcbx.deliver.sealing import opened_archive, opened_workbook, sealed_archive, sealed_workbook
from kcbx.errors import KcbxError


def workbook(text: str) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, text)
    return held.getvalue()


PLAIN = workbook("杨梓涵")


@pytest.mark.parametrize("password", ["kx7m-p3qd-vt9w-h2ra", "青崖县教育体育局", "p" * 255])
def test_a_workbook_opens_with_its_password_alone(password: str) -> None:
    sealed = sealed_workbook(PLAIN, password)
    assert opened_workbook(sealed, password) == PLAIN
    with pytest.raises(InvalidKeyError):
        opened_workbook(sealed, password[:-1])
    assert msoffcrypto.OfficeFile(io.BytesIO(sealed)).is_encrypted()


def test_it_is_aes_256_and_nothing_of_it_can_be_read_without() -> None:
    sealed = sealed_workbook(PLAIN, "kx7m-p3qd-vt9w-h2ra")
    assert b'cipherAlgorithm="AES"' in sealed
    assert b'keyBits="256"' in sealed
    for part in zipfile.ZipFile(io.BytesIO(PLAIN)).namelist():
        assert part.encode() not in sealed
    assert sealed != sealed_workbook(PLAIN, "kx7m-p3qd-vt9w-h2ra")  # a salt of its own


def test_an_archive_is_sealed_as_a_whole_and_book_by_book() -> None:
    books = {"云岭乡.xlsx": PLAIN, "学校/云岭中学.xlsx": workbook("甲")}
    sealed = sealed_archive(books, "kx7m-p3qd-vt9w-h2ra")
    inner = opened_archive(sealed, "kx7m-p3qd-vt9w-h2ra")
    assert sorted(inner) == sorted(books)
    for name, content in books.items():
        assert opened_workbook(inner[name], "kx7m-p3qd-vt9w-h2ra") == content
    with pytest.raises(RuntimeError):
        opened_archive(sealed, "kx7m-p3qd-vt9w-h2rb")
    for entry in zipfile.ZipFile(io.BytesIO(sealed)).infolist():
        assert entry.flag_bits & 1
        assert entry.compress_type == 99  # WinZip AES
        assert entry.date_time == (2000, 1, 1, 0, 0, 0)


def test_what_does_not_open_again_is_never_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "opened_workbook", lambda *_: b"something else")
    with pytest.raises(KcbxError):
        sealed_workbook(PLAIN, "kx7m-p3qd-vt9w-h2ra")
