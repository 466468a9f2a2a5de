"""The tables of the ledger, version by version; a ledger of an older version is carried forward on opening.

Every table only grows: triggers refuse to change or delete a row. What a row says is derived from its content,
so the same fact told twice is one row, and facts told in any order make the same ledger.
"""

from __future__ import annotations

_FIRST = """
CREATE TABLE batches (                -- one run of reconcile whose workbooks went out
    batch TEXT PRIMARY KEY, term TEXT NOT NULL, as_of TEXT NOT NULL, deadline TEXT NOT NULL,
    county TEXT NOT NULL, cutoff TEXT NOT NULL
) STRICT;
CREATE TABLE schools (                -- the schools the county knew in a batch
    batch TEXT NOT NULL REFERENCES batches, name TEXT NOT NULL, PRIMARY KEY (batch, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE cases (                  -- one child; the number is the one first given
    case_number TEXT PRIMARY KEY, opened_on TEXT NOT NULL
) STRICT;
CREATE TABLE persons (                -- what was known of the child on a day
    case_number TEXT NOT NULL REFERENCES cases, on_date TEXT NOT NULL, source TEXT NOT NULL,
    name TEXT NOT NULL, sex TEXT NOT NULL, birth_date TEXT NOT NULL, township TEXT NOT NULL, village TEXT NOT NULL,
    address TEXT NOT NULL, guardian TEXT NOT NULL, phone TEXT NOT NULL, school TEXT NOT NULL,
    grade_due INTEGER, disabled INTEGER, low_income INTEGER,
    PRIMARY KEY (case_number, on_date, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE aliases (                -- keyed hashes by which the child is known again
    alias TEXT NOT NULL, case_number TEXT NOT NULL REFERENCES cases, on_date TEXT NOT NULL,
    PRIMARY KEY (alias, case_number, on_date)
) STRICT, WITHOUT ROWID;
CREATE TABLE sent (                   -- every row of every workbook that went out
    batch TEXT NOT NULL REFERENCES batches, workbook TEXT NOT NULL, recipient TEXT NOT NULL, sheet TEXT NOT NULL,
    key TEXT NOT NULL, case_number TEXT REFERENCES cases, known TEXT NOT NULL,
    PRIMARY KEY (batch, workbook, recipient, sheet, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_by_key ON sent (key);
CREATE TABLE files (                  -- every returned file, once
    digest TEXT PRIMARY KEY, collected_on TEXT NOT NULL, workbook TEXT NOT NULL, template TEXT NOT NULL,
    batch TEXT NOT NULL, recipient TEXT NOT NULL, replies_to TEXT NOT NULL, rows_read INTEGER NOT NULL,
    places TEXT NOT NULL
) STRICT;
CREATE TABLE file_names (             -- the names under which it came
    digest TEXT NOT NULL REFERENCES files, name TEXT NOT NULL, PRIMARY KEY (digest, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE answers (                -- every row of a returned file that says something
    digest TEXT NOT NULL REFERENCES files, sheet TEXT NOT NULL, row INTEGER NOT NULL,
    asked TEXT NOT NULL, key TEXT NOT NULL, place TEXT NOT NULL, case_number TEXT REFERENCES cases,
    result TEXT NOT NULL, said TEXT NOT NULL, meant TEXT NOT NULL,
    PRIMARY KEY (digest, sheet, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_key ON answers (key);
CREATE TABLE corrections (            -- what was sent, what came back; never taken without a person
    digest TEXT NOT NULL REFERENCES files, sheet TEXT NOT NULL, row INTEGER NOT NULL, field TEXT NOT NULL,
    was TEXT NOT NULL, proposed TEXT NOT NULL,
    PRIMARY KEY (digest, sheet, row, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (                 -- what lists and people of the county say of a case
    event_id TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES cases, on_date TEXT NOT NULL,
    kind TEXT NOT NULL, source TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_case ON events (case_number);
CREATE TABLE documents (              -- papers given to the guardian, and records of persuasion
    document_id TEXT PRIMARY KEY, case_number TEXT NOT NULL REFERENCES cases, kind TEXT NOT NULL,
    number TEXT NOT NULL, issued_on TEXT NOT NULL, served_on TEXT NOT NULL, days INTEGER NOT NULL,
    recorded_on TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
"""

_LISTS = """
CREATE TABLE lists (                  -- the files with rolls and class lists of each school in a batch
    batch TEXT NOT NULL REFERENCES batches, school TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (batch, school, digest)
) STRICT, WITHOUT ROWID;
"""

_KEYS = """
CREATE TABLE keys (                   -- a hash that only the county secret of the batch makes
    batch TEXT PRIMARY KEY REFERENCES batches, fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_WITHDRAWALS = """
CREATE TABLE withdrawals (            -- a returned row that no longer counts, though it is no case's; with its copies
    withdrawal_id TEXT PRIMARY KEY, on_date TEXT NOT NULL, source TEXT NOT NULL, told TEXT NOT NULL, why TEXT NOT NULL
) STRICT;
"""

_FIRST_TABLES = (
    *("batches", "schools", "cases", "persons", "aliases", "sent", "files", "file_names", "answers", "corrections"),
    *("events", "documents"),
)
TABLES = (*_FIRST_TABLES, "lists", "keys", "withdrawals")


def _append_only(tables: tuple[str, ...]) -> str:
    return "".join(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;\n"
        for table in tables
        for act in ("UPDATE", "DELETE")
    )


#: SQL that carries a ledger from version i to version i + 1.
MIGRATIONS: tuple[str, ...] = (
    _FIRST + _append_only(_FIRST_TABLES),
    _LISTS + _append_only(("lists",)),
    _KEYS + _append_only(("keys",)),
    _WITHDRAWALS + _append_only(("withdrawals",)),
)
