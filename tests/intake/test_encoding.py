import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridwatch.intake.encoding import (
    Read,
    codec_of_cpg,
    decide,
    decoded,
    reading,
    repaired,
    scores,
)


def pieces(*texts, encoding="gbk"):
    return [text.encode(encoding) for text in texts]


def test_gbk_without_any_declaration_is_recognised():
    found = decide(pieces("云溪区", "管理主体单", "白河"))
    assert (found.encoding, found.certain, found.overruled) == ("gb18030", True, None)


def test_utf8_is_believed_before_gb18030():
    assert decide(pieces("云溪区", "白河", encoding="utf-8")).encoding == "utf-8"


def test_latin_language_byte_on_gbk_bytes_is_overruled_and_said():
    found = decide(pieces("云溪区水务局", "白河"), language_byte=0x57)
    assert found.encoding == "gb18030"
    assert found.certain
    assert found.overruled is not None
    assert "0x57" in found.overruled.en


def test_lying_cpg_on_gbk_bytes_is_overruled_and_said():
    found = decide(pieces("云溪区水务局", "白河"), cpg="UTF-8\n")
    assert found.encoding == "gb18030"
    assert found.overruled is not None
    assert "UTF-8" in found.overruled.en


def test_gbk_language_byte_on_utf8_bytes_is_overruled_and_said():
    found = decide(pieces("云溪区水务局", encoding="utf-8"), language_byte=0x4D)
    assert found.encoding == "utf-8"
    assert found.overruled is not None


def test_gbk_pairs_that_would_be_coptic_in_utf8_are_chinese():
    assert decide(pieces("溪溪", "溪溪")).encoding == "gb18030"


def test_short_gbk_words_that_happen_to_be_utf8_stay_gbk_where_declared():
    coincidence = "蘑摩".encode("gbk")
    assert coincidence.decode("utf-8") != "蘑摩"
    assert decide([coincidence], language_byte=0x4D).encoding == "gb18030"


@pytest.mark.parametrize(
    "words", [("Orléans", "Besançon", "Nîmes"), ("Ñandú",), ("Föryngringsskog", "Åker")]
)
def test_western_names_are_not_taken_for_chinese(words):
    found = decide(pieces(*words, encoding="latin-1"))
    assert found.encoding in ("cp1252", "latin-1")
    assert not found.certain


def test_declared_western_encoding_is_honoured():
    found = decide(pieces("Żółć", "Łódź", encoding="cp1250"), cpg="1250")
    assert (found.encoding, found.certain) == ("cp1250", True)


def test_plain_ascii_asks_nothing():
    found = decide(pieces("code", "name", encoding="ascii"), language_byte=0x57)
    assert found.certain
    assert found.overruled is None


def test_a_value_cut_in_the_middle_of_a_character_does_not_change_the_verdict():
    cut = "云溪区水务局管理处".encode()[:-1]
    found = decide([cut, *pieces("白河", encoding="utf-8")], full={cut})
    assert found.encoding == "utf-8"
    assert decoded(cut, "utf-8", full=True) == ("云溪区水务局管理", False)
    assert decoded(cut, "utf-8")[1]


def test_field_names_cut_in_the_middle_of_a_character_are_trimmed():
    assert repaired("管理主体单位".encode()[:10], "utf-8") == "管理主"
    assert repaired(b"\xff\xff", "utf-8") is None


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("GBK", "gb18030"),
        ("936", "gb18030"),
        ("ANSI 1252", "cp1252"),
        ("65001", "utf-8"),
        ("88591", "iso8859-1"),
        ("", None),
        ("klingon", None),
    ],
)
def test_cpg_contents_are_understood(content, codec):
    assert codec_of_cpg(content) == codec


HANZI = st.sampled_from("云溪区白河村镇水务局管理处李王张刘清潭沟桥东西南北大小上下")
RARE = st.sampled_from("㐂㙟堃喆砼")
NAME = st.text(HANZI, min_size=2, max_size=6)


@given(st.lists(NAME, min_size=2), st.text(RARE, max_size=1), st.booleans())
def test_chinese_tables_are_decoded_as_they_were_written(names, rare, declared):
    names = [*names, names[0] + rare, "云溪区"]  # as in any real table, more than one
    for encoding in ("gb18030", "utf-8"):
        byte = 0x4D if declared and encoding == "gb18030" else 0
        found = decide(pieces(*names, encoding=encoding), language_byte=byte)
        decoded_names = [n.encode(encoding).decode(found.encoding) for n in names]
        assert decoded_names == names
        assert codecs.lookup(found.encoding)


@given(st.lists(NAME, min_size=2), st.sampled_from([0x57, 0x03, 0x01, 0]))
def test_no_latin_language_byte_spoils_chinese(names, byte):
    assert decide(pieces(*names, "云溪区"), language_byte=byte).encoding == "gb18030"


@given(st.binary(max_size=60), st.integers(0, 255), st.none() | st.text(max_size=8))
def test_any_bytes_get_some_encoding_that_decodes_them(data, byte, cpg):
    found = decide([data], language_byte=byte, cpg=cpg)
    text, _ = decoded(data, found.encoding, full=True)
    assert isinstance(text, str)


def test_a_value_in_another_encoding_than_its_table_is_read_with_its_own():
    assert reading("白河水务局".encode(), "gb18030") == Read("白河水务局", "utf-8")
    assert reading("白河水务局".encode("gbk"), "utf-8") == Read("白河水务局", "gb18030")


@pytest.mark.parametrize("text", ["联通", "洌乲", "蘑摩", "溪溪", "路"])
def test_words_that_are_also_valid_utf8_stay_what_their_table_is(text):
    assert reading(text.encode("gbk"), "gb18030").text == text


def test_a_value_cut_by_its_field_is_mended_and_known_as_cut():
    cut = "云溪区水务局管理处".encode()[:-1]
    assert reading(cut, "utf-8", full=True) == Read(
        "云溪区水务局管理", "utf-8", cut=True
    )
    assert reading(cut, "utf-8").damaged


def test_big5_is_read_as_traditional_characters_and_asked_about():
    found = decide(
        pieces("雲溪區水務局", "溝頭鄉", "龍潭鎮", "白河橋", encoding="big5")
    )
    assert (found.encoding, found.certain) == ("cp950", False)
    declared = decide(pieces("雲溪區水務局", encoding="big5"), language_byte=0x78)
    assert (declared.encoding, declared.certain) == ("cp950", True)


def test_a_few_values_in_another_encoding_do_not_turn_the_verdict():
    mixed = [*pieces("白河村", "清水沟", "云溪镇", "石桥"), "大王庄".encode()]
    assert decide(mixed).encoding == "gb18030"
    mixed = [*pieces("白河村", "清水沟", "云溪镇", encoding="utf-8"), *pieces("大王庄")]
    assert decide(mixed).encoding == "utf-8"


def test_too_little_text_is_said_to_be_too_little():
    found = decide(["路".encode("gbk")])
    assert not found.certain
    assert "预览" in found.reason.zh


def test_every_verdict_can_be_weighed_against_the_others():
    ranked = scores(pieces("云溪区", "白河"), cpg="UTF-8")
    assert ranked[0].encoding == "gb18030"
    assert [s.bits for s in ranked] == sorted(s.bits for s in ranked)
    assert next(s for s in ranked if s.encoding == "utf-8").damaged == 2
