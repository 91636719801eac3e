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
