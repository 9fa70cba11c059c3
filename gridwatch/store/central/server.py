"""The connection to a city's server, and its errors as sentences."""

from __future__ import annotations

import contextlib
import os
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from gridwatch.district.wording import Text
from gridwatch.store.faults import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pg8000.native import Connection

__all__ = ["Address", "Server", "ServerError", "connect", "quoted"]

_SCHEMES = ("postgresql", "postgres")
_PORT = 5432
_PATIENCE = 15.0
_TLS = ("prefer", "disable", "require", "verify-full")


class ServerError(StoreError):
    """The city's server did not do what was asked; nothing was written there."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is: ``postgresql://user:password@host:port/database?sslmode=…``.

    Parameters
    ----------
    host, port, database, user : str, int, str, str
        As in the address; a user not named is that of the system.
    password : str
        From the address, else from the environment's ``PGPASSWORD``.
    tls : str
        ``prefer`` (TLS where the server has it), ``disable``, ``require`` or
        ``verify-full`` (certificate and name are checked).
    """

    host: str
    database: str
    user: str
    port: int = _PORT
    password: str = ""
    tls: str = "prefer"

    def __str__(self) -> str:
        """Return the address without its password."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}"

    @staticmethod
    def parsed(text: str, user: str = "") -> Address:
        """Read an address.

        Raises
        ------
        ServerError
            Where it is none.
        """
        shown = text.split("@")[-1]
        try:
            parts = urlsplit(text)
            port = parts.port or _PORT
        except ValueError as error:
            raise ServerError(_NO_ADDRESS.filled(text=shown)) from error
        database = unquote(parts.path.lstrip("/"))
        tls = parse_qs(parts.query).get("sslmode", ["prefer"])[-1]
        named = parts.scheme in _SCHEMES and parts.hostname and database
        if not named or tls not in _TLS:
            raise ServerError(_NO_ADDRESS.filled(text=shown))
        return Address(
            host=parts.hostname or "",
            database=database,
            user=unquote(parts.username or "") or user,
            port=port,
            password=unquote(parts.password or "") or os.environ.get("PGPASSWORD", ""),
            tls=tls,
        )


class Server:
    """An open connection; every statement's error becomes a sentence."""

    def __init__(self, address: Address, connection: Connection) -> None:
        self.address = address
        self._connection = connection

    def rows(self, sql: str, **values: object) -> list[list[Any]]:
        """Run a statement with ``:name`` values and return its rows."""
        with _translated(self.address):
            return list(self._connection.run(sql, **values) or ())

    def copy_in(self, sql: str, block: bytes) -> None:
        """Run a ``COPY … FROM STDIN`` over rows in its text format.

        The rows come whole: an error while they are made would leave the connection
        in the middle of a copy.
        """
        with _translated(self.address):
            self._connection.run(sql, stream=(block,))

    @contextlib.contextmanager
    def transaction(self, *, reading: bool = False) -> Iterator[None]:
        """Run the block as one transaction, all of it or none of it."""
        mode = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if reading else ""
        self.rows(f"BEGIN{mode}")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            # A server that is gone rolls back by itself.
            with contextlib.suppress(ServerError):
                self.rows("ROLLBACK")
            raise


@contextlib.contextmanager
def connect(address: Address) -> Iterator[Server]:
    """Connect to a server for the length of the block.

    Raises
    ------
    ServerError
        Where it is not there or does not let us in.
    """
    with _translated(address):
        connection = _connected(address)
    try:
        yield Server(address, connection)
    finally:
        with contextlib.suppress(Exception):
            connection.close()


def _connected(address: Address) -> Connection:
    from pg8000.exceptions import InterfaceError
    from pg8000.native import Connection

    def attempt(context: ssl.SSLContext | None) -> Connection:
        return Connection(
            address.user,
            host=address.host,
            port=address.port,
            database=address.database,
            password=address.password or None,
            ssl_context=context,
            timeout=_PATIENCE,
            application_name="gridwatch",
        )

    found: Connection | None = None
    if address.tls != "disable":
        try:
            found = attempt(_context(address.tls))
        except InterfaceError as error:
            # So pg8000 says that the server has no TLS.
            if address.tls != "prefer" or "SSL" not in str(error):
                raise
    connection = found or attempt(None)
    # Long copies are not cut off; only the way in is timed.
    connection._usock.settimeout(None)
    return connection


def _context(tls: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if tls != "verify-full":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def quoted(name: str) -> str:
    """Return a name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def _translated(address: Address) -> Iterator[None]:
    from pg8000.exceptions import DatabaseError, InterfaceError

    try:
        yield
    except DatabaseError as error:
        raise _fault(address, error) from error
    except (InterfaceError, OSError) as error:
        text = _NOT_THERE.filled(address=address, why=error)
        raise ServerError(text) from error
    except UnicodeEncodeError as error:
        raise ServerError(_UNFIT.filled(address=address, why=error.reason)) from error


def _fault(address: Address, error: Exception) -> ServerError:
    said = error.args[0] if error.args else {}
    code, why = "", str(said)
    if isinstance(said, dict):
        code, why = str(said.get("C", "")), str(said.get("M", ""))
    text = _BY_CODE.get(code) or _BY_CODE.get(code[:2]) or _REFUSED
    return ServerError(text.filled(address=address, why=why))


_NO_ADDRESS = Text(
    "“{text}”不是服务器地址，没有连接。请写成"
    " postgresql://用户@主机:5432/数据库，密码放在环境变量 PGPASSWORD 里。",
    "“{text}” is no address of a server; nothing was connected. Write "
    "postgresql://user@host:5432/database, with the password in PGPASSWORD.",
)
_NOT_THERE = Text(
    "连不上 {address}（{why}）。服务器和工作库都没有改动。请检查网络、主机名和端口，"
    "再试一次。",
    "{address} cannot be reached ({why}). Neither the server nor the store was "
    "changed. Check network, host and port, then try again.",
)
_NO_WAY_IN = Text(
    "{address} 不接受这个用户或密码（{why}）。服务器和工作库都没有改动。"
    "请核对用户名，把密码放在环境变量 PGPASSWORD 里，或请市里的管理员开通。",
    "{address} refuses this user or password ({why}). Neither the server nor the "
    "store was changed. Check the user, put the password into PGPASSWORD, or ask the "
    "city's administrator.",
)
_NO_DATABASE = Text(
    "{address} 上没有这个数据库（{why}），什么也没有改动。请请市里的管理员建立它。",
    "There is no such database at {address} ({why}); nothing was changed. Ask the "
    "city's administrator to make it.",
)
_NOT_ALLOWED = Text(
    "{address} 不允许这个用户这样做（{why}），服务器没有改动。"
    "每个区只能发布自己的工作库；请请市里的管理员核对权限。",
    "{address} does not allow this user to do that ({why}); the server was not "
    "changed. An office may publish its own store only; ask the city's administrator.",
)
_UNFIT = Text(
    "有一个值不能存到 {address}（{why}），服务器没有改动。请在工作库里更正后再发布。",
    "A value cannot be stored at {address} ({why}); the server was not changed. Mend "
    "it in the store, then publish again.",
)
_FULL = Text(
    "{address} 的磁盘已满（{why}），服务器没有改动。请请市里的管理员清理后再发布。",
    "The disk of {address} is full ({why}); the server was not changed. Ask the "
    "city's administrator to make room.",
)
_REFUSED = Text(
    "{address} 没有做成（{why}），服务器没有改动。请再试一次；仍不行请告诉管理员。",
    "{address} did not do it ({why}); the server was not changed. Try again, and tell "
    "the administrator if it stays so.",
)
_BY_CODE = {
    "28": _NO_WAY_IN,
    "3D000": _NO_DATABASE,
    "42501": _NOT_ALLOWED,
    "22": _UNFIT,
    "53100": _FULL,
}
"""By PostgreSQL's error code or its class (PostgreSQL documentation, appendix A)."""
