"""Requests over http to an https port: nginx, Apache and Caddy respond, and HAProxy does not."""

import pytest

import libtsc
from balancers import COOKIES, Balancer
from job import TOKEN
from network import Port
from nginx import block, forwarded, tls


def is_told(port):
    server = libtsc.Server(f"http://localhost:{port}", None)
    for call in (server.info, lambda: server.sign_in(*TOKEN)):
        with pytest.raises(libtsc.Error) as refused:
            call()
        assert "https:// address" in refused.value.message
    return refused.value.message


def test_http_request_to_nginxs_https_port_is_explained(simulator, pki, nginx, record_property):
    port = Port()
    nginx(block(tls(port, pki.server), forwarded(simulator)), port)
    record_property("said", f"nginx: {is_told(port)}")


@pytest.mark.parametrize("kind", COOKIES)
def test_http_request_to_a_balancers_https_port_is_explained(kind, simulator, pki, tmp_path, record_property):
    balancer = Balancer(kind, tmp_path, pki.server, [simulator])
    try:
        record_property("said", f"{kind}: {is_told(balancer.port)}")
    finally:
        balancer.stop()
