"""What the generated parts of the documentation hold: one module a page, each made from schemas and docstrings."""
