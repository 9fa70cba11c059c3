"""Tools that edit on the map: points made and moved, lines reshaped and split.

A tool draws over the map (`sketch`), never into its picture, and hands each finished
edit to the session as one `Changes`.
"""
