"""QGIS as a peer that stays: JSON commands in, JSON answers out, a line each.

Run by the system's Python with ``QT_QPA_PLATFORM=offscreen``; `peer` starts it.

``{"do": "load", "layers": [...]}``
    Layers bottom to top, as `content.qgis_layers` tells them; answers milliseconds and
    the number of features.
``{"do": "render", "extent": [w, s, e, n], "size": [w, h], "labels": true, "limit": 60,
"paper": "#FFFFFF", "save": "x.png", "antialias": true, "names": true}``
    Answers milliseconds, the labels placed and, if asked, what they say;
    ``"ms": null`` where it took longer than the limit in seconds (it may still be at it
    then).
``{"do": "identify", "name": "villages", "extent": [w, s, e, n]}``
    Answers milliseconds and hits.
``{"do": "memory"}``
    Answers megabytes held now and at most.
"""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QFont

FONT = "Noto Sans CJK SC"
HALO_PX = 1.2
MOMENT = 0.005


def symbol_of(told):
    """Return a QGIS symbol for one class."""
    if "line" in told:
        return QgsLineSymbol.createSimple(
            {
                "line_color": told["line"],
                "line_width": str(told["width"]),
                "line_width_unit": "Pixel",
                "capstyle": "round",
                "joinstyle": "round",
            }
        )
    width = {"outline_width": str(told["width"]), "outline_width_unit": "Pixel"}
    if "shape" in told:
        return QgsMarkerSymbol.createSimple(
            {
                "name": told["shape"],
                "color": told["fill"],
                "outline_color": told["outline"],
                "size": str(told["size"]),
                "size_unit": "Pixel",
                **width,
            }
        )
    return QgsFillSymbol.createSimple(
        {
            "color": told["fill"] or "#000000",
            "style": "solid" if told["fill"] else "no",
            "outline_color": told["outline"] or "#000000",
            "outline_style": "solid" if told["outline"] else "no",
            "joinstyle": "bevel",
            **width,
        }
    )


def lettering(told):
    """Return simple labelling with a white halo and QGIS's own placement."""
    text = QgsTextFormat()
    text.setFont(QFont(FONT))
    text.setSize(told["size"])
    text.setSizeUnit(QgsUnitTypes.RenderPoints)
    text.setColor(QColor(told["colour"]))
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(HALO_PX)
    halo.setSizeUnit(QgsUnitTypes.RenderPixels)
    halo.setColor(QColor("white"))
    text.setBuffer(halo)
    settings = QgsPalLayerSettings()
    settings.fieldName = told["field"]
    settings.enabled = True
    settings.setFormat(text)
    settings.placement = (
        QgsPalLayerSettings.Line if told["along"] else QgsPalLayerSettings.AroundPoint
    )
    return QgsVectorLayerSimpleLabeling(settings)


class Peer:
    """Layers that were loaded, and what can be asked of them."""

    def __init__(self):
        self.layers = []

    def load(self, layers):
        """Open the layers in place of those before."""
        QgsProject.instance().removeAllMapLayers()
        begun = time.perf_counter()
        self.layers = [self._opened(told) for told in layers]
        QgsProject.instance().addMapLayers(self.layers)
        spent = (time.perf_counter() - begun) * 1000
        count = {layer.name(): layer.featureCount() for layer in self.layers}
        return {"ms": spent, "features": count}

    def _opened(self, told):
        layer = QgsVectorLayer(told["source"], told["name"], "ogr")
        if not layer.isValid():
            raise ValueError(f"QGIS cannot open {told['source']}")
        # Each renderer owns its symbols: none may be handed to two of them.
        if told.get("field"):
            classes = [
                QgsRendererCategory(i, symbol_of(one), str(i))
                for i, one in enumerate(told["classes"])
            ]
            renderer = QgsCategorizedSymbolRenderer(told["field"], classes)
        else:
            renderer = QgsSingleSymbolRenderer(symbol_of(told["classes"][0]))
        layer.setRenderer(renderer)
        if told.get("label"):
            layer.setLabeling(lettering(told["label"]))
            layer.setLabelsEnabled(True)
        return layer

    def _settings(self, asked):
        settings = QgsMapSettings()
        settings.setLayers(self.layers[::-1])
        settings.setOutputSize(QSize(*asked["size"]))
        settings.setOutputDpi(96)
        settings.setDestinationCrs(self.layers[0].crs())
        settings.setExtent(QgsRectangle(*asked["extent"]))
        settings.setBackgroundColor(QColor(asked.get("paper", "#FFFFFF")))
        settings.setFlag(QgsMapSettings.Antialiasing, asked.get("antialias", True))
        settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
        settings.setFlag(QgsMapSettings.DrawLabeling, asked["labels"])
        return settings

    def render(self, **asked):
        """Draw one picture."""
        settings = self._settings(asked)
        job = QgsMapRendererParallelJob(settings)
        begun = time.perf_counter()
        job.start()
        limit = asked.get("limit", 0)
        while limit and job.isActive():
            if time.perf_counter() - begun > limit:
                job.cancelWithoutBlocking()
                return {"ms": None, "labels": 0}
            QgsApplication.processEvents()
            time.sleep(MOMENT if time.perf_counter() - begun > 1 else MOMENT / 20)
        job.waitForFinished()
        spent = (time.perf_counter() - begun) * 1000
        placed = []
        if asked["labels"]:
            found = job.takeLabelingResults()
            box = settings.visibleExtent()
            placed = found.labelsWithinRect(box) if found else []
        if asked.get("save"):
            job.renderedImage().save(asked["save"])
        answer = {"ms": spent, "labels": len(placed)}
        if asked.get("names"):
            answer["names"] = [label.labelText for label in placed]
        return answer

    def identify(self, name, extent):
        """Ask one layer what meets a rectangle."""
        layer = next(layer for layer in self.layers if layer.name() == name)
        begun = time.perf_counter()
        request = QgsFeatureRequest().setFilterRect(QgsRectangle(*extent))
        request.setFlags(QgsFeatureRequest.ExactIntersect)
        hits = sum(1 for _ in layer.getFeatures(request))
        return {"ms": (time.perf_counter() - begun) * 1000, "hits": hits}

    def memory(self):
        """Tell the memory of this process."""
        with open("/proc/self/status") as file:  # noqa: PTH123
            told = dict(line.split(":", 1) for line in file if ":" in line)
        rss, peak = (int(told[key].split()[0]) // 1024 for key in ("VmRSS", "VmHWM"))
        return {"rss_mb": rss, "peak_mb": peak}


def main():
    """Answer until nothing more is asked."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    peer = Peer()
    print(json.dumps({"version": Qgis.QGIS_VERSION}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = getattr(peer, asked.pop("do"))(**asked)
        except Exception as error:  # noqa: BLE001
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    sys.stdout.flush()
    # Layers that outlive the application make QGIS fall over at its end.
    os._exit(0)


main()
