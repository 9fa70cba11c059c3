"""Version 1: the first store. Final: never edited, later steps build on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

__all__ = ["run"]


def run(connection: sqlite3.Connection) -> None:
    """Make all tables; the CRS stays undefined (0) until the store is filled in."""
    for text in (_GEOPACKAGE, _FEATURES, _ATTRIBUTES, _STYLES, _OWN):
        _execute(connection, text)
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _REFERENCES
    )
    for line in _LAYERS.strip().splitlines():
        _register_layer(connection, *line.split("|"))
    for line in _LISTS.strip().splitlines():
        _register(connection, "attributes", *line.split("|"))
    connection.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", _EXTENSIONS
    )
    for table in _DOMAIN.split():
        _execute(connection, _UID.replace("{t}", table))
    _name_columns(connection)


def _execute(connection: sqlite3.Connection, text: str) -> None:
    # Not executescript, which would commit.
    for statement in text.strip().split("\n\n"):
        connection.execute(statement)


def _register(
    connection: sqlite3.Connection, form: str, table: str, name: str, about: str
) -> None:
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description,"
        " srs_id) VALUES (?, ?, ?, ?, 0)",
        (table, form, name, about),
    )


def _register_layer(
    connection: sqlite3.Connection, table: str, shape: str, name: str, about: str
) -> None:
    _register(connection, "features", table, name, about)
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 0, 0, 0)",
        (table, shape),
    )
    _execute(connection, _RTREE.replace("{t}", table))
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, ?)",
        (table, "http://www.geopackage.org/spec120/#extension_rtree", "write-only"),
    )


def _name_columns(connection: sqlite3.Connection) -> None:
    for line in _NAMES.strip().splitlines():
        table, _, pairs = line.partition(":")
        for column, name in (pair.split("=") for pair in pairs.split()):
            mime = "application/json" if column == "face" else None
            connection.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title,"
                " mime_type) VALUES (?, ?, ?, ?, ?)",
                (table, column, name, name, mime),
            )


# OGC 12-128r18, annex C, and the schema extension, annex F.9.
_GEOPACKAGE = """
PRAGMA application_id = 0x47504B47

PRAGMA user_version = 10300

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
)

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)
    REFERENCES gpkg_spatial_ref_sys(srs_id)
)

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
)

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)

CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
)

CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL,
  value TEXT,
  min NUMERIC,
  min_is_inclusive BOOLEAN,
  max NUMERIC,
  max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)
"""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],'
    'AUTHORITY["EPSG","4326"]]'
)
_REFERENCES = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic"),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, "longitude/latitude on WGS 84"),
)
_SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"
_EXTENSIONS = (
    ("gpkg_data_columns", None, "gpkg_schema", _SCHEMA, "read-write"),
    ("gpkg_data_column_constraints", None, "gpkg_schema", _SCHEMA, "read-write"),
)

# Rows that other programs add get a uid too, and no row ever changes its own. A
# DEFAULT would be NOT NULL's friend, but GDAL 3.6 writes its text as the value.
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

_FEATURES = """
CREATE TABLE jurisdiction (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  level TEXT,
  parent_code TEXT,
  edition INTEGER
)

CREATE TABLE river (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTILINESTRING,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  levels TEXT,
  regime TEXT,
  basin_area DOUBLE,
  parent_code TEXT
)

CREATE TABLE segment (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTILINESTRING,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  river_code TEXT,
  sequence INTEGER,
  "start" TEXT,
  "end" TEXT,
  length DOUBLE,
  town_code TEXT
)

CREATE TABLE water_body (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  part TEXT,
  scale TEXT
)

CREATE TABLE cell (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  village_code TEXT
)

CREATE TABLE signboard (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  uid TEXT UNIQUE,
  code TEXT,
  level TEXT,
  type TEXT,
  segment_code TEXT,
  installed DATE,
  condition TEXT,
  face TEXT
)

CREATE TABLE outfall (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  uid TEXT UNIQUE,
  code TEXT,
  name TEXT,
  category TEXT,
  above_scale BOOLEAN,
  approval TEXT,
  approval_document TEXT,
  monitored DATE,
  measure TEXT,
  rectification TEXT,
  segment_code TEXT,
  responsible_body TEXT
)
"""

_ATTRIBUTES = """
CREATE TABLE ownership (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  segment_code TEXT,
  bank TEXT,
  managing_body TEXT,
  caring_body TEXT,
  cleaning_body TEXT,
  registered_on DATE,
  registered_by TEXT,
  registered_document TEXT,
  confirmed_on DATE,
  confirmed_by TEXT,
  confirmed_document TEXT
)

CREATE TABLE person (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  name TEXT,
  unit TEXT,
  office_phone TEXT,
  mobile TEXT
)

CREATE TABLE post (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  role TEXT,
  level TEXT,
  covers TEXT,
  covers_code TEXT
)

CREATE TABLE term (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  uid TEXT UNIQUE,
  post_uid TEXT NOT NULL REFERENCES post (uid) DEFERRABLE INITIALLY DEFERRED,
  person_uid TEXT NOT NULL REFERENCES person (uid) DEFERRABLE INITIALLY DEFERRED,
  since DATE,
  until DATE,
  acting BOOLEAN
)

CREATE INDEX term_post ON term (post_uid)

CREATE INDEX term_person ON term (person_uid)
"""

# The form that QGIS looks for.
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""

_OWN = """
CREATE TABLE gw_store (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  uid TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  crs INTEGER NOT NULL,
  created TEXT NOT NULL
)

CREATE TABLE gw_setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
)

CREATE TABLE gw_codelist (
  id INTEGER PRIMARY KEY,
  list TEXT NOT NULL,
  value TEXT NOT NULL,
  level TEXT NOT NULL DEFAULT '',
  duty TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  UNIQUE (list, value)
)

CREATE TABLE gw_import (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  source TEXT NOT NULL,
  inserted INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  kept_aside INTEGER NOT NULL DEFAULT 0
)

CREATE TABLE gw_kept_aside (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER NOT NULL REFERENCES gw_import (id),
  source TEXT NOT NULL,
  row INTEGER NOT NULL,
  kind TEXT,
  reason_zh TEXT NOT NULL,
  reason_en TEXT NOT NULL,
  "values" TEXT NOT NULL,
  wkt TEXT NOT NULL
)

CREATE TABLE gw_journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  before TEXT,
  after TEXT,
  reason TEXT NOT NULL DEFAULT '',
  import_id INTEGER REFERENCES gw_import (id)
)

CREATE INDEX gw_journal_row ON gw_journal (row_key)

CREATE TRIGGER gw_journal_no_update BEFORE UPDATE ON gw_journal
BEGIN
  SELECT RAISE(ABORT, 'gw_journal: rows are only added');
END

CREATE TRIGGER gw_journal_no_delete BEFORE DELETE ON gw_journal
BEGIN
  SELECT RAISE(ABORT, 'gw_journal: rows are only added');
END
"""

# OGC 12-128r18, annex F.3, word for word.
_RTREE = """
CREATE VIRTUAL TABLE "rtree_{t}_geom" USING rtree(id, minx, maxx, miny, maxy)

CREATE TRIGGER "rtree_{t}_geom_insert" AFTER INSERT ON "{t}"
WHEN (NEW."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN
  INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (
    NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
    ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
END

CREATE TRIGGER "rtree_{t}_geom_update1" AFTER UPDATE OF "geom" ON "{t}"
WHEN OLD."fid" = NEW."fid" AND
  (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN
  INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (
    NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
    ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
END

CREATE TRIGGER "rtree_{t}_geom_update2" AFTER UPDATE OF "geom" ON "{t}"
WHEN OLD."fid" = NEW."fid" AND
  (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid";
END

CREATE TRIGGER "rtree_{t}_geom_update3" AFTER UPDATE ON "{t}"
WHEN OLD."fid" != NEW."fid" AND
  (NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))
BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid";
  INSERT OR REPLACE INTO "rtree_{t}_geom" VALUES (
    NEW."fid", ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),
    ST_MinY(NEW."geom"), ST_MaxY(NEW."geom"));
END

CREATE TRIGGER "rtree_{t}_geom_update4" AFTER UPDATE ON "{t}"
WHEN OLD."fid" != NEW."fid" AND
  (NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))
BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id IN (OLD."fid", NEW."fid");
END

CREATE TRIGGER "rtree_{t}_geom_delete" AFTER DELETE ON "{t}"
WHEN OLD."geom" NOT NULL
BEGIN
  DELETE FROM "rtree_{t}_geom" WHERE id = OLD."fid";
END
"""

_LAYERS = """
jurisdiction|MULTIPOLYGON|行政区|districts, towns and villages
river|MULTILINESTRING|河流|rivers, digitised downstream
segment|MULTILINESTRING|河段|managed river segments, digitised downstream
water_body|MULTIPOLYGON|水库|lakes and reservoirs: water area or shore ring
cell|MULTIPOLYGON|网格|management grid cells
signboard|POINT|公示牌|signboards on the bank
outfall|POINT|排污口|outfalls into rivers
"""

_LISTS = """
ownership|河段权属|managing, caring and cleaning bodies of segments
person|人员|persons who hold or held a post
post|职务|posts and what they cover
term|任期|terms of office
layer_styles|layer_styles|styles for QGIS
"""

_DOMAIN = (
    "jurisdiction river segment water_body cell signboard outfall ownership person"
    " post term"
)

_NAMES = """
jurisdiction:code=行政区划代码 name=名称 level=级别
jurisdiction:parent_code=上级代码 edition=版本年份
river:code=河流代码 name=河流名称 levels=河流级别 regime=河流类型
river:basin_area=流域面积(平方公里) parent_code=上级河流代码
segment:code=河段代码 name=河段名称 river_code=所属河流代码 sequence=河段序号
segment:start=起点位置 end=终点位置 length=河段长度(米) town_code=所属镇街代码
water_body:code=水体代码 name=水体名称 part=管理部位 scale=规模
cell:code=网格编码 name=网格名称 village_code=所属村居代码
signboard:code=公示牌编号 level=公示牌级别 type=公示牌类型 segment_code=河段代码
signboard:installed=设立日期 condition=完好状况 face=牌面内容
outfall:code=排污口编码 name=排污口名称 category=排污口类型 above_scale=规模以上
outfall:approval=审批状态 approval_document=审批文号 monitored=最近监测日期
outfall:measure=整改方式 rectification=整改状态 segment_code=受纳河段代码
outfall:responsible_body=责任单位
ownership:segment_code=河段代码 bank=岸别 managing_body=管理主体 caring_body=管护主体
ownership:cleaning_body=保洁主体 registered_on=登记日期 registered_by=登记人
ownership:registered_document=登记文号 confirmed_on=确认日期 confirmed_by=确认人
ownership:confirmed_document=确认文号
person:name=姓名 unit=单位及职务 office_phone=办公电话 mobile=手机
post:role=职务 level=级别 covers=责任对象类型 covers_code=责任对象代码
term:post_uid=职务标识 person_uid=人员标识 since=任职日期 until=离任日期 acting=代管
"""
