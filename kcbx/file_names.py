"""Names of the files and folders kcbx knows again in a county's folder; imports nothing, so that a glance is quick."""

from __future__ import annotations

#: The configuration, and what it says by default of where sheets, results and ledger lie.
CONFIG_NAME = "kcbx.toml"
INPUTS, RETURNS, RESULTS, LEDGER, ARCHIVES = "来表", "交回", "结果", "台账.db", "存档"
#: The passwords of packages and archives.
PASSWORD_SHEET = "密码单.csv"  # noqa: S105 - the name of a file
#: The sheets of an invented county, and beside them what is true of it.
SAMPLE, TRUTH = "输入", "真相"
#: In a result: the workbook of the bureau, the folders of those of townships and schools.
COUNTY_WORKBOOK, TOWNSHIPS, SCHOOLS = "全县汇总.xlsx", "乡镇", "学校"
#: The records of a result, of a folder of packages, of drafts of letters, and of marked copies.
RUN_FILE, MANIFEST, DRAFTS, MARKED = "run.json", "manifest.json", "drafts.json", "copies.json"
#: In an archive, and in a result had back from one: the configuration it was made with; and what the county needs to go
#: on elsewhere: its ledger, its secret, what it has learnt of headings.
CONFIG_ENTRY = "配置.toml"
SECRET_FILE, HEADINGS = "county.key", "kcbx-headings.toml"
