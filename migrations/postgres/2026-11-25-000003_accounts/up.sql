CREATE TABLE users (
    id                  uuid NOT NULL PRIMARY KEY,
    username            text NOT NULL UNIQUE,
    display_name        text NOT NULL,
    role                text NOT NULL CHECK (role IN ('head', 'intake', 'examiner', 'prevention', 'resolution', 'narahubung',
                            'inspector', 'responder', 'reporter', 'admin')),
    agency_id           uuid REFERENCES agencies (id),
    password_hash       text NOT NULL,
    active              boolean NOT NULL,
    -- Raised by every change that must end the tokens of this person: role, agency, password, disablement.
    epoch               integer NOT NULL,
    -- Whether the person must choose a password before anything else.
    password_is_initial boolean NOT NULL,
    -- An initial password cannot be used from here on; a chosen one has no end.
    password_expires_at timestamptz,
    last_login_at       timestamptz,
    version             bigint NOT NULL,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL
);

-- Failed log-ins by folded user name, whether or not such an account exists, and by source network.
CREATE TABLE login_failures (
    subject        text NOT NULL PRIMARY KEY,
    failures       integer NOT NULL,
    last_failed_at timestamptz NOT NULL,
    blocked_until  timestamptz
);

CREATE TABLE sessions (
    id           uuid NOT NULL PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id),
    device_label text,
    epoch        integer NOT NULL,
    -- Whether the person proved themselves by a second factor too.
    two_factors  boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    end_reason   text
);
CREATE INDEX sessions_by_user ON sessions (user_id, id);

-- What a person's authenticator app shares with the service, sealed; it counts once it was confirmed.
CREATE TABLE second_factors (
    user_id      uuid NOT NULL PRIMARY KEY REFERENCES users (id),
    secret       bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- The step of the last code that was used: each counts once.
    spent_step   bigint
);

-- One row per refresh token ever issued; a spent one that comes back ends the whole session.
CREATE TABLE refresh_tokens (
    hash       bytea NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id),
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz,
    child_hash bytea
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE clients (
    id          uuid NOT NULL PRIMARY KEY,
    client_id   text NOT NULL UNIQUE,
    name        text NOT NULL,
    role        text NOT NULL CHECK (role IN ('office_client', 'agency_client')),
    agency_id   uuid REFERENCES agencies (id),
    scopes      text NOT NULL,
    -- Clients that must send Idempotency-Key on every write.
    integration boolean NOT NULL,
    active      boolean NOT NULL,
    epoch       integer NOT NULL,
    version     bigint NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE TABLE client_secrets (
    hash         bytea NOT NULL PRIMARY KEY,
    client_id    uuid NOT NULL REFERENCES clients (id),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX client_secrets_by_client ON client_secrets (client_id);

CREATE TABLE revoked_tokens (
    jti        uuid NOT NULL PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
