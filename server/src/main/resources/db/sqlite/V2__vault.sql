-- The vault's own keys, each a Tink keyset sealed by the operator's master key. Credentials themselves lie with their owners.
CREATE TABLE vault_keyset (
    purpose TEXT NOT NULL PRIMARY KEY, -- 'credentials' or 'fingerprint'; bound into the seal
    wrapped BLOB NOT NULL
);

-- Written together with the keysets and never again: tells a wrong master key from a damaged keyset, and a lost keyset
-- from a new database.
CREATE TABLE vault_marker (
    id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    master_check BLOB    NOT NULL -- 8 bytes of a keyed hash made with the master key
);
