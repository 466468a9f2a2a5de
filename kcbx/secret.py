"""The county secret: 32 random bytes that key the row ids of the workbooks. Only this module creates and reads it.

A row that comes back is recognised by a keyed hash, never by an ID number: who has the workbook but not the secret
can neither guess a child from a key nor forge one. The secret stays on the bureau's computer, outside every result.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_config_path

from kcbx.config import Config
from kcbx.errors import ConfigInvalid, OutputUnwritable, Problem
from kcbx.file_names import SECRET_FILE

_BYTES = 32
#: Ten bytes are 16 characters of base32 without a remainder.
_KEY_BYTES = 10
_VARIABLE = "KCBX_SECRET_FILE"


def row_key(secret: bytes, fingerprint: str) -> str:
    """The key of a row: first 16 characters (80 bits) of the base32 HMAC-SHA256 of its fingerprint.

    The same fingerprint has the same key in every run of a county, and another one in every other county.
    """
    digest = hmac.digest(secret, fingerprint.encode(), hashlib.sha256)
    return base64.b32encode(digest[:_KEY_BYTES]).decode("ascii")


def secret_path(config: Config, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the secret lies: ``KCBX_SECRET_FILE``, else ``[files] secret``, else the user's config folder."""
    named = environment.get(_VARIABLE) or config.files.secret
    return Path(named) if named else user_config_path("kcbx", appauthor=False) / SECRET_FILE


def county_secret(config: Config, result: Path | None = None, environment: Mapping[str, str] = os.environ) -> bytes:
    """The secret, created on first use and readable by its owner only.

    ``result``: the result folder, which must not hold it, for that folder is handed on. Raises ConfigInvalid where it
    does or the file is damaged (it is never replaced: the keys already sent out hang on it), OutputUnwritable where
    it cannot be made.
    """
    path = secret_path(config, environment)
    if result is not None and path.resolve().is_relative_to(result.resolve()):
        raise ConfigInvalid(Problem("密钥文件在结果文件夹内", str(path), advice="放到结果文件夹以外"))
    try:
        if not path.exists():
            _create(path)
        secret = path.read_bytes()
    except OSError as error:
        raise OutputUnwritable(
            Problem("密钥文件不能建立或读取", str(path), advice=f"检查权限，或用 {_VARIABLE} 另指位置")
        ) from error
    if len(secret) != _BYTES:
        raise ConfigInvalid(
            Problem("密钥文件已损坏", str(path), "32 字节", "从备份恢复；没有备份才删除，已发出的表将认不出来")
        )
    return secret


def _create(path: Path) -> None:
    """Write a new secret beside its place and link it there: whole or absent, and the first of two writers wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".county-")  # mkstemp: mode 0600
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(beside)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
