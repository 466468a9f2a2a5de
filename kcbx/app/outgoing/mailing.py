"""``kcbx mail``: who gets which package, shown before anything is sent; letters sent once, or laid down as drafts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kcbx import __version__
from kcbx import config as configuration
from kcbx.app.outgoing.packing import find_config
from kcbx.app.results.folder import result_folder
from kcbx.app.results.showing import show_nothing_to_ask
from kcbx.deliver.letters import Sender, draft, letter
from kcbx.deliver.mail import MailServer, NoLine, Refused
from kcbx.deliver.manifest import Manifest, attachment, read_manifest
from kcbx.deliver.passwords import read_line
from kcbx.deliver.posts import Post, State, plan
from kcbx.deliver.record import FAILED, SENDING, SENT, SentRecord
from kcbx.errors import ConfigInvalid, OutputUnwritable, Problem, UsageError
from kcbx.file_names import DRAFTS
from kcbx.records import file_digest
from kcbx.terminal import Advance, Terminal, shown


@dataclass(frozen=True)
class Request:
    """What the analyst asked for. ``only``: recipients, all where empty. ``today`` decides whether it is too late.

    ``ask`` asks for the login password of the mail server where no file holds it.
    """

    folder: Path
    today: date
    ask: Callable[[], str | None]
    config: Path | None = None
    only: Sequence[str] = ()
    drafts: Path | None = None
    send: bool = False


@dataclass(frozen=True)
class Outcome:
    """What was planned, and how many letters were sent or laid down as drafts."""

    posts: Sequence[Post]
    sent: int = 0
    drafts: int = 0


def mail(request: Request, terminal: Terminal) -> Outcome:
    """Show the plan; write drafts, or send what is still to be sent.

    Raises UsageError where the packages are none, are to be sent after their last day, or lack a recipient named;
    ConfigInvalid where no mail server is named; OutputUnwritable, with every reason, where some letters could not be
    sent.
    """
    manifest = read_manifest(request.folder)
    if request.today > manifest.expires:
        expired = Problem(f"这批包已过有效期（{manifest.expires}）", str(request.folder), advice="重新核对、打包")
        if request.send:
            raise UsageError(expired)
        terminal.note(str(expired), alarm=True)
    config_path = find_config(request.config, manifest.config, request.folder)
    config = configuration.load(config_path)
    record = SentRecord(request.folder)
    posts = plan(request.folder, manifest, config, record, request.only)
    _show_plan(posts, terminal)
    if not request.only:
        show_nothing_to_ask(manifest.nothing_to_ask, terminal)
    sender = Sender(config.mail.sender, config.county.bureau, config.county.contact, config.county.phone)
    if request.drafts is not None:
        return Outcome(posts, drafts=_write_drafts(request.folder, request.drafts, manifest, posts, sender))
    if not request.send:
        return Outcome(posts)
    if not (config.mail.host and config.mail.sender):
        where = f"{config_path or 'kcbx.toml'} › mail"
        raise ConfigInvalid(Problem("没有写明邮件服务器", where, "host、sender", "补上 [mail]，或用 --drafts 生成草稿"))
    if not any(post.due for post in posts):
        return _outcome(posts, 0, [])
    password = _login_password(config, request)
    with record.alone():
        record = SentRecord(request.folder)  # another run may just have ended
        posts = plan(request.folder, manifest, config, record, request.only)
        with (
            terminal.stage("发送", counted=True) as advance,
            MailServer(config.mail, password) as server,
        ):
            return _send(request.folder, manifest, posts, sender, record, server, advance)


def _send(
    folder: Path,
    manifest: Manifest,
    posts: Sequence[Post],
    sender: Sender,
    record: SentRecord,
    server: MailServer,
    advance: Advance,
) -> Outcome:
    """Send what is due, one after another; a recipient's trouble does not keep the others from theirs."""
    problems: list[Problem] = []
    sent = 0
    due = [post for post in posts if post.due]
    for done, post in enumerate(due, start=1):
        message = letter(manifest, post.package, _content(folder, post), sender, post.to)
        try:
            server.ready()
            record.add(manifest, post.package, post.to, SENDING)
            server.send(message, sender.address, post.to)
        except Refused as refusal:
            record.add(manifest, post.package, post.to, FAILED, str(refusal))
            problems.append(Problem(str(refusal), post.package.recipient, advice="核对 kcbx.toml 里的邮箱"))
        except NoLine as trouble:
            problems += trouble.problems
            break
        else:
            record.add(manifest, post.package, post.to, SENT)
            sent += 1
        advance(done, len(due))
    return _outcome(posts, sent, problems)


def _outcome(posts: Sequence[Post], sent: int, problems: Sequence[Problem]) -> Outcome:
    """What became of the plan. Raises OutputUnwritable where a letter is left over."""
    left = len(posts) - sent - sum(post.state is State.ALREADY_SENT for post in posts)
    if left:
        count = Problem(f"这次发出 {sent} 封，还有 {left} 封没有发出", advice="改正后再运行，只补发余下的")
        raise OutputUnwritable([count, *problems, *(post.problem for post in posts if post.problem)])
    return Outcome(posts, sent=sent)


def _content(folder: Path, post: Post) -> bytes:
    content = attachment(folder, post.package)
    if content is None:  # changed since the plan was made
        raise OutputUnwritable(Problem(State.DAMAGED, post.package.file, advice="重新运行 kcbx pack"))
    return content


def _login_password(config: configuration.Config, request: Request) -> str | None:
    """From the file named in ``kcbx.toml``, else asked for; None where the server wants none."""
    if not config.mail.user:
        return None
    if config.mail.password_file is not None:
        return read_line(config.mail.password_file)
    asked = request.ask()
    if not asked:
        raise UsageError(Problem("没有邮箱的登录密码", advice="在 [mail] password_file 指明只有本人可读的文件"))
    return asked


def _write_drafts(folder: Path, out: Path, manifest: Manifest, posts: Sequence[Post], sender: Sender) -> int:
    """One ``.eml`` a letter not yet sent; not recorded, for nobody knows whether it will be."""
    ready = [post for post in posts if post.state not in (State.ALREADY_SENT, State.DAMAGED)]
    with result_folder(out, overwrite=None) as beside:
        for post in ready:
            message = letter(manifest, post.package, _content(folder, post), sender, post.to)
            path = (beside / post.package.file).with_suffix(".eml")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(draft(message))
        _record_drafts(beside, manifest)
    return len(ready)


def _record_drafts(folder: Path, manifest: Manifest) -> None:
    """Leave a record by which ``kcbx purge`` knows the drafts, which go with the packages in them."""
    outputs = {path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(folder.rglob("*.eml"))}
    told = {"kcbx": __version__, "expires": manifest.expires.isoformat(), "outputs": outputs}
    (folder / DRAFTS).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show_plan(posts: Sequence[Post], terminal: Terminal) -> None:
    """Who gets what, on stdout: it is what a dry run is asked for."""
    rows = [[each.package.file, f"{each.package.rows:,}", each.to or "–", each.state] for each in posts]
    terminal.table(["文件", "须核查", "邮箱", "状态"], rows, result=True)


def show(outcome: Outcome, request: Request, terminal: Terminal) -> None:
    """What was done, and what to do next."""
    due = sum(post.due for post in outcome.posts)
    stuck = sum(post.problem is not None for post in outcome.posts)
    terminal.heading("小结")
    if request.drafts is not None:
        terminal.note(f"草稿 {outcome.drafts} 封，在 {shown(request.drafts)}：用邮件程序打开，看过再发")
    elif request.send:
        terminal.note(f"发出 {outcome.sent} 封；记录在 {shown(SentRecord(request.folder).path)}")
    else:
        terminal.note(f"这是预演，没有发出任何邮件：待发 {due} 封，已发 {len(outcome.posts) - due - stuck} 封")
        if due:
            terminal.note(f"确认无误后：kcbx mail {shown(request.folder)} --send")
    if stuck:
        terminal.note(f"发不了 {stuck} 个：没有邮箱的在 kcbx.toml 补上；文件有问题的重新打包", alarm=True)
    terminal.note("密码另行电话告知，不要写进邮件")
