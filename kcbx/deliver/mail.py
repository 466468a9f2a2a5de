"""The only place that talks to a mail server: always encrypted, the certificate always checked.

A letter the server refuses is that recipient's trouble alone (:class:`Refused`); a line that cannot be had is
everybody's (:class:`NoLine`). A line that drops is opened anew once for the letter that was on it, because servers
close it after some letters.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from types import TracebackType
from typing import Self

from kcbx.config import Mail
from kcbx.errors import OutputUnwritable, Problem

_DEFAULT_PORT = {"starttls": 587, "tls": 465}
_MOST_SAID = 120
_TRIES = 2


class Refused(Exception):
    """The server does not take this letter; the text says why, in Chinese and in the server's own words."""


class NoLine(OutputUnwritable):
    """No letter can be sent: no server, no encryption, wrong certificate, wrong password."""


class MailServer:
    """A line to the server, opened with the first letter. Use it as a context manager."""

    def __init__(self, settings: Mail, password: str | None) -> None:
        self._settings = settings
        self._password = password
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def ready(self) -> None:
        """Open the line, so that nothing is noted as tried which cannot be. Raises NoLine."""
        self._open()

    def send(self, message: EmailMessage, sender: str, to: str) -> None:
        """Send one letter. Raises Refused or NoLine; after a dropped line it was tried twice."""
        message["Date"] = formatdate(localtime=True)
        for left in reversed(range(_TRIES)):
            try:
                self._open().send_message(message, from_addr=sender, to_addrs=[to])
                return
            except smtplib.SMTPRecipientsRefused as refusal:
                code, said = next(iter(refusal.recipients.values()))
                raise Refused(f"收件地址被拒：{_said(code, said)}") from refusal
            except smtplib.SMTPSenderRefused as refusal:
                raise NoLine(Problem(f"发件地址被拒：{_said(refusal.smtp_code, refusal.smtp_error)}")) from refusal
            except smtplib.SMTPResponseException as refusal:
                if refusal.smtp_code != 421:
                    raise Refused(f"邮件被拒：{_said(refusal.smtp_code, refusal.smtp_error)}") from refusal
                self._hang_up()
                if not left:
                    raise NoLine(Problem(f"邮件服务器停止服务：{_said(421, refusal.smtp_error)}")) from refusal
            except (smtplib.SMTPException, OSError) as dropped:
                self._hang_up()
                if not left:
                    raise NoLine(
                        Problem("发送时连接中断", self._place, advice="过一会儿再运行，只补发余下的")
                    ) from dropped

    @property
    def _port(self) -> int:
        return self._settings.port or _DEFAULT_PORT[self._settings.security]

    @property
    def _place(self) -> str:
        return f"{self._settings.host}:{self._port}"

    def _open(self) -> smtplib.SMTP:
        """The line, opened where there is none. Raises NoLine for what another try would not mend."""
        if self._line is not None:
            return self._line
        try:
            self._line = self._connected()
            if self._settings.user:
                self._line.login(self._settings.user, self._password or "")
        except ssl.SSLCertVerificationError as error:
            advice = "核对 host；单位自建的证书用 [mail] ca_file 指明"
            raise self._no_line(f"邮件服务器的证书不可信：{error.verify_message}", advice) from error
        except smtplib.SMTPAuthenticationError as error:
            raise self._no_line("用户名或密码不对", "核对 [mail] user；许多邮箱要用“授权码”而不是登录密码") from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._no_line("邮件服务器不支持加密或登录", '换一个 port，或改 security = "tls"') from error
        except UnicodeEncodeError as error:
            raise self._no_line("邮箱的用户名或密码含有汉字", "换成英文字母、数字和符号") from error
        except (smtplib.SMTPException, OSError) as error:  # after its own kinds above
            raise self._no_line("连不上邮件服务器", "检查网络和 [mail] host、port、security") from error
        return self._line

    def _connected(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        settings = self._settings
        if settings.ca_file is not None:
            try:
                trusted.load_verify_locations(settings.ca_file)
            except OSError as error:
                where = str(settings.ca_file)
                raise NoLine(Problem("读不到证书文件", where, "PEM 格式", "核对 [mail] ca_file")) from error
        if settings.security == "tls":
            return smtplib.SMTP_SSL(settings.host, self._port, timeout=settings.timeout, context=trusted)
        line = smtplib.SMTP(settings.host, self._port, timeout=settings.timeout)
        try:
            line.starttls(context=trusted)
        except BaseException:
            line.close()
            raise
        return line

    def _no_line(self, what: str, advice: str) -> NoLine:
        self._hang_up()
        return NoLine(Problem(what, self._place, advice=advice))

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()


def _said(code: int, said: bytes | str) -> str:
    """The server's words on one short line: they are foreign text."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {re.sub(r'[^ -~一-鿿]+', ' ', text).strip()}"[:_MOST_SAID]


__all__ = ["MailServer", "NoLine", "Refused"]
