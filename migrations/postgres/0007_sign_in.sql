-- What signing in needs beyond a password. Sessions get a public name, and where and when they began; those that were open end, so
-- everybody signs in once more.

-- The second wall hides every row from whoever names no tenant.
select set_config('app.platform', 'on', true);

drop table sessions;
create table sessions (
    tenant_id uuid not null,
    id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    -- None: the office.
    portal_id uuid,
    user_id uuid not null,
    -- What the browser says it is, and the network that it came from, without its last part.
    agent text not null check (length(agent) <= 300),
    address text not null check (length(address) <= 60),
    created_at bigint not null,
    seen_at bigint not null,
    -- When its person last gave a password or a code.
    fresh_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
-- A cookie is all that is known when a session is looked up.
create unique index sessions_by_secret on sessions (secret_hash);
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_end on sessions (expires_at);

-- Browsers that a person has signed in with. Until trusted_until, one asks for no second factor.
create table devices (
    tenant_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    agent text not null check (length(agent) <= 300),
    address text not null check (length(address) <= 60),
    created_at bigint not null,
    seen_at bigint not null,
    trusted_until bigint,
    primary key (tenant_id, id),
    unique (tenant_id, user_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index devices_by_seen on devices (seen_at);

-- The second factor: a sealed seed, the last step whose code was taken, and wrong codes in a row.
create table factors (
    tenant_id uuid not null,
    user_id uuid not null,
    seed bytea not null check (length(seed) <= 200),
    created_at bigint not null,
    last_step bigint not null,
    wrong bigint not null,
    closed_until bigint not null,
    primary key (tenant_id, user_id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);

-- 120 random bits each, so a plain hash is enough. A used one is removed.
create table recovery_codes (
    tenant_id uuid not null,
    user_id uuid not null,
    code_hash bytea not null check (length(code_hash) = 32),
    primary key (tenant_id, user_id, code_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);

-- Somebody gave the right password and still owes the second factor. Opens nothing.
create table half_sign_ins (
    tenant_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    portal_id uuid,
    user_id uuid not null,
    tries bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index half_sign_ins_by_end on half_sign_ins (expires_at);

-- The one link of a person that sets a new password. The next one replaces it.
create table password_resets (
    tenant_id uuid not null,
    user_id uuid not null,
    -- None: the office.
    portal_id uuid,
    secret_hash bytea not null check (length(secret_hash) = 32),
    expires_at bigint not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index password_resets_by_end on password_resets (expires_at);

-- The one mail of a person that signs her in: by its link, or by its code in the browser that asked for it.
create table mail_sign_ins (
    tenant_id uuid not null,
    user_id uuid not null,
    portal_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    browser_hash bytea not null check (length(browser_hash) = 32),
    -- Argon2id in PHC form: a code is short enough to be guessed from a plain hash.
    code_hash text not null check (length(code_hash) <= 500),
    tries bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, user_id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
create index mail_sign_ins_by_browser on mail_sign_ins (tenant_id, browser_hash);
create index mail_sign_ins_by_end on mail_sign_ins (expires_at);

do $wall$
declare
    walled text;
begin
    foreach walled in array array['sessions', 'devices', 'factors', 'recovery_codes', 'half_sign_ins', 'password_resets', 'mail_sign_ins'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy own_tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant'', true), '''')::uuid))',
            walled
        );
        execute format(
            'create policy platform on %I using ((select current_setting(''app.platform'', true)) = ''on'')',
            walled
        );
    end loop;
end
$wall$;
