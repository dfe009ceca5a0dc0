-- Passkeys of logins. What a passkey is good for depends on the host that it was made at (rp_id), never on a membership; credential is the
-- public half with its counter, as the library that checks it writes it down.
create table passkeys (
    tenant_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    credential_id bytea not null check (length(credential_id) between 1 and 4096),
    rp_id text not null check (length(rp_id) between 1 and 253),
    name text not null check (length(name) between 1 and 60),
    credential jsonb not null,
    created_at bigint not null,
    used_at bigint,
    primary key (tenant_id, id),
    unique (tenant_id, credential_id),
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index passkeys_by_user on passkeys (tenant_id, user_id);

-- Challenges that a browser answered, until they are over by themselves: each is good for one answer.
create table answered_challenges (
    tenant_id uuid not null,
    hash bytea not null check (length(hash) = 32),
    expires_at bigint not null,
    primary key (tenant_id, hash),
    foreign key (tenant_id) references tenants (id)
);
create index answered_challenges_by_end on answered_challenges (expires_at);

-- The passkey that opened a session, and no foreign key: a session whose passkey is gone proves no second factor any more.
alter table sessions add column passkey_id uuid;

alter table passkeys enable row level security;
alter table passkeys force row level security;
create policy own_tenant on passkeys
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on passkeys using ((select current_setting('app.platform', true)) = 'on');

alter table answered_challenges enable row level security;
alter table answered_challenges force row level security;
create policy own_tenant on answered_challenges
    using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on answered_challenges using ((select current_setting('app.platform', true)) = 'on');
