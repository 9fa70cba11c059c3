"""Version 2: the register. Final: never edited, later steps build on it.

Former faces, monitorings, sources, bodies, publications and photographs get tables of
their own; boards, outfalls, ownership, posts and terms get more columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

__all__ = ["run"]


def run(connection: sqlite3.Connection) -> None:
    """Add what version 1 lacks; rows that are there keep what they say."""
    for line in _COLUMNS.strip().splitlines():
        table, column, form, name = line.split("|")
        # Names come from the fixed list below.
        connection.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {form}')
        _name(connection, table, column, name)
    for statement in _TABLES.strip().split("\n\n"):
        connection.execute(statement)
    for line in _LISTS.strip().splitlines():
        table, name, about = line.split("|")
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
            " srs_id) VALUES (?, 'attributes', ?, ?, 0)",
            (table, name, about),
        )
        for statement in _UID.replace("{t}", table).strip().split("\n\n"):
            connection.execute(statement)
    for line in _NAMES.strip().splitlines():
        table, _, pairs = line.partition(":")
        for column, name in (pair.split("=") for pair in pairs.split()):
            _name(connection, table, column, name)


def _name(connection: sqlite3.Connection, table: str, column: str, name: str) -> None:
    mime = "application/json" if column in ("face", "content") else None
    connection.execute(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title,"
        " mime_type) VALUES (?, ?, ?, ?, ?)",
        (table, column, name, name, mime),
    )


_COLUMNS = """
river|commander_code|TEXT|防汛指挥长所在区划
water_body|reservoir_code|TEXT|所属水库代码
signboard|subtype|TEXT|标牌种类
signboard|erected|DATE|首次设立日期
signboard|removed|DATE|拆除日期
signboard|cell_code|TEXT|指定网格
signboard|cell_reason|TEXT|指定原因
outfall|subclass|TEXT|二级分类
outfall|variety|TEXT|三级分类
outfall|approved_on|DATE|审批日期
outfall|approved_by|TEXT|审批机关
outfall|frequency_days|INTEGER|监测间隔(天)
outfall|deadline|DATE|整改期限
outfall|closed_on|DATE|销号日期
outfall|closed_by|TEXT|销号人
outfall|closing_note|TEXT|销号说明
outfall|cell_code|TEXT|指定网格
outfall|cell_reason|TEXT|指定原因
ownership|basin_body|TEXT|流域管理机构
ownership|care_mode|TEXT|管护方式
ownership|contract|TEXT|合同编号
ownership|contract_end|DATE|合同到期
post|reports_to|TEXT|上级职务
term|document|TEXT|任命文号
"""

_TABLES = """
CREATE TABLE body (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  name TEXT,
  type TEXT,
  contact TEXT,
  phone TEXT,
  note TEXT
)

CREATE TABLE former_face (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  signboard_uid TEXT,
  installed DATE,
  until DATE,
  face TEXT
)

CREATE TABLE monitoring (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  outfall_uid TEXT,
  "on" DATE,
  result TEXT,
  tested_by TEXT,
  note TEXT
)

CREATE TABLE source (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  category TEXT,
  responsible_body TEXT,
  village_code TEXT,
  outfall_code TEXT,
  place TEXT
)

CREATE TABLE publication (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  what TEXT,
  "on" DATE,
  subject TEXT,
  document TEXT,
  medium TEXT,
  "by" TEXT,
  content TEXT
)

CREATE TABLE photo (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  kind TEXT,
  row_uid TEXT,
  role TEXT,
  taken DATE,
  name TEXT,
  sha256 TEXT
)

CREATE TABLE gw_photo_bytes (
  sha256 TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
)

ALTER TABLE gw_codelist ADD COLUMN parent TEXT NOT NULL DEFAULT ''
"""

# As in version 1.
_UID = """
CREATE TRIGGER "gw_{t}_uid_given" AFTER INSERT ON "{t}" WHEN NEW.uid IS NULL
BEGIN
  UPDATE "{t}" SET uid = lower(hex(randomblob(16))) WHERE fid = NEW.fid;
END

CREATE TRIGGER "gw_{t}_uid_kept" BEFORE UPDATE OF uid ON "{t}"
WHEN OLD.uid NOT NULL AND NEW.uid IS NOT OLD.uid
BEGIN
  SELECT RAISE(ABORT, 'uid: a row never changes its identifier');
END
"""

_LISTS = """
body|责任单位|bodies that manage, care for and clean segments
former_face|旧牌面|what stood on signboards before their present faces
monitoring|监测记录|monitorings of outfalls
source|污染源|what discharges through outfalls
publication|公布记录|what the office gave out, with its content
photo|照片|photographs of rows
"""

_NAMES = """
body:name=名称 type=单位类别 contact=联系人 phone=联系电话 note=备注
former_face:signboard_uid=公示牌标识 installed=设立日期 until=更换日期 face=牌面内容
monitoring:outfall_uid=排污口标识 on=监测日期 result=监测结果 tested_by=监测单位
monitoring:note=备注
source:code=污染源编码 name=污染源名称 category=污染源类别 responsible_body=责任单位
source:village_code=所在村居代码 outfall_code=排污口编码 place=位置
publication:what=种类 on=日期 subject=对象代码 document=文号或文件 medium=公布途径
publication:by=经办人 content=当时内容
photo:kind=对象类型 row_uid=对象标识 role=用途 taken=拍摄日期 name=文件名 sha256=校验值
"""
