CREATE TABLE users (
    id                  BLOB NOT NULL PRIMARY KEY,
    username            TEXT NOT NULL UNIQUE,
    display_name        TEXT NOT NULL,
    role                TEXT NOT NULL CHECK (role IN ('head', 'intake', 'examiner', 'prevention', 'resolution', 'narahubung',
                            'inspector', 'responder', 'reporter', 'admin')),
    agency_id           BLOB REFERENCES agencies (id),
    password_hash       TEXT NOT NULL,
    active              INTEGER NOT NULL,
    -- Raised by every change that must end the tokens of this person: role, agency, password, disablement.
    epoch               INTEGER NOT NULL,
    -- Whether the person must choose a password before anything else.
    password_is_initial INTEGER NOT NULL,
    -- An initial password cannot be used from here on; a chosen one has no end.
    password_expires_at INTEGER,
    last_login_at       INTEGER,
    version             INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
) STRICT;

-- Failed log-ins by folded user name, whether or not such an account exists, and by source network.
CREATE TABLE login_failures (
    subject        TEXT NOT NULL PRIMARY KEY,
    failures       INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    blocked_until  INTEGER
) STRICT;

CREATE TABLE sessions (
    id           BLOB NOT NULL PRIMARY KEY,
    user_id      BLOB NOT NULL REFERENCES users (id),
    device_label TEXT,
    epoch        INTEGER NOT NULL,
    -- Whether the person proved themselves by a second factor too.
    two_factors  INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    end_reason   TEXT
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, id);

-- What a person's authenticator app shares with the service, sealed; it counts once it was confirmed.
CREATE TABLE second_factors (
    user_id      BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    secret       BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    -- The step of the last code that was used: each counts once.
    spent_step   INTEGER
) STRICT;

-- One row per refresh token ever issued; a spent one that comes back ends the whole session.
CREATE TABLE refresh_tokens (
    hash       BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES sessions (id),
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER,
    child_hash BLOB
) STRICT;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE clients (
    id          BLOB NOT NULL PRIMARY KEY,
    client_id   TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL CHECK (role IN ('office_client', 'agency_client')),
    agency_id   BLOB REFERENCES agencies (id),
    scopes      TEXT NOT NULL,
    -- Clients that must send Idempotency-Key on every write.
    integration INTEGER NOT NULL,
    active      INTEGER NOT NULL,
    epoch       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;
CREATE TABLE client_secrets (
    hash         BLOB NOT NULL PRIMARY KEY,
    client_id    BLOB NOT NULL REFERENCES clients (id),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE INDEX client_secrets_by_client ON client_secrets (client_id);

CREATE TABLE revoked_tokens (
    jti        BLOB NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
) STRICT;
