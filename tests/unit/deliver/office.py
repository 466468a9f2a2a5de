"""LibreOffice opening an encrypted workbook as a person would: a macro gives it the password from the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" library:link="false"/>
</library:libraries>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard">
 <library:element library:name="Module1"/>
</library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub OpenAndSave
  Dim opening(1) As New com.sun.star.beans.PropertyValue
  Dim workbook As Object
  On Error Goto Refused
  opening(0).Name = "Hidden"
  opening(0).Value = True
  opening(1).Name = "Password"
  opening(1).Value = Environ("BOOK_PASSWORD")
  workbook = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("BOOK")), "_blank", 0, opening())
  workbook.Sheets.getByIndex(1).getCellByPosition(0, 0).String = "opened"
  workbook.store()
  workbook.close(True)
Refused:
End Sub
</script:module>"""


def resaved(path: Path, password: str, folder: Path) -> Path | None:
    """A copy opened with the password, changed and saved in place; None where LibreOffice does not open it."""
    basic = folder / "profile" / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Standard" / "Module1.xba").write_text(_MODULE, encoding="utf-8")
    copy = folder / path.name
    shutil.copy(path, copy)
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    subprocess.run(
        [*command, "macro:///Standard.Module1.OpenAndSave"],
        env={**os.environ, "BOOK": str(copy), "BOOK_PASSWORD": password},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return copy if copy.read_bytes() != path.read_bytes() else None
