"""Compiled code: loops over flat arrays that run without Python's lock.

Nothing else imports numba. It takes half a second to load and, the first time on a
machine, some seconds to compile: `gridwatch.cartography.warming` does both in the
background, and only what it says is ready may be imported on the way to a picture.
"""
