"""The local store of one district: an OGC GeoPackage, and the only SQL."""
