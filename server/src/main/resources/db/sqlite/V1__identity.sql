-- Times are milliseconds since 1970 UTC, money is nano-units, a boolean is 0 or 1.
CREATE TABLE brand (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- never reused
    name       TEXT    NOT NULL,
    is_active  INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
);

-- Tokens are kept as SHA-256 of the whole token: they hold more than 400 random bits, so nothing slower is needed.
CREATE TABLE client (
    id             TEXT    NOT NULL PRIMARY KEY, -- cli_…
    brand_id       INTEGER NOT NULL REFERENCES brand (id),
    name           TEXT    NOT NULL,
    is_active      INTEGER NOT NULL DEFAULT 1,
    token_hash     BLOB    NOT NULL,
    previous_hash  BLOB,    -- the token before the last rotation …
    previous_until INTEGER, -- … valid until then
    created_at     INTEGER NOT NULL
);
CREATE INDEX client_of_brand ON client (brand_id);

-- A revoked agent keeps its row: usage stays attributed to it, and its token is told that it was revoked.
CREATE TABLE agent (
    id             TEXT    NOT NULL PRIMARY KEY, -- agt_…
    brand_id       INTEGER NOT NULL REFERENCES brand (id),
    token_hash     BLOB    NOT NULL,
    name           TEXT    NOT NULL,
    scopes         TEXT    NOT NULL, -- wire names, a space between
    rpm            INTEGER,
    rpd            INTEGER,
    monthly_budget INTEGER,
    budget_action  TEXT    NOT NULL CHECK (budget_action IN ('warn', 'block')),
    allowed_models TEXT,             -- JSON array; null means all
    free_only      INTEGER NOT NULL,
    is_active      INTEGER NOT NULL,
    expires_at     INTEGER,
    revoked_at     INTEGER,
    created_at     INTEGER NOT NULL
);
CREATE INDEX agent_of_brand ON agent (brand_id, revoked_at);

-- Outlives what it tells of: no foreign keys. Never changed, never deleted.
CREATE TABLE audit_log (
    id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at             INTEGER NOT NULL,
    brand_id       INTEGER NOT NULL,
    who_kind       TEXT    NOT NULL, -- client, agent, admin, system
    who_id         TEXT    NOT NULL,
    remote_address TEXT    NOT NULL,
    request_id     TEXT    NOT NULL,
    action         TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    before_json    TEXT,
    after_json     TEXT
);
CREATE INDEX audit_of_brand ON audit_log (brand_id, id);
