"""Every code there is. A number is never used again: a retired one stays here as a comment."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Code, Severity

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

# 0xx: the text and its shape
UNKNOWN_KEY = Code("AGW001", "unknown-key", _ERROR, "a key that does not exist here")
MISSING_KEY = Code("AGW002", "missing-key", _ERROR, "a key that must be given")
DUPLICATE_KEY = Code("AGW003", "duplicate-key", _ERROR, "a key that is given twice")
WRONG_TYPE = Code("AGW004", "wrong-type", _ERROR, "a value of another type")
OUT_OF_RANGE = Code("AGW005", "out-of-range", _ERROR, "a number that is too small or too large")
UNKNOWN_VALUE = Code("AGW006", "unknown-value", _ERROR, "a word that is none of the allowed ones")
SEVERAL_VARIANTS = Code("AGW007", "several-variants", _ERROR, "keys of which only one may be given")
NO_VARIANT = Code("AGW008", "no-variant", _ERROR, "none of the keys of which one must be given")
BAD_DURATION = Code("AGW009", "bad-duration", _ERROR, "text that is no duration")
BAD_ADDRESS = Code("AGW010", "bad-address", _ERROR, "text that is no address")
BAD_REGEX = Code("AGW011", "bad-regex", _ERROR, "text that is no regular expression")
BAD_NAME = Code("AGW012", "bad-name", _ERROR, "a name that does not have the form that is needed here")
UNREADABLE_SECRET = Code("AGW013", "unreadable-secret", _ERROR, "a file with a credential that cannot be read")
REPEATED_ENTRY = Code("AGW014", "repeated-entry", _WARNING, "a key that is given twice, of which the last counts")
UNSET_VARIABLE = Code("AGW015", "unset-variable", _ERROR, "an environment variable that is not set")
YAML_SYNTAX = Code("AGW016", "yaml-syntax", _ERROR, "text that is no YAML")
DOCUMENT_COUNT = Code("AGW017", "document-count", _ERROR, "a file that does not hold exactly one document")
REMOVED_KEY = Code("AGW018", "removed-key", _ERROR, "a key that agentgateway had once")
BAD_ENVIRONMENT = Code("AGW019", "bad-environment", _ERROR, "an environment variable with an impossible value")
NOT_SERVED = Code("AGW020", "not-served", _INFO, "valid, but this build of agwctl does not run it")
BAD_EXPRESSION = Code("AGW021", "bad-expression", _ERROR, "text that is no CEL expression")
IGNORED_KEY = Code("AGW022", "ignored-key", _WARNING, "a key that agentgateway passes over")
BAD_CREDENTIAL = Code(
    "AGW023", "bad-credential", _ERROR, "a credential that does not have the form that is needed here"
)
BAD_SIZE = Code("AGW024", "bad-size", _ERROR, "text that is no size")

# 1xx: ports, gateways, listeners and routes
PORT_CONFLICT = Code("AGW120", "port-conflict", _ERROR, "a port that is configured twice")
MISSING_PORT = Code("AGW121", "missing-port", _ERROR, "a bind or gateway without a port")
PROTOCOL_MISMATCH = Code("AGW122", "protocol-mismatch", _ERROR, "settings that do not fit the protocol")
MIXED_PROTOCOLS = Code("AGW123", "mixed-protocols", _ERROR, "protocols that cannot share a port")
SETTINGS_ABOVE_LISTENERS = Code("AGW124", "settings-above-listeners", _ERROR, "settings of a gateway with listeners")
UNATTACHED_ROUTE = Code("AGW125", "unattached-route", _ERROR, "a route or section that names no gateway")
UNKNOWN_GATEWAY = Code("AGW126", "unknown-gateway", _ERROR, "a gateway that does not exist or does not fit")
PORT_AND_GATEWAY = Code("AGW127", "port-and-gateway", _ERROR, "a section with a port of its own and a gateway")
UNUSABLE_CERTIFICATE = Code("AGW128", "unusable-certificate", _ERROR, "a certificate or key that cannot be used")
UNREADABLE_FILE = Code("AGW130", "unreadable-file", _ERROR, "a file that is referred to and cannot be read")
BAD_SETTING = Code("AGW129", "bad-setting", _ERROR, "a setting of the process that is impossible")

# 2xx: backends; 3xx: policies
MISPLACED_POLICY = Code("AGW320", "misplaced-policy", _ERROR, "a policy where it has no meaning")
POLICY_CONFLICT = Code("AGW321", "policy-conflict", _ERROR, "two settings for the same thing")
UNUSABLE_KEYS = Code("AGW323", "unusable-keys", _ERROR, "public keys that cannot be used")
NOT_ONE_POLICY = Code("AGW324", "not-one-policy", _ERROR, "a targeted policy without exactly one policy in it")
BAD_CONDITIONS = Code("AGW325", "bad-conditions", _ERROR, "entries under conditions that cannot all count")

# 4xx: LLM; 401 to 410 are the differences between the modes
BAD_MODEL_NAME = Code("AGW420", "bad-model-name", _ERROR, "a model name whose wildcard cannot work")
BAD_MODEL_ID = Code("AGW421", "bad-model-id", _ERROR, "a model id that is empty or given twice")
BAD_BASE_URL = Code("AGW422", "bad-base-url", _ERROR, "a base URL that cannot be used")
INCOMPLETE_PROVIDER = Code("AGW423", "incomplete-provider", _ERROR, "a provider that lacks something")
BAD_VIRTUAL_MODEL = Code("AGW424", "bad-virtual-model", _ERROR, "a virtual model that cannot choose a model")
UNKNOWN_MODEL = Code("AGW425", "unknown-model", _ERROR, "a model that does not exist")
PROVIDER_REFERENCE = Code("AGW426", "provider-reference", _ERROR, "a reference to a provider that cannot work")

# 9xx: scenarios of the stand-in for Ollama
MODEL_TWICE = Code("AGW920", "model-twice", _ERROR, "a model that is there already under the same name")
BEYOND_CAPABILITY = Code("AGW921", "beyond-capability", _ERROR, "something that a model cannot do")
REPLY_UNREACHABLE = Code("AGW922", "reply-unreachable", _WARNING, "a reply that is never given")
FAULT_UNREACHABLE = Code("AGW923", "fault-unreachable", _WARNING, "a fault that never strikes")
