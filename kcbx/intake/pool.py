"""Runs the worker processes: each file is read in one, a dead one is replaced and its file reported."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from threading import Timer
from types import TracebackType
from typing import Self

from kcbx.intake.worker import FileReading, Job

TIME_LIMIT = 600.0

# The worker is started by hand and not by multiprocessing: it must not run the caller's main module again, must
# start the same way everywhere, and a death must be told of the one file that caused it.
_START = "import sys; sys.path[:] = {path!r}; from kcbx.intake.worker import serve; serve()"


class Worker:
    """One reading process, started when first needed and again after a death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, job: Job) -> FileReading:
        """The reading of a file; a fault where the process died or took too long."""
        process = self._process = self._process or _start()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a worker without pipes")
        timer = Timer(TIME_LIMIT, process.kill)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(job, process.stdin)
            process.stdin.flush()
            answer = pickle.load(process.stdout)  # noqa: S301 - the pipe is our own
        except (EOFError, OSError, pickle.UnpicklingError):
            late = not timer.is_alive()
            self.close()
            reason = "读取时间过长，已中止" if late else "读取时异常中止，文件可能已损坏或过大"
            return FileReading(job.source_file, fault="unreadable", reason=reason)
        finally:
            timer.cancel()
        if not isinstance(answer, FileReading):
            raise TypeError("a worker answered something else")
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


class Pool:
    """As many workers as there are files or cores, whichever is less."""

    def __init__(self, jobs: int | None) -> None:
        self._size = max(1, jobs or os.cpu_count() or 1)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._workers: list[Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.close()

    def read(self, jobs: Sequence[Job]) -> Iterator[FileReading]:
        """Readings as they come, in no order."""
        while len(self._workers) < min(self._size, len(jobs)):
            self._workers.append(Worker())
            self._idle.put(self._workers[-1])
        with ThreadPoolExecutor(max_workers=max(1, len(self._workers))) as threads:
            pending = [threads.submit(self._read, job) for job in jobs]
            try:
                for done in as_completed(pending):
                    yield done.result()
            except BaseException:
                for each in pending:
                    each.cancel()
                for worker in self._workers:
                    worker.close()
                raise

    def _read(self, job: Job) -> FileReading:
        worker = self._idle.get()
        try:
            return worker.read(job)
        finally:
            self._idle.put(worker)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _START.format(path=sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
