"""The register's bulk questions asked of QGIS; JSON lines in and out.

Run by the system's Python with ``QT_QPA_PLATFORM=offscreen``; `register` starts it.

``{"do": "load", "path": "M.gpkg"}``
    Opens the layers; answers their numbers of features.
``{"do": "nearest" | "cells" | "villages" | "lengths" | "topology"}``
    Answers milliseconds and what came out, for comparison with ours.

Nearest, containment and lengths are QGIS's own algorithms as the toolbox runs them.
Topology does what the Topology Checker plugin does for overlaps and gaps (its C++
classes have no Python binding): prepared tests of the pairs a spatial index proposes,
and the holes of the union.
"""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsSpatialIndex,
    QgsVectorLayer,
)

NAMES = ("villages", "cells", "segments", "outfalls")
LIMIT = 50
WITHIN = 5


def started():
    """Return the application and its processing module."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append("/usr/share/qgis/python/plugins")
    import processing
    from processing.core.Processing import Processing
    from qgis.analysis import QgsNativeAlgorithms

    Processing.initialize()
    QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
    return application, processing


def load(path):
    """Open the layers of a set."""
    layers = {n: QgsVectorLayer(f"{path}|layername={n}", n, "ogr") for n in NAMES}
    QgsProject.instance().addMapLayers(list(layers.values()))
    return layers


def nearest(run, layers):
    """Count the outfalls that have a segment within reach."""
    out = run(
        "native:joinbynearest",
        {
            "INPUT": layers["outfalls"],
            "INPUT_2": layers["segments"],
            "FIELDS_TO_COPY": ["code"],
            "DISCARD_NONMATCHING": True,
            "NEIGHBORS": 1,
            "MAX_DISTANCE": LIMIT,
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    return out["OUTPUT"].featureCount()


def within(run, layers, name):
    """Count the outfalls that lie in an area of a layer."""
    out = run(
        "native:joinattributesbylocation",
        {
            "INPUT": layers["outfalls"],
            "JOIN": layers[name],
            "PREDICATE": [WITHIN],
            "JOIN_FIELDS": ["code"],
            "METHOD": 1,
            "DISCARD_NONMATCHING": True,
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    return out["OUTPUT"].featureCount()


def lengths(run, layers):
    """Return the pieces of segments cut by villages."""
    out = run(
        "native:intersection",
        {
            "INPUT": layers["segments"],
            "OVERLAY": layers["villages"],
            "INPUT_FIELDS": ["code"],
            "OVERLAY_FIELDS": ["code"],
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
    )
    return out["OUTPUT"]


def topology(villages):
    """Count overlapping pairs and gaps."""
    plain = QgsFeatureRequest().setNoAttributes()
    shapes = {f.id(): f.geometry() for f in villages.getFeatures(plain)}
    index = QgsSpatialIndex(villages.getFeatures(plain))
    pairs = 0
    for number, shape in shapes.items():
        engine = QgsGeometry.createGeometryEngine(shape.constGet())
        engine.prepareGeometry()
        pairs += sum(
            1
            for other in index.intersects(shape.boundingBox())
            if other > number and engine.overlaps(shapes[other].constGet())
        )
    union = QgsGeometry.unaryUnion(list(shapes.values()))
    parts = union.asMultiPolygon() if union.isMultipart() else [union.asPolygon()]
    return pairs, sum(len(part) - 1 for part in parts)


def told(asked, run, layers):
    """Do what is asked and answer."""
    begun = time.perf_counter()
    if asked == "nearest":
        found = nearest(run, layers)
    elif asked in ("cells", "villages"):
        found = within(run, layers, asked)
    elif asked == "lengths":
        found = lengths(run, layers)
    else:
        found = topology(layers["villages"])
    spent = (time.perf_counter() - begun) * 1000
    if asked == "lengths":
        found = round(sum(f.geometry().length() for f in found.getFeatures()) / 1000)
    return {"ms": spent, "found": found}


def main():
    """Answer line by line until the input ends."""
    application, processing = started()
    layers = {}
    print(json.dumps({"version": Qgis.QGIS_VERSION}), flush=True)
    for line in sys.stdin:
        words = json.loads(line)
        if words["do"] == "load":
            layers = load(words["path"])
            answer = {name: layer.featureCount() for name, layer in layers.items()}
        else:
            answer = told(words["do"], processing.run, layers)
        print(json.dumps(answer), flush=True)
    del application
    os._exit(0)


main()
