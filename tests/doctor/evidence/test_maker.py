"""Who made an answer."""

from __future__ import annotations

import pytest

from agwctl.doctor.evidence.maker import LENGTH, asks_for_login, cdn_of, is_page, quoted, shown, tunnel_of
from tests.doctor.gateways import page, text
from tests.doctor.healthy import answer


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (answer(200, "{}", server="cloudflare"), "Cloudflare"),
        (answer(524, "", cf_ray="1-TST"), "Cloudflare"),
        (answer(200, "{}", x_amz_cf_id="x"), "CloudFront"),
        (answer(200, "{}", server="nginx"), None),
        (answer(), None),
    ],
)
def test_cdns(given, name):
    found = cdn_of(given)
    assert (found.name if found is not None else None) == name


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (page(404, "<html>x (ERR_NGROK_3200)</html>"), "ERR_NGROK_3200"),
        (text(200, "ERR_NGROK_3200 in an answer of a model"), ""),
        (answer(502, "", ngrok_error_code="ERR_NGROK_8012"), "ERR_NGROK_8012"),
    ],
)
def test_tunnels(given, code):
    assert tunnel_of(given) == code


@pytest.mark.parametrize(
    ("given", "is_one"),
    [(page(), True), (text(200, " \n<!DOCTYPE html>"), True), (text(200, "<HTML>"), True), (text(200, "<ht"), False),
     (answer(200, "{}"), False)],
)  # fmt: skip
def test_pages(given, is_one):
    assert is_page(given) == is_one


@pytest.mark.parametrize(
    ("given", "asks"),
    [(answer(401, ""), True), (answer(407, ""), True), (answer(403, "no"), True), (answer(403, " \n"), False),
     (answer(200, "{}"), False)],
)  # fmt: skip
def test_logins(given, asks):
    assert asks_for_login(given) == asks


def test_what_is_shown_is_short():
    assert shown(page(404, "<head><title>Not\n  there</title>")) == "404 text/html: Not there"
    assert shown(page(404, "<p>gone <b>away</b></p>")) == "404 text/html: gone away"
    assert shown(answer(204, "")) == "204 application/json"
    assert len(shown(text(500, "x" * 9999))) == len("500 text/plain: ") + LENGTH


def test_headers_as_they_are_written():
    given = answer(200, "", server="cloudflare", cf_ray="1-TST", x_powered_by="Express")
    told = quoted(given, "server", "cf-ray", "x-powered-by", "via")
    assert told == ["Server: cloudflare", "CF-RAY: 1-TST", "X-Powered-By: Express"]
