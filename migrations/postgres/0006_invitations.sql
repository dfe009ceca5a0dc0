-- What is known of a login beside its password, and invitations. Before the first release, so what was there is filled in plainly.

-- The second wall hides every row from whoever names no tenant.
select set_config('app.platform', 'on', true);

alter table users add column joined_at bigint;
alter table users add column last_sign_in_at bigint;
alter table users add column bounced_at bigint;
-- Name and address in lower case: the databases do not agree on what the lower case of an umlaut is.
alter table users add column search text not null default '';
update users set search = lower(name || chr(10) || email);
update users set last_sign_in_at = (
    select max(s.created_at) from sessions s where s.tenant_id = users.tenant_id and s.user_id = users.id
);
-- Who has a password has joined. When that was is not known, so it is the beginning of time.
update users set joined_at = coalesce(last_sign_in_at, 0) where password_hash is not null;

alter table customers add column search text not null default '';
update customers set search = lower(number || chr(10) || name || chr(10) || email);

create table invitations (
    tenant_id uuid not null,
    id uuid not null,
    membership_id uuid not null,
    -- Name of who invited, as it stands in the mail.
    invited_by text not null check (length(invited_by) <= 200),
    created_at bigint not null,
    -- Made when the mail is: only that mail has the secret. None: nothing was sent yet.
    secret_hash bytea check (length(secret_hash) = 32),
    sent_at bigint,
    sends bigint not null,
    expires_at bigint,
    accepted_at bigint,
    revoked_at bigint,
    primary key (tenant_id, id),
    check ((secret_hash is null) = (sent_at is null)),
    check ((secret_hash is null) = (expires_at is null)),
    check (accepted_at is null or revoked_at is null),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade
);
-- One that is open at a time.
create unique index invitations_open on invitations (tenant_id, membership_id)
where accepted_at is null and revoked_at is null;
create index invitations_by_membership on invitations (tenant_id, membership_id, created_at);
create unique index invitations_by_secret on invitations (tenant_id, secret_hash) where secret_hash is not null;

do $wall$
begin
    alter table invitations enable row level security;
    alter table invitations force row level security;
    create policy own_tenant on invitations
        using (tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid));
    create policy platform on invitations using ((select current_setting('app.platform', true)) = 'on');
end
$wall$;
