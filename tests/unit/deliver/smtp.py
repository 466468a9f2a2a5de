"""A real mail server on the loopback, with a certificate of its own making, a login, and faults on demand."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "bureau@example.cn", "authorisation-code"


@cache
def certificate() -> Path:
    """A self-signed certificate for the loopback with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kcbx test")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = Path(mkdtemp(prefix="kcbx-certificate-")) / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@dataclass
class Box:
    """What the server took, and over encrypted lines or not; how many logins were right.

    ``fault`` is asked before each letter: a reply to give, "drop" to cut the line, "" for none.
    """

    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    fault: Callable[[str], str] = lambda _: ""
    logins: int = 0
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        to = envelope.rcpt_tos[0]
        fault = self.fault(to)
        if fault == "drop":
            server.transport.abort()
            return ""
        if fault:
            return fault
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.letters.append((to, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:  # noqa: N802
        if to.startswith("nobody"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    def login(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins += right
        return AuthResult(success=right, handled=False)

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.letters]


@contextmanager
def mail_server(*, security: str = "starttls", offers_tls: bool = True) -> Iterator[Box]:
    """Run the server until the block ends."""
    box = Box()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate())
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0, "authenticator": box.login}
    if security == "tls":
        options |= {"ssl_context": context, "auth_require_tls": False}
    elif offers_tls:
        options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    controller = _AnyPort(box, **options)
    controller.start()
    box.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        controller.stop()


class _AnyPort(Controller):
    """A controller that finds the port the system gave it."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
