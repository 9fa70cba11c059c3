"""The window that says what the program is made of."""

from __future__ import annotations

from gridwatch import __version__
from gridwatch.gui.dialogs.about import AboutDialog
from gridwatch.licences import Part


def test_about_shows_version_every_part_and_the_text_of_its_licence(window):
    dialog = window.show_about()
    assert isinstance(dialog, AboutDialog)
    names = [
        dialog.list.topLevelItem(row).text(0)
        for row in range(dialog.list.topLevelItemCount())
    ]
    assert {"gridwatch", "PySide6_Essentials", "CPython", "pyproj"} <= set(names)
    dialog.list.setCurrentItem(
        dialog.list.topLevelItem(names.index("PySide6_Essentials"))
    )
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in dialog.text.toPlainText()
    labels = [label.text() for label in dialog.findChildren(type(dialog._words()))]
    assert any(__version__ in text for text in labels)
    dialog.close()


def test_parts_can_be_found_by_name_and_by_licence(qtbot):
    parts = [Part("甲", "1", "MIT"), Part("乙", "2", "LGPL-3.0", "© 某")]
    dialog = AboutDialog(parts=parts)
    qtbot.addWidget(dialog)
    dialog.search.setText("lgpl")
    assert dialog.list.topLevelItem(0).isHidden()
    assert not dialog.list.topLevelItem(1).isHidden()
    dialog.list.setCurrentItem(dialog.list.topLevelItem(1))
    assert "© 某" in dialog.text.toPlainText()
