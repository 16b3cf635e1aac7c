"""The audit in every format: a line of ``reports`` each."""
