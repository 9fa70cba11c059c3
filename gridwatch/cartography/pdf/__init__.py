"""Paper as PDF: operators written straight from arrays, fonts, pages, their file."""
