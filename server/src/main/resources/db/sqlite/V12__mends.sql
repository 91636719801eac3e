-- What the clock showed when old rows were last deleted, so that a clock which jumped ahead deletes nothing. One row at most.
CREATE TABLE clock_trust (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    trusted_ms INTEGER NOT NULL, -- the last time that was believed
    doubted_ms INTEGER,          -- since when a later time is doubted; null: it is not
    seen_ms    INTEGER NOT NULL  -- the last time that was shown
) STRICT;

-- A database from before this table is as old as its last request.
INSERT INTO clock_trust (id, trusted_ms, doubted_ms, seen_ms)
SELECT 1, last_ms, NULL, last_ms FROM (SELECT max(last_sent_at_us) / 1000 AS last_ms FROM usage_day) WHERE last_ms > 0;

-- What a key had cost in the UTC day and month of at_us when its counters were reset, in nano-dollars: no longer spent.
ALTER TABLE count_reset ADD COLUMN forgiven_day_nanos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE count_reset ADD COLUMN forgiven_month_nanos INTEGER NOT NULL DEFAULT 0;

-- What was answered to writes with an Idempotency-Key, for 24 hours. Never a secret: a body that holds one is not kept.
CREATE TABLE kept_answer (
    id              INTEGER NOT NULL PRIMARY KEY,
    caller          TEXT    NOT NULL, -- sort and public id of the token
    idempotency_key TEXT    NOT NULL,
    fingerprint     TEXT    NOT NULL, -- keyed hash of the request, whose body may hold a credential
    claimed_ms      INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    headers         TEXT    NOT NULL, -- JSON object
    body            TEXT,             -- JSON; null when it held a secret
    bytes           INTEGER NOT NULL, -- what the row counts under its caller's bound
    UNIQUE (caller, idempotency_key)
) STRICT;
CREATE INDEX kept_answer_by_age ON kept_answer (claimed_ms);
CREATE INDEX kept_answer_of_caller ON kept_answer (caller, claimed_ms, bytes);
