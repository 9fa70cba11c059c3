"""gridwatch: a desktop GIS for a district's river-chief system, by grid."""

__version__ = "0.1.0"
