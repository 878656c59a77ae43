"""The connect page: its pages, and its routes on a real database."""
