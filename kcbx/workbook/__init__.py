"""Workbooks go out: the only writer."""
