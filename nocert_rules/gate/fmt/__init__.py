"""`nocert fmt`: the one layout of rule, catalogue, case and invariant files, which changes nothing that they say.

The modules read in this order: `tree` reads a file as parts with their comments (which `comments` finds and
places), `canon` says how each part is to stand, `scalars` and `layout` write it so, `document` does all of this to a
text and checks that nothing was changed, and `run` does it to files.
"""
