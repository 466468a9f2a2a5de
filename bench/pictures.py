"""Pictures of the workbooks in ``docs/pictures/``: pages as they print, of the invented county in ``samples/``.

    pip install '.[bench]' && python -m bench.pictures [--only 总览 疑似失学]

LibreOffice makes the pages, poppler's pdftoppm the pictures, Pillow 96 colours of them. Noto CJK stands in for the
fonts the workbooks name, its Latin letters and digits too: those of a fallback font are wider, and so would columns be.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

from bench.answered import answered

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLOURS, DOTS_PER_INCH = 96, 120
#: What stands in for the fonts of the workbooks on a system that does not have them.
STAND_INS = {"等线": "Noto Sans CJK SC", "黑体": "Noto Sans CJK SC", "宋体": "Noto Serif CJK SC"}
ALIAS = """<match target="pattern"><test name="family"><string>{font}</string></test>
<edit name="family" mode="assign" binding="strong"><string>{other}</string></edit></match>"""
#: Share of a page's height that its footer takes; pixels left below a cut.
FOOTER, EDGE = 0.07, 24


@dataclass(frozen=True, slots=True)
class Page:
    """The first page of a sheet of a workbook of the result."""

    picture: str
    workbook: str
    sheet: str


PAGES = (
    Page("总览", "全县汇总.xlsx", "总览"),
    Page("年龄段×村", "全县汇总.xlsx", "年龄段×村"),
    Page("疑似失学", "全县汇总.xlsx", "疑似失学"),
    Page("待人工核对", "全县汇总.xlsx", "待人工核对"),
    Page("行数核对", "全县汇总.xlsx", "行数核对"),
    Page("乡镇-封面", "乡镇/水口镇.xlsx", "封面"),
    Page("乡镇-待核查", "乡镇/水口镇.xlsx", "待核查"),
    Page("乡镇-填写中", "交回/水口镇.xlsx", "待核查"),
    Page("乡镇-退回标记", "退回更正/水口镇（退回更正）.xlsx", "待核查"),
    Page("乡镇-问题清单", "退回更正/水口镇（退回更正）.xlsx", "问题清单"),
    Page("月报", "月报.xlsx", "月报"),
    Page("学校-待核查", "学校/青崖县第二中学.xlsx", "待核查"),
)


def run(*words: str | Path, **environment: str) -> str:
    told = {**os.environ, **environment}
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, env=told).stdout


def result(folder: Path) -> Path:
    """The README's main job, in ``folder``."""
    out = folder / "结果"
    run(sys.executable, "-m", "kcbx", "reconcile", ROOT / "samples" / "青崖县", "--out", out, "--as-of", "2026-09-20")
    return out


def printed(workbook: Path, folder: Path) -> Path:
    """The workbook as LibreOffice prints it; a profile of its own, so that an open LibreOffice does not matter."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / workbook.parent.name
    words = (profile, "--headless", "--convert-to", "pdf", "--outdir", target, workbook)
    run("soffice", *words, FONTCONFIG_FILE=str(fonts(folder)))
    return target / f"{workbook.stem}.pdf"


def fonts(folder: Path) -> Path:
    """A configuration of fonts in which Noto stands in for those the workbooks name."""
    path = folder / "fonts.conf"
    aliases = "".join(ALIAS.format(font=font, other=other) for font, other in STAND_INS.items())
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    told = f"{head}<fontconfig><include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"
    path.write_text(told, encoding="utf-8")
    return path


def first_page(pdf: Path, sheet: str) -> int:
    """Number of the page on which a sheet begins: every page names its sheet in the footer."""
    pages = run("pdftotext", "-layout", pdf, "-").split("\f")
    for number, text in enumerate(pages, start=1):
        if f"{sheet} · 批次" in text.strip().rpartition("\n")[2]:
            return number
    raise LookupError(f"{pdf.name}: no page of {sheet}")


def picture(pdf: Path, page: Page, folder: Path) -> Path:
    """The page as a PNG of few colours; a page that is half empty is cut below its last line."""
    number = str(first_page(pdf, page.sheet))
    run("pdftoppm", "-r", str(DOTS_PER_INCH), "-f", number, "-l", number, "-singlefile", "-png", pdf, folder / "page")
    with Image.open(folder / "page.png") as whole:
        shown = whole.convert("RGB").crop((0, 0, whole.width, bottom(whole)))
    path = PICTURES / f"{page.picture}.png"
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def bottom(page: Image.Image) -> int:
    """Where to cut: the foot of the page, or below its last line if more than a fifth of the page is blank."""
    ink = ImageChops.invert(page.convert("L")).point(lambda shade: 255 * (shade > 24))
    body = ink.crop((0, 0, page.width, round(page.height * (1 - FOOTER)))).getbbox()
    last = body[3] if body else page.height
    return page.height if last > page.height * 0.75 else last + EDGE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", help="names of pictures")
    asked = parser.parse_args()
    wanted = [page for page in PAGES if not asked.only or page.picture in asked.only]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kcbx-pictures-") as name:
        folder = Path(name)
        out = result(folder)
        answered(out, "水口镇")
        books = {book: printed(out / book, folder) for book in dict.fromkeys(page.workbook for page in wanted)}
        for page in wanted:
            path = picture(books[page.workbook], page, folder)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
