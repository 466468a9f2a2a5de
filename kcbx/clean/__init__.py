"""Values are made clean: pure functions, each with a vectorised face."""
