-- Whose turn it is with a job that one process at a time does. A lease that was not renewed in time is anyone's.
CREATE TABLE job_lease (
    name     TEXT    NOT NULL PRIMARY KEY,
    holder   TEXT    NOT NULL, -- made up by each process at its start
    until_ms INTEGER NOT NULL
) STRICT;

-- That the provider's figure of a key and our ledger part, as it was told: once for each period and direction.
CREATE TABLE billing_drift (
    integration_id INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
    period         TEXT    NOT NULL CHECK (period IN ('day', 'month')),
    first_day      INTEGER NOT NULL, -- of the period, in days since 1970 UTC
    direction      TEXT    NOT NULL CHECK (direction IN ('theirs', 'ours')), -- whose figure is higher
    theirs_nanos   INTEGER NOT NULL,
    ours_nanos     INTEGER NOT NULL,
    told_at_ms     INTEGER NOT NULL,
    PRIMARY KEY (integration_id, period, first_day, direction)
) STRICT, WITHOUT ROWID;
