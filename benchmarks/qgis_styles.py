"""Tell how QGIS classes the layers of a store; run with the system's Python.

Usage: QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis_styles.py STORE

Prints one line of JSON: for each layer the type of its renderer, the colour and the
number of features of each class as QGIS finds them; warnings seen while loading.
"""

import json
import sys
from collections import Counter

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsRenderContext,
    QgsVectorLayer,
)

LAYERS = (
    "jurisdiction", "water_body", "cell", "river", "segment", "outfall", "signboard",
)  # fmt: skip


def classes_of(layer):
    """Return {label: [features, colour]} and how many features have no class."""
    renderer = layer.renderer().clone()
    items = layer.renderer().legendSymbolItems()
    rest = None
    if renderer.type() == "categorizedSymbol":
        # QGIS draws the empty category for every other value, but names no key for it.
        values = [category.value() for category in renderer.categories()]
        rest = items[values.index("")].ruleKey() if "" in values else None
    context = QgsRenderContext()
    scopes = QgsExpressionContextUtils.globalProjectLayerScopes(layer)
    context.setExpressionContext(QgsExpressionContext(scopes))
    renderer.startRender(context, layer.fields())
    counts = Counter()
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        keys = renderer.legendKeysForFeature(feature, context)
        drawn = renderer.symbolForFeature(feature, context) is not None
        counts.update(keys or [rest if drawn else None])
    renderer.stopRender(context)
    found = {}
    for item in items:
        if item.symbol() is not None:
            colour = item.symbol().color().name().upper()
            found[item.label()] = [counts[item.ruleKey()], colour]
    return found, counts[None]


def main():
    """Load the layers with the styles of the store and tell."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    warnings = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: (
            warnings.append(f"{tag}: {text}") if level != Qgis.Info else None
        )
    )
    told = {}
    for name in LAYERS:
        layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        classes, without = classes_of(layer)
        told[name] = {
            "renderer": layer.renderer().type(),
            "classes": classes,
            "without": without,
        }
    print(json.dumps({"layers": told, "warnings": warnings}, ensure_ascii=False))


main()
