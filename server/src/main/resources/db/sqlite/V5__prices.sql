-- A brand's own prices, in nano-dollars per million tokens; NULL: not priced apart.
CREATE TABLE brand_price (
    brand             INTEGER NOT NULL,
    provider          TEXT    NOT NULL,
    model             TEXT    NOT NULL, -- as the provider names it
    input_nanos       INTEGER NOT NULL CHECK (input_nanos >= 0),
    output_nanos      INTEGER NOT NULL CHECK (output_nanos >= 0),
    cached_nanos      INTEGER CHECK (cached_nanos >= 0),
    cache_write_nanos INTEGER CHECK (cache_write_nanos >= 0),
    reasoning_nanos   INTEGER CHECK (reasoning_nanos >= 0),
    max_output        INTEGER CHECK (max_output >= 1), -- NULL: the catalogue's, when it knows one
    set_at_ms         INTEGER NOT NULL,
    PRIMARY KEY (brand, provider, model)
) STRICT, WITHOUT ROWID;
