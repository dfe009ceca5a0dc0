-- What signing in needs beyond a password. Sessions get a public name, and where and when they began; those that were open end, so
-- everybody signs in once more.

drop table sessions;
create table sessions (
    tenant_id blob not null,
    id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    -- None: the office.
    portal_id blob,
    user_id blob not null,
    -- What the browser says it is, and the network that it came from, without its last part.
    agent text not null check (length(agent) <= 300),
    address text not null check (length(address) <= 60),
    created_at integer not null,
    seen_at integer not null,
    -- When its person last gave a password or a code.
    fresh_at integer not null,
    expires_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
-- A cookie is all that is known when a session is looked up.
create unique index sessions_by_secret on sessions (secret_hash);
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_end on sessions (expires_at);

-- Browsers that a person has signed in with. Until trusted_until, one asks for no second factor.
create table devices (
    tenant_id blob not null,
    id blob not null,
    user_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    agent text not null check (length(agent) <= 300),
    address text not null check (length(address) <= 60),
    created_at integer not null,
    seen_at integer not null,
    trusted_until integer,
    primary key (tenant_id, id),
    unique (tenant_id, user_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;
create index devices_by_seen on devices (seen_at);

-- The second factor: a sealed seed, the last step whose code was taken, and wrong codes in a row.
create table factors (
    tenant_id blob not null,
    user_id blob not null,
    seed blob not null check (length(seed) <= 200),
    created_at integer not null,
    last_step integer not null,
    wrong integer not null,
    closed_until integer not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict;

-- 120 random bits each, so a plain hash is enough. A used one is removed.
create table recovery_codes (
    tenant_id blob not null,
    user_id blob not null,
    code_hash blob not null check (length(code_hash) = 32),
    primary key (tenant_id, user_id, code_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
) strict, without rowid;

-- Somebody gave the right password and still owes the second factor. Opens nothing.
create table half_sign_ins (
    tenant_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    portal_id blob,
    user_id blob not null,
    tries integer not null,
    expires_at integer not null,
    primary key (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict, without rowid;
create index half_sign_ins_by_end on half_sign_ins (expires_at);

-- The one link of a person that sets a new password. The next one replaces it.
create table password_resets (
    tenant_id blob not null,
    user_id blob not null,
    -- None: the office.
    portal_id blob,
    secret_hash blob not null check (length(secret_hash) = 32),
    expires_at integer not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
create index password_resets_by_end on password_resets (expires_at);

-- The one mail of a person that signs her in: by its link, or by its code in the browser that asked for it.
create table mail_sign_ins (
    tenant_id blob not null,
    user_id blob not null,
    portal_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    browser_hash blob not null check (length(browser_hash) = 32),
    -- Argon2id in PHC form: a code is short enough to be guessed from a plain hash.
    code_hash text not null check (length(code_hash) <= 500),
    tries integer not null,
    expires_at integer not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
create index mail_sign_ins_by_browser on mail_sign_ins (tenant_id, browser_hash);
create index mail_sign_ins_by_end on mail_sign_ins (expires_at);
