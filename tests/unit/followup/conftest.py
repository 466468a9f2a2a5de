"""An empty ledger for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kcbx.followup.ledger import Ledger

from .books import KEYED


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as opened:
        yield opened
