"""How the names of files of a field review end, told without what reads them."""

__all__ = ["DRAFT_ENDING", "PACKAGE_ENDING", "RETURN_ENDING"]

PACKAGE_ENDING = ".gwreview"
"""Of a package that goes out."""
DRAFT_ENDING = ".gwdraft"
"""Of the draft that a field office keeps beside a package."""
RETURN_ENDING = ".gwreturn"
"""Of what comes back."""
