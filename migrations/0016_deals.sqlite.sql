-- Requests to many: the request itself, and what has become of it.
CREATE TABLE deals (
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    ref        TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    request    TEXT    NOT NULL,
    opened_at  INTEGER NOT NULL,
    deadline   INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    awarded_to TEXT    NOT NULL,
    awarded_at INTEGER NOT NULL,
    closed_at  INTEGER NOT NULL,
    note       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, ref)
) WITHOUT ROWID;

CREATE INDEX deals_by_time ON deals (tenant, opened_at, id);
CREATE INDEX deals_unsettled ON deals (tenant, deadline) WHERE settled_at = 0;

-- How many references were made in a year.
CREATE TABLE deal_refs (
    tenant TEXT    NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (tenant, year)
) WITHOUT ROWID;

-- What each peer made of each deal, every answer of it: that with the highest standing counts, of
-- several the newest. answer and differs are JSON.
CREATE TABLE deal_offers (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant      TEXT    NOT NULL,
    deal_id     TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    standing    INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    asked_at    INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    activity_id TEXT    NOT NULL,
    answer      TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    differs     TEXT    NOT NULL,
    expected_at INTEGER NOT NULL,
    is_late     INTEGER NOT NULL
);

CREATE INDEX deal_offers_by_deal ON deal_offers (tenant, deal_id, peer, seq);
CREATE INDEX deal_offers_by_peer ON deal_offers (tenant, peer, seq);
CREATE INDEX deal_offers_by_activity ON deal_offers (tenant, activity_id);
