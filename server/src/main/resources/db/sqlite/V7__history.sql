-- What is kept for a time only is found by its age.
CREATE INDEX integration_event_by_age ON integration_event (at_ms);

-- How a deleted key was called, since its usage and its events outlive it. Nothing of its credential.
CREATE TABLE former_integration (
    id            INTEGER NOT NULL PRIMARY KEY, -- of the deleted row of integration
    brand_id      INTEGER NOT NULL,
    provider      TEXT    NOT NULL,
    label         TEXT,
    deleted_at_ms INTEGER NOT NULL
);
CREATE INDEX former_integration_of_brand ON former_integration (brand_id);
CREATE INDEX former_integration_by_age ON former_integration (deleted_at_ms);
