"""Which answers of a `District` outlive an edit: those whose tables it left alone."""

from __future__ import annotations

__all__ = ["DRAWN_FROM"]

_AREAS = frozenset({"jurisdictions"})
_POINTS = frozenset({"signboards", "outfalls"})
_GROUND = _AREAS | {"segments", "cells"}
_ROSTER = frozenset({"posts", "terms", "persons"})
DRAWN_FROM: dict[str, frozenset[str]] = {
    "jurisdiction_by_code": _AREAS,
    "river_by_code": frozenset({"rivers"}),
    "segment_by_code": frozenset({"segments"}),
    "cell_by_code": frozenset({"cells"}),
    "segments_of_river": frozenset({"segments"}),
    "_posts_over": frozenset({"posts"}),
    "terms_of_post": frozenset({"terms"}),
    "person_by_uid": frozenset({"persons"}),
    "post_by_uid": frozenset({"posts"}),
    "_tenures": _ROSTER,
    "_offices": _ROSTER,
    "_warden_posts": frozenset({"posts"}),
    "_wardens": _ROSTER,
    "chief_posts": _AREAS | {"segments", "posts"},
    "duty_of_role": frozenset(),
    "villages_of_segment": _AREAS | {"segments"},
    "towns_of_segment": _AREAS | {"segments"},
    "cell_stretches": frozenset({"segments", "cells"}),
    "placed_in_cell": _GROUND | _POINTS,
    "river_starts": frozenset({"segments"}),
    "segments_of_jurisdiction": _AREAS | {"segments"},
    "cells_of_village": frozenset({"cells"}),
    "cells_of_segment": frozenset({"segments", "cells"}),
    "rivers_of_water_body": frozenset({"rivers", "water_bodies"}),
    "role_by_name": frozenset(),
    "acts": frozenset({"publications"}),
    "ground_layers": _AREAS | {"cells", "water_bodies"},
    "river_layers": frozenset({"rivers", "segments"}),
    "answering": _GROUND | _POINTS | {"rivers", "water_bodies", "posts"},
    "_courses": frozenset({"segments"}),
    "_stretches_in": _AREAS | {"segments"},
    "_by_level": _AREAS,
    "_outlines": _AREAS,
    "ill_coded_cells": frozenset({"cells"}),
    "cell_shapes": frozenset({"cells"}),
    "cell_middles": frozenset({"cells"}),
    "housed": _AREAS | {"cells"},
    "cells_astray": _AREAS | {"cells"},
    "village_of_cell": _AREAS | {"cells"},
    "_area_tree": _AREAS,
    "_cell_tree": frozenset({"cells"}),
    "_ground": _GROUND,
    "_sited": _GROUND | _POINTS,
    "sites": _GROUND | _POINTS,
}
"""Answers worth keeping through an edit, and the tables each was drawn from."""
