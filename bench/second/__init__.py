"""A second, differently built error model: people, clerks at keyboards, spreadsheets with accidents.

Only for measuring. Never tune the linker to it, and never build it from what the linker handles.
"""
