-- A brand's own aliases, over those of the catalogue.
CREATE TABLE brand_alias (
    brand     INTEGER NOT NULL,
    name      TEXT    NOT NULL,
    use_case  TEXT,
    models    TEXT    NOT NULL, -- JSON list of provider/model, best first
    set_at_ms INTEGER NOT NULL,
    PRIMARY KEY (brand, name)
) STRICT, WITHOUT ROWID;

-- Which models a brand may use at all; no row: all.
CREATE TABLE brand_model_policy (
    brand     INTEGER NOT NULL PRIMARY KEY,
    patterns  TEXT    NOT NULL, -- JSON list
    set_at_ms INTEGER NOT NULL
) STRICT;

-- The fold of attempt over the UTC day and the name that was asked for, where that name is not the model that served: what
-- an alias was used for. Kept in the same transaction as the rows.
CREATE TABLE asked_day (
    brand        INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    asked        TEXT    NOT NULL,
    requests     INTEGER NOT NULL, -- sent
    errors       INTEGER NOT NULL, -- of those, neither ok nor aborted by the caller
    tokens_in    INTEGER NOT NULL,
    tokens_out   INTEGER NOT NULL,
    cost_nanos   INTEGER NOT NULL,
    cost_unknown INTEGER NOT NULL, -- sent rows without a known cost
    PRIMARY KEY (brand, day, asked)
) STRICT, WITHOUT ROWID;
