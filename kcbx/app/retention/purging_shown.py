"""What ``kcbx purge`` says: what is due, what stays and why, which results no archive holds."""

from __future__ import annotations

from typing import Any

from kcbx.app.retention.copies import DELETIONS, KIND_WORDS
from kcbx.app.retention.purging import Purged
from kcbx.terminal import Terminal, shown


def as_json(purged: Purged) -> dict[str, Any]:
    """Everything that is due, with what keeps it and whether it was deleted."""
    found = [
        {
            "path": str(copy.path),
            "kind": copy.kind,
            "until": copy.until,
            "files": copy.files,
            "bytes": copy.size,
            "kept": copy.kept,
            "archived": purged.archived.get(copy.path),
            "deleted": purged.is_deleted(copy),
            "stuck": purged.stuck[copy.path].what if copy.path in purged.stuck else "",
        }
        for copy in purged.due
    ]
    return {"schema": 1, "as_of": purged.on, "due": found}


def show(purged: Purged, terminal: Terminal) -> None:
    """A table of what nothing keeps."""
    rows = [
        [KIND_WORDS[copy.kind], str(copy.until or "–"), f"{copy.files}", f"{copy.size / 1e6:.1f}", shown(copy.path)]
        for copy in purged.going
    ]
    if rows:
        terminal.table(["种类", "留到", "文件", "MB", "位置"], rows, result=True)


def show_kept(purged: Purged, terminal: Terminal) -> None:
    """What stays although it is due, what no archive holds, and how many went."""
    for copy in purged.due:
        if copy.kept:
            terminal.note(f"没有删 {shown(copy.path)}：{copy.kept}；另存后手工删除", alarm=True)
    for path in purged.not_archived:
        is_gone = purged.deleted and path not in purged.stuck
        words = "删掉的没有存档" if is_gone else "还没有存档，要留就先 kcbx archive"
        terminal.note(f"{words}：{shown(path)}", alarm=True)
    if not purged.going:
        terminal.note("没有要清理的")
    elif purged.deleted:
        left = f"，还有 {len(purged.stuck)} 个没有删掉" if purged.stuck else ""
        gone = sum(map(purged.is_deleted, purged.due))
        terminal.note(f"已删除 {gone} 个，记在旁边的 {DELETIONS}{left}")
    else:
        terminal.note(f"以上 {len(purged.going)} 个到期；加上 --yes 才删除")
