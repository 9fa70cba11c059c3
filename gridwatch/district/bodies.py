"""Bodies (单位) that manage, care for and clean segments."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

__all__ = ["Body"]


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in ownership rows; they refer to it by its name.

    Parameters
    ----------
    uid : str
        Stable identifier.
    name : str
        Name as it stands in ownership rows.
    type : str
        A word of the codelist ``body_types``; its duty there says whether the body
        belongs to the district (``inside``) or not (``outside``), so that central and
        municipal units stay out of what towns are measured by (OWN-03).
    contact, phone, note : str
        Whom to ask, and what else there is to say.
    """

    uid: str
    name: str = ""
    type: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""

    @staticmethod
    def named(name: str, type_: str = "") -> Body:
        """Return a new body with an identifier of its own."""
        return Body(uuid.uuid4().hex, name, type_)
