"""A connected app signs in with TSC, with a JSON web token made by PyJWT as Tableau's documentation does
it, and with libtsc, which makes its own: both tokens say the same."""

import time
import uuid
import xml.etree.ElementTree as ElementTree

import jwt
import pytest
import tableauserverclient as TSC

import libtsc
from simulator import Simulator, built_in_state

SCOPES = ["tableau:content:read", "tableau:users:read"]
USER = "alice"


@pytest.fixture(scope="module")
def simulator():
    simulator = Simulator()
    yield simulator
    simulator.end()


@pytest.fixture(scope="module")
def app():
    return built_in_state()["connected_apps"][0]


def made_by_pyjwt(app):
    return jwt.encode(
        {
            "iss": app["client_id"],
            "exp": int(time.time()) + 5 * 60,
            "jti": str(uuid.uuid4()),
            "aud": "tableau",
            "sub": USER,
            "scp": SCOPES,
        },
        app["secret_value"],
        algorithm="HS256",
        headers={"kid": app["secret_id"], "iss": app["client_id"]},
    )


def sent_token(simulator):
    """The token of the last sign-in, from the body of its request."""
    requests = simulator.ask("GET", "/requests")
    [request] = [one for one in requests if one["path"].endswith("/auth/signin")]
    simulator.ask("DELETE", "/requests")
    credentials = ElementTree.fromstring(request["body"]).find("{*}credentials")
    return credentials.attrib.pop("jwt"), credentials.attrib


def sign_in_with_tsc(simulator, app):
    server = simulator.server(use_server_version=True)
    server.auth.sign_in(TSC.JWTAuth(made_by_pyjwt(app), site_id=""))
    return server.user_id, server.projects.get()[1].total_available


def sign_in_with_libtsc(simulator, app):
    server = libtsc.Server(simulator.https, simulator.ca)
    secret = (app["client_id"], app["secret_id"], app["secret_value"])
    session = server.sign_in("connected_app", *secret, USER, " ".join(SCOPES), "", None)
    return session.user_id, session.items("projects").total_available()


def read(token, app):
    """The header and the claims of a token, whose signature PyJWT verifies."""
    claims = jwt.decode(token, app["secret_value"], algorithms=["HS256"], audience="tableau")
    return jwt.get_unverified_header(token), claims


def test_both_tokens_have_the_same_header_and_claims(simulator, app):
    simulator.ask("DELETE", "/requests")
    theirs_saw = sign_in_with_tsc(simulator, app)
    their_token, their_attributes = sent_token(simulator)
    ours_saw = sign_in_with_libtsc(simulator, app)
    our_token, our_attributes = sent_token(simulator)
    assert ours_saw == theirs_saw
    # TSC says of every token whether it is a unified access token.
    assert their_attributes.pop("isUat") == "false"
    assert our_attributes == their_attributes == {}
    their_header, their_claims = read(their_token, app)
    our_header, our_claims = read(our_token, app)
    assert our_header == their_header
    # Each token has its own identifier, and its own time.
    assert our_claims.pop("jti") != their_claims.pop("jti")
    assert 0 <= our_claims.pop("exp") - their_claims.pop("exp") < 60
    assert our_claims == their_claims


def test_clock_of_the_server_is_not_used(simulator, app):
    """The server's clock is wrong by an hour, and its Date header says so."""
    simulator.ask("POST", "/clock", {"skew_seconds": 3600})
    try:
        with pytest.raises(libtsc.Error) as refused:
            sign_in_with_libtsc(simulator, app)
        assert refused.value.code == "401001"
        assert "clock" in refused.value.message
        _, claims = read(sent_token(simulator)[0], app)
        assert abs(claims["exp"] - 300 - time.time()) < 60
    finally:
        simulator.ask("POST", "/clock", {"skew_seconds": 0})
