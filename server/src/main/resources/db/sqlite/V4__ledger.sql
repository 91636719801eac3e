-- One row per attempt. Moments are microseconds since 1970 UTC, money is nano-dollars, null is unknown.
-- The key is the attempt id (UUID v7, big-endian), so keys arrive almost in order and no attempt stands twice. A table with
-- rowids and one more index, which also arrives in order: every further page that a commit touches costs some microseconds.
CREATE TABLE attempt (
    attempt_id       BLOB    NOT NULL PRIMARY KEY CHECK (length(attempt_id) = 16),
    request_id       TEXT    NOT NULL,
    brand            INTEGER NOT NULL,
    caller_kind      TEXT    NOT NULL, -- client, agent, admin; unknown when the process died before the row
    caller_id        TEXT    NOT NULL,
    integration      INTEGER NOT NULL,
    provider         TEXT    NOT NULL,
    asked_model      TEXT    NOT NULL,
    served_model     TEXT,
    leased_at_us     INTEGER NOT NULL,
    sent             INTEGER NOT NULL, -- 0: never left, does not count
    booked_at_us     INTEGER NOT NULL, -- when it was sent; for what never left, when it was leased
    result           TEXT    NOT NULL,
    status           INTEGER NOT NULL,
    tokens_in        INTEGER,
    tokens_out       INTEGER,
    tokens_cached    INTEGER,
    tokens_reasoning INTEGER,
    cost_nanos       INTEGER,
    estimated        INTEGER NOT NULL,
    first_byte_us    INTEGER,
    first_token_us   INTEGER,
    total_us         INTEGER NOT NULL,
    gateway_us       INTEGER NOT NULL,
    streamed         INTEGER NOT NULL,
    truncated        INTEGER NOT NULL
) STRICT;

CREATE INDEX attempt_of_brand ON attempt (brand, booked_at_us, integration, sent);

-- The fold of attempt over the UTC day (days since 1970) of booked_at.
-- Kept in the same transaction as the rows. slow_00 … slow_15: answers that went well, by total time;
-- upper bounds in ms: 25 50 100 200 350 500 750 1000 1500 2000 3000 5000 10000 20000 60000 none.
CREATE TABLE usage_day (
    brand            INTEGER NOT NULL,
    day              INTEGER NOT NULL,
    integration      INTEGER NOT NULL,
    provider         TEXT    NOT NULL,
    model            TEXT    NOT NULL, -- as served, else as asked
    caller_kind      TEXT    NOT NULL,
    caller_id        TEXT    NOT NULL,
    requests         INTEGER NOT NULL, -- sent
    errors           INTEGER NOT NULL, -- of those, neither ok nor aborted by the caller
    unsent           INTEGER NOT NULL,
    tokens_in        INTEGER NOT NULL,
    tokens_out       INTEGER NOT NULL,
    tokens_cached    INTEGER NOT NULL,
    tokens_reasoning INTEGER NOT NULL,
    cost_nanos       INTEGER NOT NULL,
    cost_unknown     INTEGER NOT NULL, -- sent rows without a known cost
    last_sent_at_us  INTEGER NOT NULL, -- 0: none
    slow_00 INTEGER NOT NULL, slow_01 INTEGER NOT NULL, slow_02 INTEGER NOT NULL, slow_03 INTEGER NOT NULL,
    slow_04 INTEGER NOT NULL, slow_05 INTEGER NOT NULL, slow_06 INTEGER NOT NULL, slow_07 INTEGER NOT NULL,
    slow_08 INTEGER NOT NULL, slow_09 INTEGER NOT NULL, slow_10 INTEGER NOT NULL, slow_11 INTEGER NOT NULL,
    slow_12 INTEGER NOT NULL, slow_13 INTEGER NOT NULL, slow_14 INTEGER NOT NULL, slow_15 INTEGER NOT NULL,
    PRIMARY KEY (brand, day, integration, provider, model, caller_kind, caller_id)
) STRICT, WITHOUT ROWID;

-- Counts of a key begin here: rows sent before no longer count. The rows stay.
CREATE TABLE count_reset (
    brand       INTEGER NOT NULL,
    integration INTEGER NOT NULL,
    at_us       INTEGER NOT NULL,
    PRIMARY KEY (brand, integration)
) STRICT, WITHOUT ROWID;
