"""``python -m kcbx`` is ``kcbx``."""

from kcbx.cli import main

if __name__ == "__main__":
    main()
