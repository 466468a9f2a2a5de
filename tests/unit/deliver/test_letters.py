"""The letter: plain Chinese, a name any mail program can read, no password, nothing of a clock or of chance."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from kcbx.deliver.letters import Sender, draft, letter
from kcbx.deliver.manifest import Content, Manifest, Package

SENDER = Sender("bureau@example.cn", "青崖县教育体育局", "周老师", "0850-1234567")


def manifest(*packages: Package) -> Manifest:
    return Manifest(
        kcbx="0",
        county="青崖县",
        batch="26A-7F3A",
        profile="township",
        as_of=date(2026, 9, 20),
        deadline=date(2026, 10, 16),
        expires=date(2026, 11, 15),
        config="",
        packages=packages,
        outputs={},
    )


def package(
    kind: str = "township", recipient: str = "云岭乡", file: str = "乡镇/云岭乡.xlsx", books: int = 1
) -> Package:
    contents = tuple(Content(recipient=recipient, kind="township", rows=12) for _ in range(books))
    return Package(recipient=recipient, kind=kind, file=file, sha256="ab" * 32, rows=12 * books, contents=contents)


def sent(parcel: Package, sender: Sender = SENDER, to: str = "yunling@example.cn") -> EmailMessage:
    """The letter as it is read at the other end."""
    made = letter(manifest(parcel), parcel, b"sealed", sender, to)
    return message_from_bytes(made.as_bytes(), policy=default)


@pytest.mark.parametrize(
    "parcel",
    [
        package(),
        package("school", "青崖县第一中学", "学校/青崖县第一中学.xlsx"),
        package("bundle", "云岭乡", "云岭乡.zip", books=4),
    ],
    ids=lambda parcel: parcel.kind,
)
def test_it_says_what_by_when_how_and_whom_to_ask(parcel: Package) -> None:
    read = sent(parcel)
    assert read["subject"] == f"【青崖县】请核查就学情况：{parcel.recipient}（批次 26A-7F3A，10月16日前报回）"
    assert read["from"].addresses[0].display_name == "青崖县教育体育局"
    assert read["to"].addresses[0].addr_spec == "yunling@example.cn"
    body = read.get_body().get_content()
    expected = (
        "2026年10月16日前",
        "2026年11月15日前",
        f"{parcel.rows} 行",
        "另行电话告知",
        "周老师 0850-1234567",
        parcel.name,
    )
    assert [words for words in expected if words not in body] == []
    assert not any(mark in body for mark in "{}")
    (held,) = read.iter_attachments()
    assert (held.get_filename(), held.get_content()) == (parcel.name, b"sealed")


def test_a_chinese_file_name_is_written_as_the_standard_says() -> None:
    raw = letter(manifest(package()), package(), b"sealed", SENDER, "yunling@example.cn").as_bytes()
    assert b"filename*=utf-8''%E4%BA%91%E5%B2%AD%E4%B9%A1.xlsx" in raw
    assert raw.isascii()


def test_the_same_letter_is_the_same_bytes_and_another_has_another_id() -> None:
    first, again = (draft(letter(manifest(package()), package(), b"x", SENDER, "a@example.cn")) for _ in range(2))
    assert first == again
    ids = {
        sent(parcel, to=to)["message-id"]
        for parcel, to in (
            (package(), "a@example.cn"),
            (package(), "b@example.cn"),
            (package().model_copy(update={"sha256": "cd" * 32}), "a@example.cn"),
        )
    }
    assert len(ids) == 3
    assert all(each.endswith("@example.cn>") for each in ids)


def test_a_draft_may_lack_both_addresses() -> None:
    made = letter(manifest(package()), package(), b"x", Sender(""), "")
    read = message_from_bytes(draft(made), policy=default)
    assert (read["from"], read["to"], read["x-unsent"], read["date"]) == (None, None, "1", None)
    assert read.get_body().get_content().rstrip().endswith("县教育局")


@pytest.mark.parametrize("name", ["云岭乡\r\nBcc: x@y.cn", "云岭\x00乡\u202e", '<script>, "云岭乡"; a@b'])
def test_no_name_becomes_a_header(name: str) -> None:
    read = sent(package(recipient=name))
    assert read["bcc"] is None
    assert [each.addr_spec for each in read["to"].addresses] == ["yunling@example.cn"]
    assert "\n" not in read["subject"]
