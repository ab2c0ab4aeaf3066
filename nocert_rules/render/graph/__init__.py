"""A picture of how rules depend on each other, as SVG.

    picture ─▶ layout ─▶ svg        what is drawn; where it stands; how it looks

Facts, rules and conclusions stand in columns from left to right, so that whatever something needs is to its left.
The same rules give the same bytes. Needs networkx, which comes with the extra `web`.
"""

from __future__ import annotations

from nocert_rules.render.graph.layout import Box, Layout, lay_out
from nocert_rules.render.graph.picture import Edge, Node, Picture, around, picture_of
from nocert_rules.render.graph.svg import Words, draw

__all__ = ["Box", "Edge", "Layout", "Node", "Picture", "Words", "around", "draw", "lay_out", "picture_of"]
