"""The section `ui`: the user interface on a gateway."""

from __future__ import annotations

from agwctl.config.api_key import ApiKeys
from agwctl.config.authorization import Authorization
from agwctl.config.basic_auth import BasicAuth
from agwctl.config.cors import Cors
from agwctl.config.csrf import Csrf
from agwctl.config.ext_authz import ExtAuthz
from agwctl.config.jwt_auth import JwtAuth
from agwctl.config.model import Model
from agwctl.config.oidc import Oidc
from agwctl.config.types import StringOrList


class UiPolicies(Model):
    """Who may see the user interface."""

    cors: Cors | None = None
    """Which other sites' pages may use it."""
    oidc: Oidc | None = None
    """People log in with their browser."""
    jwt_auth: JwtAuth | None = None
    """Signed tokens that clients show."""
    authorization: Authorization | None = None
    """Rules on requests."""
    ext_authz: ExtAuthz | None = None
    """A server that decides over requests."""
    basic_auth: BasicAuth | None = None
    """Names and passwords that clients show."""
    api_key: ApiKeys | None = None
    """Keys that clients show."""
    csrf: Csrf | None = None
    """Requests that another site's page made are refused."""


class Ui(Model):
    """The section `ui`."""

    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
    policies: UiPolicies | None = None
    """Who may see the user interface."""
