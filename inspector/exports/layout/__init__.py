"""How texts are laid out: cells, columns, lines, and words one behind the other."""
