"""Which language the window speaks, and the translators that make it so."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from gridwatch.district.wording import Language
from gridwatch.resources import resource

__all__ = ["install", "preferred"]

_OWNER = "gridwatch_translator"


def _known(value: object) -> Language | None:
    word = str(value or "").lower()
    if word.startswith("zh"):
        return Language.ZH
    return Language.EN if word.startswith("en") else None


def _locale() -> str:
    return QLocale.system().name()


def preferred(setting: object = None) -> Language:
    """Return the language: the setting, else ``GRIDWATCH_LANG``, else the locale.

    Chinese where none of them says English.
    """
    candidates = (setting, os.environ.get("GRIDWATCH_LANG"), _locale())
    found = (_known(value) for value in candidates)
    return next((language for language in found if language), Language.ZH)


def install(app: QCoreApplication, language: Language) -> None:
    """Install the translators of `language`, replacing those of another one."""
    for old in app.findChildren(QTranslator):
        if old.objectName() == _OWNER:
            app.removeTranslator(old)
            old.setParent(None)
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ours = str(resource("translations"))
    wanted = {
        # What Qt's own Chinese has missed comes from ours.
        Language.ZH: [("qtbase_zh_CN", qt), ("gridwatch_zh", ours)],
        Language.EN: [("gridwatch_en", ours)],
    }
    for name, folder in wanted[language]:
        translator = QTranslator(app)
        translator.setObjectName(_OWNER)
        # A checkout that has not been built lacks the compiled file: the window then
        # simply stays Chinese.
        if translator.load(name, folder):
            app.installTranslator(translator)
    locale = "zh_CN" if language is Language.ZH else "en_GB"
    QLocale.setDefault(QLocale(locale))
