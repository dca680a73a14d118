-- Peers whose rows are kept here and not in the config file. The row is that of the config, as JSON.
-- key is the public key (JWK) that signs the peer's card, and tokens_url where it is told of a new
-- token; both are '' for a peer that came by no invitation.
CREATE TABLE managed_peers (
    tenant     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    row        TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    tokens_url TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) WITHOUT ROWID;

-- What is secret between a peer and us, sealed. Of each purpose the newest; about is what it is for.
CREATE TABLE peer_secrets (
    tenant  TEXT    NOT NULL,
    peer    TEXT    NOT NULL,
    purpose TEXT    NOT NULL,
    about   TEXT    NOT NULL,
    sealed  BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, peer, purpose)
) WITHOUT ROWID;

-- Invitations that we gave. Of the code only the hash; of one that was used, the hash of what came
-- and, sealed, what was answered.
CREATE TABLE invitations (
    tenant     TEXT    NOT NULL,
    code_hash  TEXT    NOT NULL,
    peer       TEXT    NOT NULL,
    row        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    digest     BLOB    NOT NULL,
    sealed     BLOB    NOT NULL,
    PRIMARY KEY (tenant, code_hash)
) WITHOUT ROWID;
