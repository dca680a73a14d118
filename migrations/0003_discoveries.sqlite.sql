-- What was found out about each peer by looking at its card and by calling it.
CREATE TABLE discoveries (
    tenant   TEXT    NOT NULL,
    peer     TEXT    NOT NULL,
    url      TEXT    NOT NULL,
    card     TEXT    NOT NULL,
    found_at TEXT    NOT NULL,
    dialect  TEXT    NOT NULL,
    binding  TEXT    NOT NULL,
    endpoint TEXT    NOT NULL,
    -- The tenant that the card's interface names: the peer's word, not ours.
    interface_tenant TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (tenant, peer)
) WITHOUT ROWID;
