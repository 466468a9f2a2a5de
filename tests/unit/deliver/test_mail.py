"""Letters through a real server: encrypted, logged in, one recipient's trouble not another's."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from kcbx.config import Mail
from kcbx.deliver.mail import MailServer, NoLine, Refused
from tests.unit.deliver.smtp import PASSWORD, USER, Box, certificate, mail_server


@pytest.fixture
def box() -> Iterator[Box]:
    with mail_server() as held:
        yield held


def settings(box: Box, **other: object) -> Mail:
    said = {"host": "127.0.0.1", "port": box.port, "user": USER, "ca_file": certificate(), "timeout": 5, **other}
    return Mail.model_validate(said)


def message(to: str = "yunling@example.cn") -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "bureau@example.cn", to, "请核查"
    letter.set_content("请核查")
    return letter


def send(server: MailServer, to: str = "yunling@example.cn") -> None:
    server.send(message(to), "bureau@example.cn", to)


def test_a_letter_arrives_over_starttls_with_a_login(box: Box) -> None:
    with MailServer(settings(box), PASSWORD) as server:
        send(server)
        send(server, "shanping@example.cn")
    assert box.recipients == ["yunling@example.cn", "shanping@example.cn"]
    assert box.encrypted == [True, True]
    assert box.logins == 1  # one line for all
    assert box.letters[0][1]["date"]


def test_a_letter_arrives_over_tls_from_the_start() -> None:
    with mail_server(security="tls") as box:
        with MailServer(settings(box, security="tls"), PASSWORD) as server:
            send(server)
        assert box.recipients == ["yunling@example.cn"]


def test_a_certificate_nobody_vouches_for_is_refused(box: Box) -> None:
    with pytest.raises(NoLine, match="证书不可信"), MailServer(settings(box, ca_file=None), PASSWORD) as server:
        send(server)
    assert (box.letters, box.logins) == ([], 0)


def test_a_certificate_for_another_name_is_refused(box: Box) -> None:
    with pytest.raises(NoLine, match="证书不可信"), MailServer(settings(box, host="localhost"), PASSWORD) as server:
        send(server)
    assert (box.letters, box.logins) == ([], 0)


def test_a_server_without_encryption_gets_neither_password_nor_letter() -> None:
    with mail_server(offers_tls=False) as box:
        with pytest.raises(NoLine, match="不支持加密"), MailServer(settings(box), PASSWORD) as server:
            send(server)
        assert (box.letters, box.logins) == ([], 0)


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_login_is_said_without_the_password(box: Box, password: str | None) -> None:
    with pytest.raises(NoLine, match="用户名或密码不对") as caught, MailServer(settings(box), password) as server:
        send(server)
    assert "wrong" not in str(caught.value)
    assert box.letters == []


def test_a_password_no_server_can_be_told_is_a_clear_error(box: Box) -> None:
    with pytest.raises(NoLine, match="汉字"), MailServer(settings(box), "密码") as server:
        send(server)


def test_no_server_is_a_clear_error(box: Box) -> None:
    with pytest.raises(NoLine, match="连不上"), MailServer(settings(box, port=1), PASSWORD) as server:
        server.ready()


def test_a_missing_certificate_file_is_named(box: Box, tmp_path: Path) -> None:
    with (
        pytest.raises(NoLine, match="读不到证书文件"),
        MailServer(settings(box, ca_file=tmp_path / "没有.pem"), PASSWORD) as server,
    ):
        server.ready()


def test_one_refused_address_leaves_the_line_open_for_the_next(box: Box) -> None:
    with MailServer(settings(box), PASSWORD) as server:
        with pytest.raises(Refused, match="550 no such mailbox"):
            send(server, "nobody@example.cn")
        send(server)
    assert (box.recipients, box.logins) == (["yunling@example.cn"], 1)


def test_a_letter_the_server_does_not_want_is_told_in_its_own_words_made_harmless(box: Box) -> None:
    box.fault = lambda _: "552 too\x1b[31m large " + "x" * 300
    with MailServer(settings(box), PASSWORD) as server, pytest.raises(Refused) as caught:
        send(server)
    assert "552 too" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 160


def test_a_line_that_drops_once_is_opened_anew(box: Box) -> None:
    faults = iter(["", "drop", "", ""])
    box.fault = lambda _: next(faults)
    with MailServer(settings(box), PASSWORD) as server:
        for name in ("a", "b", "c"):
            send(server, f"{name}@example.cn")
    assert (box.recipients, box.logins) == (["a@example.cn", "b@example.cn", "c@example.cn"], 2)


def test_a_server_that_says_enough_for_now_is_called_again(box: Box) -> None:
    faults = iter(["421 too many letters on this line", ""])
    box.fault = lambda _: next(faults)
    with MailServer(settings(box), PASSWORD) as server:
        send(server)
    assert (box.recipients, box.logins) == (["yunling@example.cn"], 2)


def test_a_line_that_keeps_dropping_ends_the_sending(box: Box) -> None:
    box.fault = lambda _: "drop"
    with pytest.raises(NoLine, match="连接中断"), MailServer(settings(box), PASSWORD) as server:
        send(server)
    assert box.letters == []


def test_the_port_follows_the_security() -> None:
    ports = {security: MailServer(Mail(security=security), None)._port for security in ("starttls", "tls")}
    assert ports == {"starttls": 587, "tls": 465}
