"""What the check says about itself."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Code, Severity

__all__ = ["OWN_CODES", "RULE_CRASHED", "RULE_SKIPPED", "UNUSED_SUPPRESSION"]

UNUSED_SUPPRESSION = Code("AGW790", "unused-suppression", Severity.WARNING, "a comment that ignores nothing")
RULE_CRASHED = Code("AGW791", "rule-crashed", Severity.WARNING, "a rule that failed: nobody knows what it would tell")
RULE_SKIPPED = Code("AGW792", "rule-skipped", Severity.INFO, "a rule that could not run here")

OWN_CODES = (UNUSED_SUPPRESSION, RULE_CRASHED, RULE_SKIPPED)
