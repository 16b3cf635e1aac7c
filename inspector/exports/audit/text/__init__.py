"""The audit as text for people: a module a section, put together by ``report``."""
