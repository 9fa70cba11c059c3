import os
import stat

import pytest

from gridwatch.district.wording import Kind, OfficerError
from gridwatch.intake.columns import claims, mapped
from gridwatch.intake.learning import forget, learn, learned, learned_file
from gridwatch.intake.plan import survey
from tests.intake.deliveries import line, shapefile


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDWATCH_CONFIG", str(tmp_path / "设置"))
    return tmp_path / "设置"


def test_a_taught_column_is_known_from_then_on(tmp_path):
    assert mapped(["管河的"], Kind.SEGMENT) == (("管河的", None),)
    learn("管河的", Kind.SEGMENT, "managing_body")
    assert mapped([" 管河的 "], Kind.SEGMENT) == ((" 管河的 ", "managing_body"),)
    assert "learned" in claims(["管河的"], Kind.SEGMENT)["管河的"].reason.en
    path = tmp_path / "in" / "河段.shp"
    shapefile(path, [line((0, 0), (9, 9))], {"河段代码": ["A1"], "管河的": ["水务局"]})
    assert ("管河的", "managing_body") in survey(path.parent).files[0].columns


def test_what_was_taught_holds_for_its_kind_only():
    learn("管河的", Kind.SEGMENT, "managing_body")
    assert mapped(["管河的"], Kind.OUTFALL) == (("管河的", None),)


def test_teaching_goes_before_the_table_and_may_say_nothing():
    learn("河段名称", Kind.SEGMENT, None)
    assert mapped(["河段名称"], Kind.SEGMENT) == (("河段名称", None),)
    learn("备用一", Kind.SEGMENT, "code")
    assert mapped(["河段代码", "备用一"], Kind.SEGMENT)[0] == ("河段代码", None)
    forget("河段名称", Kind.SEGMENT)
    assert mapped(["河段名称"], Kind.SEGMENT) == (("河段名称", "name"),)


def test_the_file_is_plain_and_may_be_edited():
    learn("管河的", Kind.SEGMENT, "managing_body")
    text = learned_file().read_text("utf-8-sig")
    assert text.splitlines() == ["kind,field,alias", "segment,managing_body,管河的"]
    learned_file().write_text(text + "segment,start,从哪里\nklingon,x,y\n", "utf-8")
    assert mapped(["从哪里"], Kind.SEGMENT) == (("从哪里", "start"),)


def test_a_file_that_makes_no_sense_teaches_nothing():
    learned_file().parent.mkdir()
    learned_file().write_bytes(b"\xff\xfe\x00kind")
    assert dict(learned()) == {}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_is_said(own_settings):
    own_settings.mkdir()
    own_settings.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(OfficerError):
        learn("a", Kind.SEGMENT, "name")


def test_settings_that_cannot_be_made_are_said(own_settings):
    own_settings.write_text("a file where the folder should be")
    with pytest.raises(OfficerError) as told:
        learn("a", Kind.SEGMENT, "name")
    assert "没有记住" in told.value.text.zh
    assert mapped(["河段名称"], Kind.SEGMENT) == (("河段名称", "name"),)
