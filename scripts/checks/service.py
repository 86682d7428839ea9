"""The service as the checks see it: a program that is started, asked over HTTP, and stopped or killed.

Python's standard library only. Databases are thrown away afterwards; PostgreSQL comes from scripts/postgres.
"""

from __future__ import annotations

import contextlib
import copy
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Sequence
from typing import NoReturn

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATABASES = ("sqlite", "postgres")
START_LIMIT = 180.0
"""Seconds until a started service must answer; the first start loads the demo data with a debug build."""

HEXID = (
    "CREATE FUNCTION pg_temp.hexid(uuid) RETURNS text LANGUAGE sql AS $$ SELECT replace($1::text, '-', '') $$;"
)


def fail(message: str) -> NoReturn:
    """Ends the check with one line that says why."""
    print(f"{pathlib.Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    sys.exit(1)


def binary(profile: str = "debug") -> pathlib.Path:
    """Builds the service and returns its program."""
    command = ["cargo", "build", "--locked", "--quiet"] + (["--release"] if profile == "release" else [])
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        fail("the service does not build")
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / profile / "narahubung"


def with_postgres() -> None:
    """Starts this check again under scripts/postgres when no server is at hand."""
    if "NARAHUBUNG_TEST_POSTGRES_URL" not in os.environ:
        launcher = str(ROOT / "scripts" / "postgres")
        os.execv(launcher, [launcher, sys.executable, *sys.argv])


class Database:
    """A database of one check's own, readable beside the service."""

    def __init__(self, kind: str, folder: pathlib.Path):
        self.kind = kind
        self.file = folder / "narahubung.sqlite"
        self.name = f"check_{secrets.token_hex(6)}"
        if kind == "postgres":
            self._server = os.environ["NARAHUBUNG_TEST_POSTGRES_URL"]
            self._run("psql", self._server, "-c", f"CREATE DATABASE {self.name}")
            parts = urllib.parse.urlsplit(self._server)
            self.url = urllib.parse.urlunsplit(parts._replace(path=f"/{self.name}"))
        else:
            self.url = f"sqlite://{self.file}"

    def _run(self, tool: str, url: str, *arguments: str, given: str = "") -> str:
        folder = os.environ.get("NARAHUBUNG_TEST_POSTGRES_BIN")
        program = str(pathlib.Path(folder) / tool) if folder else tool
        flags = ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"] if tool == "psql" else []
        command = [program, *flags, url, *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            fail(f"{tool} failed: {done.stderr.strip()}")
        return done.stdout

    def query(self, sql: str) -> list[tuple[str, ...]]:
        """Rows of a query, every value as text; write `hexid(x)` for an id as 32 hexadecimal digits."""
        return self.read({"rows": sql})["rows"]

    def read(self, queries: dict[str, str], spoil: Sequence[str] = ()) -> dict[str, list[tuple[str, ...]]]:
        """Several queries that see one state. What `spoil` does first is seen by them and then undone: by it a check
        proves that it would see such damage."""
        if self.kind == "postgres":
            return self._read_postgres(queries, spoil)
        with contextlib.closing(sqlite3.connect(self.file, isolation_level=None, timeout=10)) as connection:
            connection.create_function("hexid", 1, lambda value: value.hex() if value is not None else None)
            connection.execute("BEGIN")
            for statement in spoil:
                connection.execute(statement)
            found = {
                name: [tuple("" if value is None else str(value) for value in row) for row in connection.execute(sql)]
                for name, sql in queries.items()
            }
            connection.execute("ROLLBACK")
        return found

    def _read_postgres(self, queries: dict[str, str], spoil: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        mark = f"-- {secrets.token_hex(8)} "
        script = ["BEGIN ISOLATION LEVEL REPEATABLE READ;", HEXID, *(f"{statement};" for statement in spoil)]
        for name, sql in queries.items():
            script += [f"\\echo '{mark}{name}'", sql.replace("hexid(", "pg_temp.hexid(") + ";"]
        text = self._run("psql", self.url, "-f", "-", given="\n".join([*script, "ROLLBACK;"]))
        found: dict[str, list[tuple[str, ...]]] = {}
        for line in text.splitlines():
            if line.startswith(mark):
                rows = found[line.removeprefix(mark)] = []
            else:
                rows.append(tuple(line.split("\t")))
        return found

    def unguard(self, table: str) -> list[str]:
        """The statements after which a table of evidence lets itself be changed, for `spoil`."""
        if self.kind == "postgres":
            return [f"ALTER TABLE {table} DISABLE TRIGGER USER"]
        triggers = self.query(f"SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'")
        return [f"DROP TRIGGER {name}" for (name,) in triggers]

    def change(self, sql: str) -> None:
        """Changes the database behind the service's back: the negative control of a check."""
        if self.kind == "postgres":
            self._run("psql", self.url, "-c", sql)
        else:
            with contextlib.closing(sqlite3.connect(self.file)) as connection, connection:
                connection.execute(sql)

    def settle(self) -> None:
        """Waits until no session of PostgreSQL is in a transaction: after a SIGKILL the server may still be ending what
        it was asked before it notices."""
        busy = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        end = time.monotonic() + 10
        while self.kind == "postgres" and self.query(busy) != [("0",)]:
            if time.monotonic() > end:
                fail("PostgreSQL still works for a service that is gone")
            time.sleep(0.02)

    def bytes_at_rest(self) -> bytes:
        """Everything that lies on the disk: a dump of PostgreSQL, or SQLite's files as they are, the write-ahead log
        among them, and a dump besides, since a long value is scattered over a file's pages."""
        if self.kind == "postgres":
            return self._run("pg_dump", self.url).encode()
        files = [part.read_bytes() for part in sorted(self.file.parent.glob(self.file.name + "*"))]
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            return b"".join(files) + "\n".join(connection.iterdump()).encode()

    def drop(self) -> None:
        """Removes the database; the SQLite file goes with its folder."""
        if self.kind == "postgres":
            self._run("psql", self._server, "-c", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


class Answer:
    """One answer of the service."""

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> dict:
        """The body, which must be a JSON object."""
        return json.loads(self.body)


class Api:
    """One connection to the service, kept alive, with the caller's token."""

    def __init__(self, base_url: str, timeout: float = 20.0):
        parts = urllib.parse.urlsplit(base_url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
        self.token: str | None = None

    def call(self, method: str, path: str, body: dict | bytes | None = None, **headers: str) -> Answer:
        """Sends one request; header names are written with underscores. Raises OSError or HTTPException."""
        try:
            self._send(method, path, body, headers)
            answer = self._connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def send_and_leave(self, method: str, path: str, body: dict | bytes | None = None, **headers: str) -> None:
        """Sends one request and hangs up without waiting for the answer."""
        try:
            self._send(method, path, body, headers)
        finally:
            self._connection.close()

    def _send(self, method: str, path: str, body: dict | bytes | None, headers: dict[str, str]) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        payload = None
        if body is not None:
            payload = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        self._connection.request(method, path, payload, sent)

    def log_in(self, user: dict) -> "Api":
        """Opens a session for one of the demo's accounts."""
        self.token = None
        answer = self.call("POST", "/v1/sessions", {"username": user["username"], "password": user["password"]})
        if answer.status != 201:
            fail(f"log-in answers {answer.status}: {answer.body[:300]!r}")
        self.token = answer.json["access_token"]
        return self


class Service:
    """A running service on its own database and data folder, loaded with the demo's accounts and reports."""

    def __init__(self, kind: str, program: pathlib.Path, **settings: str):
        """`settings` are the service's own, as its environment names them, without NARAHUBUNG_."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"narahubung-{kind}-"))
        self.data = self.folder / "data"
        self.data.mkdir()
        self.database = Database(kind, self.data)
        self.log = self.folder / "service.log"
        self.program = program
        self.process: subprocess.Popen | None = None
        self.port = free_port()
        self.settings = {f"NARAHUBUNG_{name}": value for name, value in settings.items()}
        self.credentials: dict = {}
        self.others: list[Service] = []

    def another(self) -> "Service":
        """A second instance on the same database and keys. It goes when the first one does."""
        second = copy.copy(self)
        second.port, second.process = free_port(), None
        # Both issue the same tokens. The settings are shared.
        self.settings["NARAHUBUNG_PUBLIC_URL"] = self.base_url
        self.others.append(second)
        return second

    @property
    def base_url(self) -> str:
        """Where the service answers."""
        return f"http://127.0.0.1:{self.port}"

    def _start(self, command: str) -> None:
        options = ["--port", str(self.port), "--data-dir", str(self.data), "--database-url", self.database.url]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NARAHUBUNG_TEST_")} | self.settings
        # What it prints is for the person at the terminal; the demo tells them passwords.
        with self.log.open("ab") as log, (self.folder / "printed.txt").open("ab") as printed:
            self.process = subprocess.Popen(
                [self.program, command, *options],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=log,
                env=environment,
            )
        end = time.monotonic() + START_LIMIT
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.fail_with_log(f"the service ended with {self.process.returncode} while starting")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Api(self.base_url, timeout=2.0).call("GET", "/v1/reference").status < 500:
                    return
            time.sleep(0.05)
        self.fail_with_log(f"the service did not answer within {START_LIMIT:.0f} s")

    def start_demo(self) -> "Service":
        """Starts `demo` on the empty database and reads the accounts that it made."""
        self._start("demo")
        self.credentials = json.loads((self.data / "demo-credentials.json").read_text())
        return self

    def start_serve(self) -> None:
        """Starts `serve` on what is there."""
        self._start("serve")

    def user(self, role: str, agency: str = "") -> dict:
        """The demo's first account of a role, at an agency whose code begins so."""
        for user in self.credentials["users"]:
            if user["role"] == role and (user.get("agency_code") or "").startswith(agency):
                return user
        fail(f"the demo has no {role} account {agency}")

    def api(self, role: str | None = None, agency: str = "") -> Api:
        """A connection, logged in as a role of the demo."""
        api = Api(self.base_url)
        return api.log_in(self.user(role, agency)) if role else api

    def machine(self) -> Api:
        """A connection with the token of the demo's first machine client, the mobile app's backend."""
        client = self.credentials["clients"][0]
        api = Api(self.base_url)
        form = {"grant_type": "client_credentials"} | {key: client[key] for key in ("client_id", "client_secret")}
        body = urllib.parse.urlencode(form).encode()
        answer = api.call("POST", "/oauth/token", body, Content_Type="application/x-www-form-urlencoded")
        if answer.status != 200:
            fail(f"the machine gets no token: {answer.status} {answer.body[:300]!r}")
        api.token = answer.json["access_token"]
        return api

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, as an operator would; a service that does not go is a failure."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.kill()
            self.fail_with_log("the service did not stop within 40 s of SIGTERM")

    def fail_with_log(self, message: str) -> NoReturn:
        """Ends the check, showing the end of the service's log."""
        tail = self.log.read_text(errors="replace").splitlines()[-40:] if self.log.exists() else []
        print("\n".join(tail), file=sys.stderr)
        fail(message)

    def __enter__(self) -> "Service":
        # Whoever ends the check ends the service with it.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return self

    def __exit__(self, *_: object) -> None:
        for service in (self, *self.others):
            if service.process is not None and service.process.poll() is None:
                service.kill()
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    """A loopback port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
