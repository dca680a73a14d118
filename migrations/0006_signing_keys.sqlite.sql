-- The keys that sign this agent's card. The private half is sealed; the public one is for everyone.
CREATE TABLE signing_keys (
    tenant     TEXT    NOT NULL,
    kid        TEXT    NOT NULL,
    algorithm  TEXT    NOT NULL,
    public     TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    retired_at INTEGER,
    PRIMARY KEY (tenant, kid)
) WITHOUT ROWID;
