"""How well villages, schools and spreadsheets work, by level. Drawn from nowhere but the picture of an office."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """Medians or shares; ``slip`` is per key, ``pick`` per character, ``sheet_*`` per sheet, ``*_clerks`` per clerk."""

    slip: float
    pick: float
    told: float
    photo_clerks: float
    milk_clerks: float
    month_clerks: float
    no_birth_clerks: float
    no_id_yet: float
    fill_down: float
    sheet_sorted: float
    sheet_shifted: float
    sheet_numeric: float
    last_year_clerks: float
    verified: float
    parent_id: float
    renamed_kept: float
    listed_twice: float
    two_schools: float
    careless: float


RATES = {
    "ordinary": Rates(
        slip=0.00015, pick=0.0012, told=0.004, photo_clerks=0.04, milk_clerks=0.02, month_clerks=0.01,
        no_birth_clerks=0.03, no_id_yet=0.04, fill_down=0.0003, sheet_sorted=0.003, sheet_shifted=0.002,
        sheet_numeric=0.008, last_year_clerks=0.35, verified=0.97, parent_id=0.008, renamed_kept=0.3,
        listed_twice=0.003, two_schools=0.003, careless=0.01,
    ),
    "bad": Rates(
        slip=0.0008, pick=0.006, told=0.02, photo_clerks=0.1, milk_clerks=0.06, month_clerks=0.03,
        no_birth_clerks=0.08, no_id_yet=0.13, fill_down=0.0015, sheet_sorted=0.015, sheet_shifted=0.012,
        sheet_numeric=0.05, last_year_clerks=0.5, verified=0.88, parent_id=0.025, renamed_kept=0.5,
        listed_twice=0.01, two_schools=0.01, careless=0.03,
    ),
}  # fmt: skip
