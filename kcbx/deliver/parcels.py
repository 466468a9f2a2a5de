"""What one recipient gets: its own workbook, or a township's together with those of its schools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kcbx.definitions import schema
from kcbx.deliver.sealing import sealed_archive, sealed_workbook

BUNDLE = "bundle"


@dataclass(frozen=True)
class Book:
    """A workbook as the result holds it: whose, of which kind, its bytes, how many rows ask for an answer."""

    recipient: str
    kind: str
    name: str
    content: bytes
    rows: int


@dataclass(frozen=True)
class Parcel:
    """One file for one recipient; ``file`` is its place in the package folder, ``kind`` township, school or bundle."""

    recipient: str
    kind: str
    file: str
    books: Sequence[Book]

    @property
    def rows(self) -> int:
        """Rows to answer in all its workbooks."""
        return sum(book.rows for book in self.books)

    def sealed(self, password: str) -> bytes:
        """The bytes that leave the bureau. Raises as :mod:`kcbx.deliver.sealing`."""
        if self.kind != BUNDLE:
            return sealed_workbook(self.books[0].content, password)
        return sealed_archive({book.name: book.content for book in self.books}, password)


def single(book: Book) -> Parcel:
    """A workbook alone: 乡镇/杉坪乡.xlsx."""
    return Parcel(book.recipient, book.kind, f"{_folder(book.kind)}/{book.name}", (book,))


def bundles(books: Sequence[Book], township_of: Callable[[str], str]) -> list[Parcel]:
    """杉坪乡.zip for a township with schools; whoever has no other goes alone.

    ``township_of`` gives a school's township among those that have a workbook, "" where it is not known.
    """
    held = {book.recipient: [book] for book in books if book.kind == "township"}
    alone = []
    for book in books:
        if book.kind == "township":
            continue
        if township := township_of(book.recipient):
            held[township].append(replace(book, name=f"{_folder(book.kind)}/{book.name}"))
        else:
            alone.append(single(book))
    together = [
        Parcel(name, BUNDLE, f"{PurePosixPath(own[0].name).stem}.zip", own) if len(own) > 1 else single(own[0])
        for name, own in held.items()
    ]
    return together + alone


def _folder(kind: str) -> str:
    return str(schema("deliver/pack")["kinds"][kind])


__all__ = ["BUNDLE", "Book", "Parcel", "bundles", "single"]
