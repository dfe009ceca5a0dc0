-- Staff who see a portal as somebody else does. First the row stands for a link that is good for a minute; used, it gets another secret,
-- the one of a cookie. session_id is the staff session, and no foreign key: its end is found, and written to the audit log, later.
create table looks (
    tenant_id blob not null,
    id blob not null,
    session_id blob not null,
    staff_id blob not null,
    portal_id blob not null,
    user_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    created_at integer not null,
    begun_at integer,
    expires_at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, secret_hash),
    foreign key (tenant_id, staff_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade,
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
create index looks_by_staff on looks (tenant_id, staff_id);

-- A person whose details were erased. Her row stays for what it did.
alter table users add column erased_at integer;

-- The entry about the erasure that took personal details out of this one.
alter table audit add column redacted_by integer;
