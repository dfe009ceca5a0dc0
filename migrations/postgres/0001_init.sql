-- The first tables, for PostgreSQL. Times are microseconds since 1970 in UTC, flags are 0 or 1.
-- Every key begins with the tenant; the few that do not are looked up before the tenant is known.

create table tenants (
    id uuid not null primary key,
    slug text not null unique check (length(slug) between 1 and 60),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    time_zone text not null check (length(time_zone) <= 60),
    office_email text not null check (length(office_email) <= 254)
);

-- The last number given, per tenant and noun. It counts in the transaction that uses it, so a number is neither lost nor given twice.
create table counters (
    tenant_id uuid not null references tenants (id),
    noun text not null,
    value bigint not null,
    primary key (tenant_id, noun)
);

create table portals (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    -- Found before the tenant is known, so name and host are unique over all tenants.
    slug text not null unique check (length(slug) between 1 and 60),
    host text unique check (length(host) <= 253),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    theme text not null check (length(theme) <= 60),
    enabled bigint not null check (enabled in (0, 1)),
    settings jsonb not null,
    primary key (tenant_id, id)
);

create table customers (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    number text not null check (length(number) <= 60),
    name text not null check (length(name) <= 200),
    phone text not null check (length(phone) <= 60),
    email text not null check (length(email) <= 254),
    primary key (tenant_id, id),
    unique (tenant_id, number)
);

create table addresses (
    tenant_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    label text not null check (length(label) <= 200),
    street text not null check (length(street) <= 200),
    postcode text not null check (length(postcode) <= 20),
    city text not null check (length(city) <= 120),
    country text not null check (length(country) = 2),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index addresses_by_customer on addresses (tenant_id, customer_id);

create table contacts (
    tenant_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    name text not null check (length(name) <= 200),
    email text not null check (length(email) <= 254),
    phone text not null check (length(phone) <= 60),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index contacts_by_customer on contacts (tenant_id, customer_id);

create table objects (
    tenant_id uuid not null,
    id uuid not null,
    customer_id uuid not null,
    address_id uuid,
    name text not null check (length(name) <= 200),
    kind text not null check (length(kind) <= 200),
    serial text not null check (length(serial) <= 120),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, address_id) references addresses (tenant_id, id)
);
create index objects_by_customer on objects (tenant_id, customer_id);

create table users (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    email text not null check (length(email) <= 254),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    password_hash text check (length(password_hash) <= 500),
    disabled_at bigint,
    primary key (tenant_id, id),
    unique (tenant_id, email)
);

-- Staff have neither portal nor customer; portal users have both.
create table memberships (
    tenant_id uuid not null,
    user_id uuid not null,
    portal_id uuid,
    customer_id uuid,
    contact_id uuid,
    role text not null check (role in ('requester', 'office')),
    check ((role = 'office') = (portal_id is null)),
    check ((portal_id is null) = (customer_id is null)),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create unique index memberships_by_portal on memberships (tenant_id, user_id, portal_id) where portal_id is not null;
create unique index memberships_by_office on memberships (tenant_id, user_id) where portal_id is null;
create index memberships_by_customer on memberships (tenant_id, customer_id);

create table sessions (
    tenant_id uuid not null,
    secret_hash bytea not null check (length(secret_hash) = 32),
    -- None: the office.
    portal_id uuid,
    user_id uuid not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    primary key (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
);
-- A cookie is all that is known when a session is looked up.
create unique index sessions_by_secret on sessions (secret_hash);
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_end on sessions (expires_at);

create table work_types (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    slug text not null check (length(slug) between 1 and 60),
    name jsonb not null,
    form jsonb not null,
    version bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
);

create table fields (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    slug text not null check (length(slug) between 1 and 60),
    label jsonb not null,
    help jsonb not null,
    kind jsonb not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
);

create table flows (
    tenant_id uuid not null,
    id uuid not null,
    portal_id uuid not null,
    slug text not null check (length(slug) between 1 and 60),
    work_type_id uuid not null,
    title jsonb not null,
    summary jsonb not null,
    icon text not null check (length(icon) <= 60),
    confirmation jsonb not null,
    position bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, portal_id, slug),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, work_type_id) references work_types (tenant_id, id)
);

create table statuses (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    slug text not null check (length(slug) between 1 and 60),
    category text not null
        check (category in ('requested', 'accepted', 'planned', 'in_progress', 'waiting', 'done', 'closed')),
    name jsonb not null,
    customer_label jsonb not null,
    position bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
);

create table work_orders (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    number bigint not null,
    portal_id uuid,
    customer_id uuid not null,
    requester_id uuid,
    flow_id uuid,
    work_type_id uuid not null,
    status_id uuid not null,
    -- 0 low, 1 normal, 2 high, 3 emergency: larger is sooner.
    priority bigint not null check (priority between 0 and 3),
    title text not null check (length(title) <= 120),
    description text not null check (length(description) <= 10000),
    address_id uuid,
    object_id uuid,
    assignee text not null check (length(assignee) <= 120),
    answers jsonb not null,
    planned_from bigint,
    planned_until bigint,
    created_at bigint not null,
    updated_at bigint not null,
    closed_at bigint,
    -- Number, title and description in lower case: the databases do not agree on what the lower case of an umlaut is.
    search text not null,
    primary key (tenant_id, id),
    unique (tenant_id, number),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, requester_id) references users (tenant_id, id),
    foreign key (tenant_id, flow_id) references flows (tenant_id, id),
    foreign key (tenant_id, work_type_id) references work_types (tenant_id, id),
    foreign key (tenant_id, status_id) references statuses (tenant_id, id),
    foreign key (tenant_id, address_id) references addresses (tenant_id, id),
    foreign key (tenant_id, object_id) references objects (tenant_id, id)
);
create index work_orders_by_customer on work_orders (tenant_id, customer_id, created_at, id);
create index work_orders_by_creation on work_orders (tenant_id, created_at, id);
create index work_orders_by_change on work_orders (tenant_id, updated_at, id);
create index work_orders_by_priority on work_orders (tenant_id, priority desc, created_at, id);
create index work_orders_by_status on work_orders (tenant_id, status_id, customer_id);

-- seq is the order in which events were written; ids made within one millisecond have none.
create table events (
    seq bigint generated always as identity primary key,
    tenant_id uuid not null,
    id uuid not null,
    work_order_id uuid not null,
    kind text not null check (length(kind) <= 60),
    at bigint not null,
    actor_kind text not null check (length(actor_kind) <= 20),
    actor_user_id uuid,
    actor_name text not null check (length(actor_name) <= 200),
    data jsonb not null,
    root_event_id uuid,
    rules jsonb not null,
    unique (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
);
create index events_by_work_order on events (tenant_id, work_order_id, at, seq);
create index events_by_order on events (tenant_id, seq);

create table files (
    tenant_id uuid not null,
    id uuid not null,
    owner_id uuid not null,
    work_order_id uuid,
    name text not null check (length(name) <= 200),
    media_type text not null check (length(media_type) <= 127),
    size_bytes bigint not null check (size_bytes >= 0),
    sha256 bytea not null check (length(sha256) = 32),
    created_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, owner_id) references users (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
);
create index files_by_work_order on files (tenant_id, work_order_id, created_at);
create index files_unattached on files (tenant_id, created_at) where work_order_id is null;

-- sent_as is no foreign key: the draft is claimed before its work order is written, so that only one of two clicks goes on.
create table drafts (
    tenant_id uuid not null,
    id uuid not null,
    portal_id uuid not null,
    user_id uuid not null,
    flow_id uuid not null,
    raw jsonb not null,
    form_version bigint not null,
    sent_as uuid,
    updated_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, flow_id) references flows (tenant_id, id)
);
create index drafts_by_user on drafts (tenant_id, user_id, updated_at);

create table idempotency (
    tenant_id uuid not null references tenants (id),
    actor text not null check (length(actor) <= 200),
    route text not null check (length(route) <= 200),
    key text not null check (length(key) <= 200),
    body_hash bytea not null check (length(body_hash) = 32),
    answer jsonb,
    created_at bigint not null,
    primary key (tenant_id, actor, route, key)
);
create index idempotency_by_age on idempotency (tenant_id, created_at);

-- A finished task is gone. seq is the order in which tasks of one work order run.
create table outbox (
    seq bigint generated always as identity primary key,
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    task text not null check (length(task) <= 60),
    work_order_id uuid,
    payload jsonb not null,
    attempt bigint not null,
    due_at bigint not null,
    leased_by text check (length(leased_by) <= 200),
    leased_until bigint,
    parked_at bigint,
    error text not null check (length(error) <= 4000),
    created_at bigint not null,
    unique (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
);
-- Workers serve all tenants, so what is due is found without one.
create index outbox_due on outbox (due_at, seq) where parked_at is null;
create index outbox_by_work_order on outbox (tenant_id, work_order_id, seq) where parked_at is null;
create index outbox_parked on outbox (tenant_id, seq) where parked_at is not null;

create table effects_applied (
    tenant_id uuid not null,
    event_id uuid not null,
    rule text not null check (length(rule) <= 200),
    applied_at bigint not null,
    primary key (tenant_id, event_id, rule),
    foreign key (tenant_id, event_id) references events (tenant_id, id)
);

create table runs (
    tenant_id uuid not null,
    id uuid not null,
    rule text not null check (length(rule) <= 200),
    work_order_id uuid not null,
    event_id uuid not null,
    attempt bigint not null,
    outcome text not null check (outcome in ('ok', 'failed', 'loop_blocked')),
    generation bigint not null,
    input jsonb not null,
    effects jsonb not null,
    log jsonb not null,
    error text not null,
    operations bigint not null,
    micros bigint not null,
    at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id),
    foreign key (tenant_id, event_id) references events (tenant_id, id)
);
create index runs_by_time on runs (tenant_id, at, id);
create index runs_by_work_order on runs (tenant_id, work_order_id, at, id);

-- Never changed. hash covers the row and previous_hash, so that an edited or removed row breaks the chain. before and after are text,
-- because the chain is over exactly these characters.
create table audit (
    tenant_id uuid not null references tenants (id),
    position bigint not null,
    at bigint not null,
    actor_kind text not null,
    actor_user_id uuid,
    actor_name text not null,
    action text not null,
    subject text not null,
    before text,
    after text not null,
    previous_hash bytea not null,
    hash bytea not null,
    primary key (tenant_id, position)
);

create table mails (
    tenant_id uuid not null references tenants (id),
    id uuid not null,
    work_order_id uuid,
    recipient text not null check (length(recipient) <= 254),
    subject text not null check (length(subject) <= 998),
    plain text not null,
    html text not null,
    message_id text not null check (length(message_id) <= 250),
    state text not null check (state in ('queued', 'sent', 'parked')),
    answer text not null,
    created_at bigint not null,
    sent_at bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
);
create index mails_by_time on mails (tenant_id, created_at, id);
create index mails_by_work_order on mails (tenant_id, work_order_id, created_at, id);

create table generations (
    tenant_id uuid not null references tenants (id),
    number bigint not null,
    content_hash bytea not null check (length(content_hash) = 32),
    at bigint not null,
    primary key (tenant_id, number)
);

-- The second wall: row-level security, forced, because the role that Portico uses may own the tables. A transaction names its tenant in
-- app.tenant; without it there are no rows. The few paths over all tenants set app.platform to 'on'. Superusers and roles with BYPASSRLS
-- walk through every such wall, so Portico should not be one.
do $wall$
declare
    walled text;
begin
    foreach walled in array array[
        'counters',
        'portals',
        'customers',
        'addresses',
        'contacts',
        'objects',
        'users',
        'memberships',
        'sessions',
        'work_types',
        'fields',
        'flows',
        'statuses',
        'work_orders',
        'events',
        'files',
        'drafts',
        'idempotency',
        'outbox',
        'effects_applied',
        'runs',
        'audit',
        'mails',
        'generations'
    ] loop
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

alter table tenants enable row level security;
alter table tenants force row level security;
create policy own_tenant on tenants using (id = (select nullif(current_setting('app.tenant', true), '')::uuid));
create policy platform on tenants using ((select current_setting('app.platform', true)) = 'on');
