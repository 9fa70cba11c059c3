"""A city's PostGIS server, to which many offices publish and from which it collects.

The only room that speaks to PostgreSQL (docs/decisions/0023-city-server.md).
"""
