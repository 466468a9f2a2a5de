"""The letter that carries a package: headers, a plain Chinese text (``schemas/deliver/mail.toml``), one attachment.

Nothing in it depends on a clock: the date is added on sending. The Message-ID is made from what is sent to whom, so a
letter that had to be sent twice after a dropped line is one letter to the servers that compare.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from kcbx.definitions import schema
from kcbx.deliver.manifest import Manifest, Package
from kcbx.workbook.text import chinese_date, harmless

_TYPES = {
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": ("application", "zip"),
}


@dataclass(frozen=True)
class Sender:
    """Who writes: mail address, name of the office, whom to ask."""

    address: str
    bureau: str = ""
    contact: str = ""
    phone: str = ""


def letter(manifest: Manifest, package: Package, content: bytes, sender: Sender, to: str) -> EmailMessage:
    """The letter to one recipient, without a date and without the password; ``to`` may be "" in a draft."""
    words = schema("deliver/mail")
    bureau = sender.bureau or words["sender_unnamed"]
    values = {
        "county": manifest.county,
        "recipient": package.recipient,
        "batch": manifest.batch,
        "due": chinese_date(manifest.deadline, year=False),
        "deadline": chinese_date(manifest.deadline),
        "expires": chinese_date(manifest.expires),
        "file": package.name,
        "rows": package.rows,
        "books": len(package.contents),
        "sender": bureau,
        "contact": sender.contact,
        "phone": sender.phone,
    }
    body = words["body"][package.kind].lstrip().format_map(values)
    if sender.contact or sender.phone:
        body += "\n" + words["contact"].format_map(values).rstrip() + "\n"
    body += f"{bureau}\n"
    message = EmailMessage(policy=SMTP)
    if sender.address:
        message["From"] = Address(_one_line(bureau), addr_spec=sender.address)
    if to:
        message["To"] = Address(_one_line(package.recipient), addr_spec=to)
    message["Subject"] = _one_line(words["subject"].format_map(values))
    digest = hashlib.sha256(f"{package.sha256} {to}".encode()).hexdigest()[:40]
    message["Message-ID"] = f"<{digest}@{sender.address.rpartition('@')[2] or 'kcbx.invalid'}>"
    message.set_content(harmless(body), charset="utf-8", cte="base64")
    maintype, subtype = _TYPES[package.name.rpartition(".")[2]]
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=package.name)
    message.set_boundary(f"kcbx-{digest}")
    return message


def draft(message: EmailMessage) -> bytes:
    """The letter as an ``.eml`` that mail programs open for sending."""
    message["X-Unsent"] = "1"
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split())


__all__ = ["Sender", "draft", "letter"]
