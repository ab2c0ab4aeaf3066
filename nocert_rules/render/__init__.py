"""What people read: decisions, rules and conditions as text, parts of pages, papers and pictures.

Uses `dialogue` and the wings below it. Begin with `decision` (a decision as text), then `view` (what of it is shown)
and `conditions` (a condition as a sentence); `page` lays out lines, `dossier` a file, `graph` a picture.
"""
