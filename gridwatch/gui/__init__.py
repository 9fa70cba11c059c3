"""The window: all widgets."""

import builtins

import PySide6.QtCore  # noqa: F401 - puts an import of its own in place of Python's

# It reads the text of every module that is imported later and keeps it, to see whether
# names in another style are asked for: a tenth of the time of a start, and no module of
# ours asks. What is put back still makes PySide's classes when they are needed.
if hasattr(builtins, "__orig_import__"):
    builtins.__import__ = builtins.__orig_import__
