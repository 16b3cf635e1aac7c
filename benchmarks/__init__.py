"""Speed and memory beside dive, and beside the floor: decompression alone, headers alone.

``python -m benchmarks`` builds its own images, runs everything in turn and prints two tables.
"""
