"""kcbx finds the children who should be in school and are not (控辍保学)."""

__version__ = "0.1.0"
