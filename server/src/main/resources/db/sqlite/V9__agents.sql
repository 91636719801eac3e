-- When an agent's token was last shown, at most a minute old; null: never.
ALTER TABLE agent ADD COLUMN last_used_at INTEGER;

-- What a UTC day (days since 1970) of an agent counts beyond usage_day, which knows attempts and known costs alone: requests, of
-- which one may take many attempts, and what its budget counts for attempts whose cost is unknown. Kept in the same
-- transaction as the rows.
CREATE TABLE agent_day (
    brand      INTEGER NOT NULL,
    agent      TEXT    NOT NULL, -- agt_…
    day        INTEGER NOT NULL,
    requests   INTEGER NOT NULL,
    held_nanos INTEGER NOT NULL,
    PRIMARY KEY (brand, agent, day)
) STRICT, WITHOUT ROWID;

-- Until now nobody counted requests: the attempts of one share its id.
INSERT INTO agent_day (brand, agent, day, requests, held_nanos)
SELECT brand, caller_id, booked_at_us / 86400000000, count(DISTINCT request_id), 0
FROM attempt WHERE caller_kind = 'agent' AND sent = 1 GROUP BY 1, 2, 3;
