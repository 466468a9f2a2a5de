"""Bytes flipped at random in good files: each ends in a reading or a fault, never in a bug or a dead program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcbx.intake.pool import Worker
from kcbx.intake.worker import Job
from tests.corpus.broken import SAMPLES

GOOD = [
    sample.build()
    for sample in SAMPLES
    if sample.file in ("改名的.xls", "国标.csv", "网页.xls", "电子表格2003.xls", "带前缀.xlsx")
]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    own = Worker()
    yield own
    own.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    good=st.sampled_from(GOOD),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.5, 1.5),
)
def test_flipped_bytes(
    tmp_path_factory: pytest.TempPathFactory, worker: Worker, good: bytes, flips: list[tuple[float, int]], cut: float
) -> None:
    content = bytearray(good)
    for place, value in flips:
        content[int(place * len(content))] = value
    path = tmp_path_factory.getbasetemp() / "fuzz.bin"
    Path(path).write_bytes(bytes(content)[: max(1, int(len(content) * min(cut, 1.0)))])
    reading = worker.read(Job(str(path), "fuzz.bin"))
    assert reading.bug == ""
    assert bool(reading.fault) or reading.digest
    for sheet in reading.sheets:
        assert len(sheet.source_rows) + sheet.rows_notes == sheet.rows_read or not sheet.form
