"""An invented county with known truth."""
