"""What people decided, carried from run to run so that nothing is asked twice.

About pairs in review: :mod:`verdicts`; about single rows: :mod:`answered`; about cases: :mod:`with_ledger`. What goes
out to be answered is told to the ledger by :mod:`sending`.
"""
