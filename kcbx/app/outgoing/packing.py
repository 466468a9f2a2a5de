"""``kcbx pack``: from the workbooks of a result to one encrypted package a recipient, each proved to be its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kcbx import __version__
from kcbx import config as configuration
from kcbx.app.outgoing.workbooks import checked_books
from kcbx.app.results.folder import read_table, result_folder, run_of
from kcbx.app.results.showing import show_nothing_to_ask
from kcbx.app.workers import workers
from kcbx.definitions import schema
from kcbx.deliver import passwords as secret_words
from kcbx.deliver.manifest import Content, Manifest, Package, write_manifest
from kcbx.deliver.parcels import BUNDLE, Book, Parcel, bundles, single
from kcbx.errors import Problem, UsageError
from kcbx.file_names import MANIFEST
from kcbx.terminal import Terminal, shown

#: Below this many packages starting other processes costs more than it saves.
_WORTH_PROCESSES = 16
_MOST_PROCESSES = 4


@dataclass(frozen=True)
class Request:
    """What the analyst asked for. ``passwords`` gives those from a prompt or a file, None to keep a sheet.

    ``today`` decides whether it is too late to send.
    """

    result: Path
    out: Path
    today: date
    bundle: bool = False
    passwords: Callable[[], secret_words.Passwords] | None = None
    sheet: Path | None = None
    config: Path | None = None
    overwrite: bool = False


def pack(request: Request, terminal: Terminal) -> Manifest:
    """Check every workbook, encrypt it for its recipient, write the package folder whole or not at all.

    Raises UsageError where the result is none or was changed since, where a password is missing or weak, or where
    packages or password sheet would lie inside one another; KcbxError where a row is not the recipient's.
    """
    _keep_apart(request)
    run = run_of(request.result)
    config_path = find_config(request.config, run.get("parameters", {}).get("config"), request.result)
    config = configuration.load(config_path)
    with terminal.stage("查对归属"):
        parcels = _parcels(list(checked_books(request.result, run, terminal)), config, bundle=request.bundle)
    with result_folder(request.out, overwrite=request.overwrite, record=MANIFEST) as folder:
        passwords = _passwords(request, parcels, config, terminal)
        with terminal.stage("加密", counted=True) as advance:
            packages = []
            for parcel, sealed in _seal(parcels, passwords):
                packages.append(_write(folder, parcel, sealed))
                advance(len(packages), len(parcels))
        deadline = date.fromisoformat(run["deadline"])
        manifest = Manifest(
            kcbx=__version__,
            county=config.county.name or "本县",
            batch=run["batch"],
            profile=schema("deliver/pack")["profile"],
            as_of=date.fromisoformat(run["as_of"]),
            deadline=deadline,
            expires=deadline + timedelta(days=config.packages.keep_days),
            config=str(config_path.absolute()) if config_path else "",
            packages=tuple(packages),
            outputs={package.file: package.sha256 for package in packages},
            nothing_to_ask=_nothing_to_ask(request.result, packages),
        )
        write_manifest(folder, manifest)
    return manifest


def find_config(named: Path | None, known: str | None, folder: Path) -> Path | None:
    """The configuration named, else the one used before, else ``kcbx.toml`` beside the folder."""
    if named is not None:
        return named
    before = Path(known) if known else None
    return next((path for path in (before, folder.absolute().parent / "kcbx.toml") if path and path.is_file()), None)


def _keep_apart(request: Request) -> None:
    """Packages are not written into the result, nor the password sheet into either."""
    result, out = request.result.resolve(), request.out.resolve()
    if out.is_relative_to(result) or result.is_relative_to(out):
        raise UsageError(Problem("包不能放在结果文件夹里，也不能反过来", str(request.out), advice="换一个位置"))
    if request.sheet is not None and any(request.sheet.resolve().is_relative_to(each) for each in (result, out)):
        raise UsageError(Problem("密码单不能和包放在一起", str(request.sheet), advice="放到另一个文件夹"))


def _parcels(books: Sequence[Book], config: configuration.Config, *, bundle: bool) -> list[Parcel]:
    if not bundle:
        return [single(book) for book in books]
    townships = {book.recipient for book in books if book.kind == "township"}
    return bundles(books, lambda school: school_township(school, townships, config))


def school_township(school: str, townships: Collection[str], config: configuration.Config) -> str:
    """The township of a school: as ``kcbx.toml`` says, else the only one with whose name the school's begins.

    "" where neither tells: a school's pupils are not shown to a township on a guess.
    """
    from kcbx.clean.school_townships import only_township_of  # noqa: PLC0415 - pandas late

    said = next((each.township for each in config.school_contacts if each.name == school), "")
    if said:
        return said if said in townships else ""
    return only_township_of(school.removeprefix(config.county.name), townships)


def _passwords(
    request: Request, parcels: Sequence[Parcel], config: configuration.Config, terminal: Terminal
) -> Mapping[str, str]:
    """The password of each parcel by recipient. Raises UsageError for every one that is missing or weak."""
    if request.sheet is not None:
        holders = [
            secret_words.Holder(name, contact.contact, contact.phone) if contact else secret_words.Holder(name)
            for name, contact in ((parcel.recipient, config.contact_of(parcel.recipient)) for parcel in parcels)
        ]
        found = secret_words.complete_sheet(request.sheet, holders)
    elif request.passwords is not None:
        found = request.passwords()
    else:
        raise UsageError(Problem("没有说密码从哪里来", advice="加上 --password-sheet 或 --password-file"))
    if len(parcels) > 1 and found.shared is not None:
        terminal.note(
            "没有单独密码的单位共用一个密码，谁都能打开别人的包；用 --password-sheet 可一个单位一个", alarm=True
        )
    chosen = {parcel.recipient: found.of(parcel.recipient) or "" for parcel in parcels}
    problems = [
        Problem(f"{parcel.recipient}的密码{'没有给出' if not chosen[parcel.recipient] else f'不合要求：{weak}'}")
        for parcel in parcels
        if (weak := secret_words.weakness(chosen[parcel.recipient], ascii_only=parcel.kind == BUNDLE))
    ]
    if problems:
        raise UsageError(problems)
    return chosen


def _seal(parcels: Sequence[Parcel], passwords: Mapping[str, str]) -> Iterator[tuple[Parcel, bytes]]:
    """Each parcel with its sealed bytes, in order; several at a time where it pays."""
    many = len(parcels) >= _WORTH_PROCESSES
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    with workers(processes) if many else nullcontext() as pool:
        run = pool.map if isinstance(pool, Executor) else map
        yield from zip(
            parcels, run(Parcel.sealed, parcels, [passwords[each.recipient] for each in parcels]), strict=True
        )


def _write(folder: Path, parcel: Parcel, sealed: bytes) -> Package:
    path = folder / parcel.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sealed)
    contents = tuple(Content(recipient=book.recipient, kind=book.kind, rows=book.rows) for book in parcel.books)
    return Package(
        recipient=parcel.recipient,
        kind=parcel.kind,
        file=parcel.file,
        sha256=hashlib.sha256(sealed).hexdigest(),
        rows=parcel.rows,
        contents=contents,
    )


def _nothing_to_ask(result: Path, packages: Sequence[Package]) -> tuple[str, ...]:
    """The townships of the census for which nothing was packed, by name."""
    packed = {each.recipient for package in packages for each in package.contents}
    return tuple(sorted(set(read_table(result, "census")["township"].dropna()) - packed))


def show(manifest: Manifest, request: Request, terminal: Terminal) -> None:
    """What was packed, and what to do next; no password, no child."""
    words = {"township": "乡镇", "school": "学校", BUNDLE: "乡镇合包"}
    terminal.heading(f"已打包 {len(manifest.packages)} 个，批次 {manifest.batch}")
    counts = [
        (word, [package for package in manifest.packages if package.kind == kind]) for kind, word in words.items()
    ]
    terminal.table(
        ["收件", "个", "工作簿", "须核查"],
        [
            [word, f"{len(own)}", f"{sum(len(each.contents) for each in own)}", f"{sum(each.rows for each in own):,}"]
            for word, own in counts
            if own
        ],
    )
    alone = sum(package.kind == "school" for package in manifest.packages) if request.bundle else 0
    if alone:
        terminal.note(
            f"{alone} 所学校看不出属于哪个乡镇，单独成包；可在 kcbx.toml 的 [[school_contacts]] 写明 township"
        )
    show_nothing_to_ask(manifest.nothing_to_ask, terminal)
    terminal.note(f"报回期限 {manifest.deadline} · 包的有效期到 {manifest.expires}")
    if late := _too_late(manifest, request.today):
        terminal.note(late, alarm=True)
    terminal.heading("接着做")
    if request.sheet is not None:
        terminal.note(f"  1. 密码单 {shown(request.sheet)}：电话逐个告知，不要和包一起发")
    else:
        terminal.note("  1. 密码另行电话告知，不要和包一起发")
    terminal.note(f"  2. kcbx mail {shown(request.out)}  先预演，加 --send 才真发")


def _too_late(manifest: Manifest, today: date) -> str:
    """Why the packages no longer serve; "" where there is time."""
    if today > manifest.expires:
        return "报回期限和有效期都已过，这批包寄不出去：换数据时点重新核对，再打包"
    return "报回期限已过：先和各单位说好新的期限，或换数据时点重新核对，再打包" if today > manifest.deadline else ""
