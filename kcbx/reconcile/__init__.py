"""Two lists are reconciled: which rows are one child, and where each child stands."""
