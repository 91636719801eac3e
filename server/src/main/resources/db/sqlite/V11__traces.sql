-- How a request came to its attempt. Offsets are microseconds from the request's first byte, null where the moment never came
-- or was not noted. first_byte_us, first_token_us and total_us are counted from the lease, as ever.
ALTER TABLE attempt ADD COLUMN surface TEXT NOT NULL DEFAULT 'chat';
ALTER TABLE attempt ADD COLUMN target_model TEXT; -- asked of the provider
ALTER TABLE attempt ADD COLUMN cache_hit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN admitted_us INTEGER;
ALTER TABLE attempt ADD COLUMN read_us INTEGER;
ALTER TABLE attempt ADD COLUMN leased_us INTEGER;
ALTER TABLE attempt ADD COLUMN connecting_us INTEGER;
ALTER TABLE attempt ADD COLUMN connected_us INTEGER;
ALTER TABLE attempt ADD COLUMN sent_us INTEGER;

-- One request, and whether an attempt is its last: found by range, however often a caller uses one id.
CREATE INDEX attempt_of_request ON attempt (brand, request_id, leased_at_us);
CREATE INDEX attempt_of_caller ON attempt (brand, caller_id, booked_at_us);

-- Brands that want what was asked and answered to be kept. No row: nothing is.
CREATE TABLE capture (
    brand     INTEGER NOT NULL PRIMARY KEY,
    keep_days INTEGER NOT NULL CHECK (keep_days BETWEEN 1 AND 30),
    set_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE captured (
    id                INTEGER NOT NULL PRIMARY KEY,
    brand             INTEGER NOT NULL,
    request_id        TEXT    NOT NULL,
    caller_kind       TEXT    NOT NULL,
    caller_id         TEXT    NOT NULL,
    at_ms             INTEGER NOT NULL,
    ask               BLOB    NOT NULL, -- the beginning of it, at most 256 KiB
    ask_bytes         INTEGER NOT NULL, -- of the whole
    answer            BLOB    NOT NULL,
    answer_bytes      INTEGER NOT NULL
) STRICT;
CREATE INDEX captured_of_request ON captured (brand, request_id);
CREATE INDEX captured_by_age ON captured (brand, at_ms);
