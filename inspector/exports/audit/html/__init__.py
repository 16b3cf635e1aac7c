"""The audit as one HTML page: ``page/`` is what a browser gets, filled by ``report``."""
