"""Sheets are taken in: the only place that opens workbooks."""
