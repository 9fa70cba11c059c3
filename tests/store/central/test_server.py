"""Addresses are read, passwords are never shown, and errors are sentences."""

from __future__ import annotations

import socket

import pytest

from gridwatch.store.central.server import Address, ServerError, connect


def test_an_address_is_read_with_all_its_parts(monkeypatch):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    found = Address.parsed("postgresql://u%40x:p%3A1@h:6000/库?sslmode=require")
    assert found == Address("h", "库", "u@x", 6000, "p:1", "require")


def test_what_is_not_named_has_its_usual_value(monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "secret")
    found = Address.parsed("postgres://h/d", user="me")
    assert found == Address("h", "d", "me", 5432, "secret", "prefer")


@pytest.mark.parametrize(
    "text",
    ["", "h/d", "http://h/d", "postgresql://h", "postgresql:///d", "postgresql://h:x/d",
     "postgresql://u:geheim@h:99999999/d", "postgresql://h/d?sslmode=none"],
)  # fmt: skip
def test_what_is_no_address_is_said_without_a_password(text):
    with pytest.raises(ServerError, match="no address of a server") as error:
        Address.parsed(text)
    assert "geheim" not in str(error.value)


def test_the_password_is_not_shown():
    assert "geheim" not in str(Address("h", "d", "u", password="geheim"))


def test_a_server_that_is_not_there_is_said():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = Address("127.0.0.1", "d", "u", closed.getsockname()[1])
        with pytest.raises(ServerError, match="cannot be reached"), connect(address):
            pass


def test_a_database_and_a_user_that_are_not_there_are_said(cluster):
    address = Address.parsed(cluster)
    for changed, words in (
        (f"{cluster.rpartition('/')[0]}/nichts", "no such database"),
        (cluster.replace("postgres@", "niemand@"), "refuses this user"),
    ):
        with pytest.raises(ServerError, match=words), connect(Address.parsed(changed)):
            pass
    with pytest.raises(ServerError, match="did not do it"), connect(address) as server:
        server.rows("SELECT nothing")


def test_tls_that_the_server_lacks_is_an_error_only_where_it_is_required(cluster):
    required = Address.parsed(f"{cluster}?sslmode=require")
    with pytest.raises(ServerError, match="cannot be reached"), connect(required):
        pass
