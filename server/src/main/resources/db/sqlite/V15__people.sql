-- Addresses that may sign in to the dashboard as a client, lower-case: ["ann@example.com", "*@example.org"].
ALTER TABLE client ADD COLUMN sign_in_emails TEXT NOT NULL DEFAULT '[]';

-- A session is opened with a client token (its SHA-256), or by a person whom an issuer of OpenID Connect vouches for. SQLite cannot take a NOT NULL away.
CREATE TABLE session_2 (
    hash          BLOB    NOT NULL PRIMARY KEY,
    client_id     TEXT    NOT NULL REFERENCES client (id),
    token_hash    BLOB,
    issuer        TEXT,
    subject       TEXT,
    email         TEXT,
    opened_at_ms  INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    CHECK ((token_hash IS NULL) = (issuer IS NOT NULL AND subject IS NOT NULL AND email IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO session_2 (hash, client_id, token_hash, opened_at_ms, expires_at_ms)
    SELECT hash, client_id, token_hash, opened_at_ms, expires_at_ms FROM session;
DROP TABLE session;
ALTER TABLE session_2 RENAME TO session;
CREATE INDEX session_of_client ON session (client_id);

-- Who it was, where a person signed in by an issuer: the address. Its via is oidc.
ALTER TABLE audit_log ADD COLUMN person TEXT;
