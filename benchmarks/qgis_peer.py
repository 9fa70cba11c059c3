"""Draw a gridwatch store with QGIS, headless; run with the system's Python.

Usage: QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis_peer.py STORE PNG [REPEATS]

Prints one line of JSON: milliseconds per frame (1600 x 1000, labels on), milliseconds
to load, warnings seen while loading. Layers come with the styles the store carries;
names of towns, villages and rivers are labelled with QGIS's own defaults.
"""

import json
import sys
import time

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsProject,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QEventLoop, QSize
from qgis.PyQt.QtGui import QColor, QFont

TOP_DOWN = (
    "signboard", "outfall", "segment", "river", "cell", "water_body", "jurisdiction",
)  # fmt: skip


def label(layer, colour, size, along):
    """Label a layer by its name, with a halo."""
    text = QgsTextFormat()
    text.setFont(QFont("Noto Sans CJK SC"))
    text.setSize(size)
    text.setColor(QColor(colour))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.setFormat(text)
    if along:
        settings.placement = QgsPalLayerSettings.Curved
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def load(path):
    """Return the layers of the store, topmost first."""
    layers = []
    for name in TOP_DOWN:
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        layers.append(layer)
    label(layers[3], "#1B5E9E", 8, True)
    label(layers[6], "#5A4632", 8, False)
    QgsProject.instance().addMapLayers(layers)
    return layers


def frame(layers, crs, extent):
    """Return one rendered picture and the milliseconds it took."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setExtent(extent)
    settings.setOutputSize(QSize(1600, 1000))
    settings.setBackgroundColor(QColor("#FBFAF5"))
    begun = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    loop = QEventLoop()
    job.finished.connect(loop.quit)
    job.start()
    loop.exec_()
    return job.renderedImage(), (time.perf_counter() - begun) * 1000


def main():
    """Load, draw and tell."""
    path, picture = sys.argv[1:3]
    repeats = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    warnings = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: (
            warnings.append(f"{tag}: {text}") if level != Qgis.Info else None
        )
    )
    begun = time.perf_counter()
    layers = load(path)
    loaded = (time.perf_counter() - begun) * 1000
    extent = layers[-1].extent()
    extent.scale(1.05)
    times = []
    for _ in range(repeats):
        image, spent = frame(layers, layers[0].crs(), extent)
        times.append(round(spent, 1))
    image.save(picture)
    told = {
        "version": Qgis.QGIS_VERSION,
        "load_ms": round(loaded, 1),
        "frame_ms": times,
        "warnings": warnings,
        "styles": {layer.name(): layer.renderer().type() for layer in layers},
    }
    print(json.dumps(told, ensure_ascii=False))


main()
