"""Sheets: a register as tables that spreadsheet programs open, and tables as statements of passages."""
