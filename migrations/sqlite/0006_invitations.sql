-- What is known of a login beside its password, and invitations. Before the first release, so what was there is filled in plainly.

alter table users add column joined_at integer;
alter table users add column last_sign_in_at integer;
alter table users add column bounced_at integer;
-- Name and address in lower case: the databases do not agree on what the lower case of an umlaut is.
alter table users add column search text not null default '';
update users set search = lower(name || char(10) || email);
update users set last_sign_in_at = (
    select max(s.created_at) from sessions s where s.tenant_id = users.tenant_id and s.user_id = users.id
);
-- Who has a password has joined. When that was is not known, so it is the beginning of time.
update users set joined_at = coalesce(last_sign_in_at, 0) where password_hash is not null;

alter table customers add column search text not null default '';
update customers set search = lower(number || char(10) || name || char(10) || email);

create table invitations (
    tenant_id blob not null,
    id blob not null,
    membership_id blob not null,
    -- Name of who invited, as it stands in the mail.
    invited_by text not null check (length(invited_by) <= 200),
    created_at integer not null,
    -- Made when the mail is: only that mail has the secret. None: nothing was sent yet.
    secret_hash blob check (length(secret_hash) = 32),
    sent_at integer,
    sends integer not null,
    expires_at integer,
    accepted_at integer,
    revoked_at integer,
    primary key (tenant_id, id),
    check ((secret_hash is null) = (sent_at is null)),
    check ((secret_hash is null) = (expires_at is null)),
    check (accepted_at is null or revoked_at is null),
    foreign key (tenant_id, membership_id) references memberships (tenant_id, id) on delete cascade
) strict;
-- One that is open at a time.
create unique index invitations_open on invitations (tenant_id, membership_id)
where accepted_at is null and revoked_at is null;
create index invitations_by_membership on invitations (tenant_id, membership_id, created_at);
create unique index invitations_by_secret on invitations (tenant_id, secret_hash) where secret_hash is not null;
