"""What a PDF says its glyphs are."""

from __future__ import annotations

import unicodedata

from gridwatch.mapbook.searchable import meant_characters, mend


def test_a_table_of_characters_is_mended_and_keeps_its_length():
    table = (
        b"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        b"2 beginbfrange\n<0000> <0000> <0000>\n"
        b"<0001> <0005> [<2ED3> <6CB3> <2F70> <0009> <2F0A> ]\nendbfrange\nendcmap\n"
    )
    mended = mend(table)
    assert len(mended) == len(table)
    assert b"[<957F> <6CB3> <793A> <0020> <5165> ]" in mended
    assert b"<0001> <0005>" in mended


def test_glyph_numbers_are_not_taken_for_characters():
    table = b"begincmap\n<2ED3> <2ED4> [<2ED3> <2ED4> ]\nendcmap"
    assert mend(table) == b"begincmap\n<2ED3> <2ED4> [<957F> <95E8> ]\nendcmap"


def test_nothing_outside_the_tables_is_touched():
    data = b"stream [<2ED3> <2F70> ] /MediaBox [0 0 100.000000 100.000000] endstream"
    assert mend(data) == data


def test_pages_get_their_exact_size():
    data = b"/MediaBox [0 0 842.000000 1191.000000]"
    assert mend(data) == b"/MediaBox [0 0 841.889764 1190.551181]"


def test_every_radical_of_unicode_that_has_a_character_is_listed():
    table = meant_characters()
    for code in range(0x2F00, 0x2FD6):
        assert f"{code:04X}" in table
    for written, meant in table.items():
        assert len(written) == len(meant) == 4
        decomposed = unicodedata.normalize("NFKC", chr(int(written, 16)))
        if 0x2F00 <= int(written, 16) < 0x2FD6 and written != "2F3E":
            assert decomposed == chr(int(meant, 16))
    pairs = {"⻓": "长", "⻔": "门", "⻢": "马", "⻋": "车", "⻅": "见", "⻥": "鱼"}
    for radical, character in pairs.items():
        assert table[f"{ord(radical):04X}"] == f"{ord(character):04X}"
