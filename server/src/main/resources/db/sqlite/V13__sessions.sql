-- Sessions of the dashboard. Both are SHA-256: of the cookie's value, and of the client token that it was opened with, by which the
-- session lives and dies.
CREATE TABLE session (
    hash          BLOB    NOT NULL PRIMARY KEY,
    client_id     TEXT    NOT NULL REFERENCES client (id),
    token_hash    BLOB    NOT NULL,
    opened_at_ms  INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_client ON session (client_id);

-- By which door somebody came who did something: dashboard; null for a token.
ALTER TABLE audit_log ADD COLUMN via TEXT;
