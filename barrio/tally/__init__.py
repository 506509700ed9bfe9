"""Counting votes exactly: pure Python, no Django, no floating point."""
