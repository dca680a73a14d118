-- How each peer was when it was last called or looked at. next_at is when it may be called again,
-- 0 for now; asked is 1 where the peer itself named that time.
CREATE TABLE peer_health (
    tenant     TEXT    NOT NULL,
    peer       TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    latency_ms INTEGER,
    smooth_ms  INTEGER,
    seen_at    INTEGER NOT NULL,
    failures   INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    asked      INTEGER NOT NULL,
    error      TEXT    NOT NULL,
    PRIMARY KEY (tenant, peer)
) WITHOUT ROWID;

-- The card by which each peer is known, and the other one that it shows until that is confirmed.
CREATE TABLE pins (
    tenant         TEXT    NOT NULL,
    peer           TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    card_text      TEXT    NOT NULL,
    card_url       TEXT    NOT NULL,
    card_at        INTEGER NOT NULL,
    card_signature TEXT    NOT NULL,
    held_text      TEXT    NOT NULL,
    held_url       TEXT    NOT NULL,
    held_at        INTEGER NOT NULL,
    held_signature TEXT    NOT NULL,
    -- JSON lists of public keys as JWK, and of the origins that were confirmed.
    keys           TEXT    NOT NULL,
    origins        TEXT    NOT NULL,
    -- The key that came with the invitation, as it was taken over: a newer one is taken over too.
    invited        TEXT    NOT NULL,
    PRIMARY KEY (tenant, peer)
) WITHOUT ROWID;

-- How a peer's card has changed, and what was done about it.
CREATE TABLE card_changes (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant  TEXT    NOT NULL,
    peer    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT    NOT NULL,
    changes TEXT    NOT NULL
);

CREATE INDEX card_changes_by_peer ON card_changes (tenant, peer);
