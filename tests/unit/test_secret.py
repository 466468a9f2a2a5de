from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kcbx.config import Config, Files
from kcbx.errors import ConfigInvalid, OutputUnwritable
from kcbx.secret import county_secret, row_key, secret_path


def at(path: Path) -> Config:
    return Config(files=Files(secret=path))


def test_a_row_key_is_the_first_80_bits_of_the_keyed_hash() -> None:
    secret = bytes(range(32))
    expected = base64.b32encode(hmac.new(secret, "某行".encode(), hashlib.sha256).digest())[:16].decode()
    assert row_key(secret, "某行") == expected
    assert row_key(secret, "另一行") != expected
    assert row_key(bytes(32), "某行") != expected


def test_the_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "county.key"
    first = county_secret(at(path), environment={})
    assert len(first) == 32
    assert county_secret(at(path), environment={}) == first
    assert [each.name for each in path.parent.iterdir()] == ["county.key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no POSIX modes")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "county.key"
    county_secret(at(path), environment={})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_environment_comes_before_the_configuration_and_both_before_the_user_folder(tmp_path: Path) -> None:
    named = at(tmp_path / "a.key")
    assert secret_path(named, {"KCBX_SECRET_FILE": str(tmp_path / "b.key")}) == tmp_path / "b.key"
    assert secret_path(named, {}) == tmp_path / "a.key"
    assert secret_path(Config(), {}).parts[-2:] == ("kcbx", "county.key")


def test_runs_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: county_secret(at(tmp_path / "county.key"), environment={}), range(32)))
    assert len(found) == 1


def test_a_damaged_secret_is_reported_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "county.key"
    path.write_bytes(b"short")
    with pytest.raises(ConfigInvalid):
        county_secret(at(path), environment={})
    assert path.read_bytes() == b"short"


def test_the_secret_must_not_travel_with_the_result(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid):
        county_secret(at(tmp_path / "结果" / "county.key"), result=tmp_path / "结果", environment={})
    assert not (tmp_path / "结果").exists()


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputUnwritable):
        county_secret(at(tmp_path / "file" / "county.key"), environment={})
