"""Which sheets, what stands on each, bound into a PDF or sent to a printer."""
