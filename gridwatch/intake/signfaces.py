"""Parts of a board's face in the row of a ledger, as the register keeps them."""

from __future__ import annotations

from typing import Any

from gridwatch.district.ledgerrows import FACE
from gridwatch.intake.rows import YES, face_names

__all__ = ["taken_face"]


def taken_face(fields: dict[str, Any]) -> dict[str, Any]:
    """Turn the texts of face parts into what a face keeps; others stay.

    Examples
    --------
    >>> taken_face({"face.qr": "有", "face.sketch": "", "code": "GP1"})
    {'face.qr': True, 'face.sketch': None, 'code': 'GP1'}
    """
    for key in (f"{FACE}sketch", f"{FACE}qr"):
        if key in fields:
            fields[key] = fields[key] in YES if fields[key] else None
    names = f"{FACE}names"
    if names in fields:
        fields[names] = face_names(fields[names])
    return fields
