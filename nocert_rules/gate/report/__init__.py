"""What a check of a rulebook found, in the formats of other people's tools: pure functions over one `Report`."""
