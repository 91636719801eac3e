-- Provider keys of brands. Identifiers are never reused: AUTOINCREMENT.
CREATE TABLE integration (
    id                       INTEGER PRIMARY KEY AUTOINCREMENT,
    brand_id                 INTEGER NOT NULL,
    provider                 TEXT    NOT NULL,
    fingerprint              TEXT    NOT NULL,
    label                    TEXT,
    is_active                INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_primary               INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    priority                 INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 100),
    daily_limit              INTEGER CHECK (daily_limit >= 1),
    minute_limit             INTEGER CHECK (minute_limit >= 1),
    spend_limit_nanos        INTEGER CHECK (spend_limit_nanos > 0),
    spend_limit_period       TEXT    CHECK (spend_limit_period IN ('daily', 'monthly')),
    spend_limit_action       TEXT    CHECK (spend_limit_action IN ('warn', 'block')),
    cached_balance_nanos     INTEGER,
    cached_usage_today_nanos INTEGER,
    cached_usage_month_nanos INTEGER,
    cached_currency          TEXT,
    billing_synced_at_ms     INTEGER,
    created_at_ms            INTEGER NOT NULL,
    updated_at_ms            INTEGER NOT NULL,
    version                  INTEGER NOT NULL,
    -- Two requests that race with the same credential: one of them gets 409.
    UNIQUE (brand_id, provider, fingerprint),
    CHECK ((spend_limit_nanos IS NULL) = (spend_limit_period IS NULL)),
    CHECK ((spend_limit_nanos IS NULL) = (spend_limit_action IS NULL))
);

-- One sealed value per credential field. The mask is made when the value is written, so that a list never opens one.
CREATE TABLE credential (
    integration_id INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    field          TEXT    NOT NULL,
    sealed         BLOB    NOT NULL,
    preview        TEXT    NOT NULL,
    PRIMARY KEY (integration_id, field)
);

-- What a key's behaviour has earned it (pool.Standing); the version keeps a late write from undoing a newer one.
CREATE TABLE standing (
    integration_id       INTEGER PRIMARY KEY REFERENCES integration (id) ON DELETE CASCADE,
    version              INTEGER NOT NULL,
    consecutive_failures INTEGER NOT NULL,
    last_error           TEXT,
    last_error_class     TEXT,
    last_failure_at_ms   INTEGER,
    cooling_until_ms     INTEGER,
    coolings             INTEGER NOT NULL,
    quarantined_until_ms INTEGER,
    quarantines          INTEGER NOT NULL
);

-- What happened to a key and why. Outlives the key, as its history does.
CREATE TABLE integration_event (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    integration_id INTEGER NOT NULL,
    brand_id       INTEGER NOT NULL,
    kind           TEXT    NOT NULL,
    at_ms          INTEGER NOT NULL,
    cause          TEXT    NOT NULL,
    actor          TEXT
);

CREATE INDEX integration_event_of_key ON integration_event (brand_id, integration_id, id);
