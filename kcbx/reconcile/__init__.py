"""Two lists are reconciled: which census row and which roll row are one child, and where each child stands."""
