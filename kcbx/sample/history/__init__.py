"""What a county keeps besides this year's two lists: last year's lists, and registers of other offices."""
