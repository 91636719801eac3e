-- Invitations to add one key, and what the key will be (the settings are those of table integration). Of the link's token nothing is
-- kept: it is signed, and fits the row by its id and its expiry. Identifiers are never reused: AUTOINCREMENT.
CREATE TABLE invite (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    brand_id           INTEGER NOT NULL,
    made_by            TEXT    NOT NULL, -- cli_…; what it made ends with it
    note               TEXT,             -- to the contributor
    provider           TEXT,             -- null: the contributor chooses
    label              TEXT,
    is_active          INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_primary         INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    priority           INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 100),
    daily_limit        INTEGER CHECK (daily_limit >= 1),
    minute_limit       INTEGER CHECK (minute_limit >= 1),
    spend_limit_nanos  INTEGER CHECK (spend_limit_nanos > 0),
    spend_limit_period TEXT    CHECK (spend_limit_period IN ('daily', 'monthly')),
    spend_limit_action TEXT    CHECK (spend_limit_action IN ('warn', 'block')),
    account_group      TEXT,
    created_at_ms      INTEGER NOT NULL,
    expires_at_ms      INTEGER NOT NULL,
    revoked_at_ms      INTEGER,
    used_at_ms         INTEGER,
    integration_id     INTEGER,          -- what it became; outlives the key
    CHECK ((used_at_ms IS NULL) = (integration_id IS NULL)),
    CHECK (used_at_ms IS NULL OR revoked_at_ms IS NULL)
) STRICT;
CREATE INDEX invite_of_brand ON invite (brand_id, id);
CREATE INDEX invite_of_client ON invite (made_by);
CREATE INDEX invite_by_expiry ON invite (expires_at_ms);
