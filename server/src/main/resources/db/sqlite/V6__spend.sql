-- What a key's spend counts for an attempt whose cost is unknown: the most that it may have cost. Only for keys that block at
-- their spend limit; null for all others and where the cost is known.
ALTER TABLE attempt ADD COLUMN held_nanos INTEGER;

-- Few rows, read at each start.
CREATE INDEX attempt_held ON attempt (booked_at_us) WHERE held_nanos IS NOT NULL;

-- Names the provider's account: keys of one brand, provider and group cool together.
ALTER TABLE integration ADD COLUMN account_group TEXT CHECK (length(account_group) BETWEEN 1 AND 64);
