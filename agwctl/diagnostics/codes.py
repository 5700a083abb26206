"""Every code there is. Numbers are never used again: a retired one stays here as a comment."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Code, Severity

__all__ = [
    "BAD_ADDRESS",
    "BAD_DURATION",
    "BAD_REGEX",
    "BAD_TEXT",
    "DUPLICATE_ENTRY",
    "DUPLICATE_KEY",
    "MISSING_KEY",
    "NOT_SERVED",
    "NO_VARIANT",
    "OUT_OF_RANGE",
    "SEVERAL_VARIANTS",
    "UNKNOWN_KEY",
    "UNKNOWN_VALUE",
    "UNREADABLE_SECRET",
    "WRONG_TYPE",
]

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# 0xx: the shape of the document
UNKNOWN_KEY = Code("AGW001", "unknown-key", ERROR, "a key that does not exist here")
MISSING_KEY = Code("AGW002", "missing-key", ERROR, "a key that must be given")
DUPLICATE_KEY = Code("AGW003", "duplicate-key", ERROR, "a key that is given twice")
WRONG_TYPE = Code("AGW004", "wrong-type", ERROR, "a value of another type")
OUT_OF_RANGE = Code("AGW005", "out-of-range", ERROR, "a number that is too small or too large")
UNKNOWN_VALUE = Code("AGW006", "unknown-value", ERROR, "a word that is none of the allowed ones")
SEVERAL_VARIANTS = Code("AGW007", "several-variants", ERROR, "keys of which only one may be given")
NO_VARIANT = Code("AGW008", "no-variant", ERROR, "none of the keys of which one must be given")
BAD_DURATION = Code("AGW009", "bad-duration", ERROR, "text that is no duration")
BAD_ADDRESS = Code("AGW010", "bad-address", ERROR, "text that is no address")
BAD_REGEX = Code("AGW011", "bad-regex", ERROR, "text that is no regular expression")
BAD_TEXT = Code("AGW012", "bad-text", ERROR, "text that does not have the form that is needed here")
UNREADABLE_SECRET = Code("AGW013", "unreadable-secret", ERROR, "a file with a credential that cannot be read")
DUPLICATE_ENTRY = Code("AGW014", "duplicate-entry", WARNING, "a name that is given twice: the last one counts")
NOT_SERVED = Code("AGW020", "not-served", INFO, "valid, but this build of agwctl does not run it")
