-- The first tables, for SQLite. Ids are 16 bytes, times are microseconds since 1970 in UTC, JSON is text, flags are 0 or 1.
-- Every key begins with the tenant; the few that do not are looked up before the tenant is known.

create table tenants (
    id blob not null primary key,
    slug text not null unique check (length(slug) between 1 and 60),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    time_zone text not null check (length(time_zone) <= 60),
    office_email text not null check (length(office_email) <= 254)
) strict;

-- The last number given, per tenant and noun. It counts in the transaction that uses it, so a number is neither lost nor given twice.
create table counters (
    tenant_id blob not null references tenants (id),
    noun text not null,
    value integer not null,
    primary key (tenant_id, noun)
) strict;

create table portals (
    tenant_id blob not null references tenants (id),
    id blob not null,
    -- Found before the tenant is known, so name and host are unique over all tenants.
    slug text not null unique check (length(slug) between 1 and 60),
    host text unique check (length(host) <= 253),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    theme text not null check (length(theme) <= 60),
    enabled integer not null check (enabled in (0, 1)),
    settings text not null,
    primary key (tenant_id, id)
) strict;

create table customers (
    tenant_id blob not null references tenants (id),
    id blob not null,
    number text not null check (length(number) <= 60),
    name text not null check (length(name) <= 200),
    phone text not null check (length(phone) <= 60),
    email text not null check (length(email) <= 254),
    primary key (tenant_id, id),
    unique (tenant_id, number)
) strict;

create table addresses (
    tenant_id blob not null,
    id blob not null,
    customer_id blob not null,
    label text not null check (length(label) <= 200),
    street text not null check (length(street) <= 200),
    postcode text not null check (length(postcode) <= 20),
    city text not null check (length(city) <= 120),
    country text not null check (length(country) = 2),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
) strict;
create index addresses_by_customer on addresses (tenant_id, customer_id);

create table contacts (
    tenant_id blob not null,
    id blob not null,
    customer_id blob not null,
    name text not null check (length(name) <= 200),
    email text not null check (length(email) <= 254),
    phone text not null check (length(phone) <= 60),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id)
) strict;
create index contacts_by_customer on contacts (tenant_id, customer_id);

create table objects (
    tenant_id blob not null,
    id blob not null,
    customer_id blob not null,
    address_id blob,
    name text not null check (length(name) <= 200),
    kind text not null check (length(kind) <= 200),
    serial text not null check (length(serial) <= 120),
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, address_id) references addresses (tenant_id, id)
) strict;
create index objects_by_customer on objects (tenant_id, customer_id);

create table users (
    tenant_id blob not null references tenants (id),
    id blob not null,
    email text not null check (length(email) <= 254),
    name text not null check (length(name) <= 200),
    language text not null check (length(language) <= 35),
    password_hash text check (length(password_hash) <= 500),
    disabled_at integer,
    primary key (tenant_id, id),
    unique (tenant_id, email)
) strict;

-- Staff have neither portal nor customer; portal users have both.
create table memberships (
    tenant_id blob not null,
    user_id blob not null,
    portal_id blob,
    customer_id blob,
    contact_id blob,
    role text not null check (role in ('requester', 'office')),
    check ((role = 'office') = (portal_id is null)),
    check ((portal_id is null) = (customer_id is null)),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, customer_id) references customers (tenant_id, id),
    foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
) strict;
create unique index memberships_by_portal on memberships (tenant_id, user_id, portal_id) where portal_id is not null;
create unique index memberships_by_office on memberships (tenant_id, user_id) where portal_id is null;
create index memberships_by_customer on memberships (tenant_id, customer_id);

create table sessions (
    tenant_id blob not null,
    secret_hash blob not null check (length(secret_hash) = 32),
    -- None: the office.
    portal_id blob,
    user_id blob not null,
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    primary key (tenant_id, secret_hash),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id)
) strict;
-- A cookie is all that is known when a session is looked up.
create unique index sessions_by_secret on sessions (secret_hash);
create index sessions_by_user on sessions (tenant_id, user_id);
create index sessions_by_end on sessions (expires_at);

create table work_types (
    tenant_id blob not null references tenants (id),
    id blob not null,
    slug text not null check (length(slug) between 1 and 60),
    name text not null,
    form text not null,
    version integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
) strict;

create table fields (
    tenant_id blob not null references tenants (id),
    id blob not null,
    slug text not null check (length(slug) between 1 and 60),
    label text not null,
    help text not null,
    kind text not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
) strict;

create table flows (
    tenant_id blob not null,
    id blob not null,
    portal_id blob not null,
    slug text not null check (length(slug) between 1 and 60),
    work_type_id blob not null,
    title text not null,
    summary text not null,
    icon text not null check (length(icon) <= 60),
    confirmation text not null,
    position integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, portal_id, slug),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, work_type_id) references work_types (tenant_id, id)
) strict;

create table statuses (
    tenant_id blob not null references tenants (id),
    id blob not null,
    slug text not null check (length(slug) between 1 and 60),
    category text not null
        check (category in ('requested', 'accepted', 'planned', 'in_progress', 'waiting', 'done', 'closed')),
    name text not null,
    customer_label text not null,
    position integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, slug)
) strict;

create table work_orders (
    tenant_id blob not null references tenants (id),
    id blob not null,
    number integer not null,
    portal_id blob,
    customer_id blob not null,
    requester_id blob,
    flow_id blob,
    work_type_id blob not null,
    status_id blob not null,
    -- 0 low, 1 normal, 2 high, 3 emergency: larger is sooner.
    priority integer not null check (priority between 0 and 3),
    title text not null check (length(title) <= 120),
    description text not null check (length(description) <= 10000),
    address_id blob,
    object_id blob,
    assignee text not null check (length(assignee) <= 120),
    answers text not null,
    planned_from integer,
    planned_until integer,
    created_at integer not null,
    updated_at integer not null,
    closed_at integer,
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
) strict;
create index work_orders_by_customer on work_orders (tenant_id, customer_id, created_at, id);
create index work_orders_by_creation on work_orders (tenant_id, created_at, id);
create index work_orders_by_change on work_orders (tenant_id, updated_at, id);
create index work_orders_by_priority on work_orders (tenant_id, priority desc, created_at, id);
create index work_orders_by_status on work_orders (tenant_id, status_id, customer_id);

-- seq is the order in which events were written; ids made within one millisecond have none.
create table events (
    seq integer primary key autoincrement,
    tenant_id blob not null,
    id blob not null,
    work_order_id blob not null,
    kind text not null check (length(kind) <= 60),
    at integer not null,
    actor_kind text not null check (length(actor_kind) <= 20),
    actor_user_id blob,
    actor_name text not null check (length(actor_name) <= 200),
    data text not null,
    root_event_id blob,
    rules text not null,
    unique (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
) strict;
create index events_by_work_order on events (tenant_id, work_order_id, at, seq);
create index events_by_order on events (tenant_id, seq);

create table files (
    tenant_id blob not null,
    id blob not null,
    owner_id blob not null,
    work_order_id blob,
    name text not null check (length(name) <= 200),
    media_type text not null check (length(media_type) <= 127),
    size_bytes integer not null check (size_bytes >= 0),
    sha256 blob not null check (length(sha256) = 32),
    created_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, owner_id) references users (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
) strict;
create index files_by_work_order on files (tenant_id, work_order_id, created_at);
create index files_unattached on files (tenant_id, created_at) where work_order_id is null;

-- sent_as is no foreign key: the draft is claimed before its work order is written, so that only one of two clicks goes on.
create table drafts (
    tenant_id blob not null,
    id blob not null,
    portal_id blob not null,
    user_id blob not null,
    flow_id blob not null,
    raw text not null,
    form_version integer not null,
    sent_as blob,
    updated_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, portal_id) references portals (tenant_id, id),
    foreign key (tenant_id, user_id) references users (tenant_id, id),
    foreign key (tenant_id, flow_id) references flows (tenant_id, id)
) strict;
create index drafts_by_user on drafts (tenant_id, user_id, updated_at);

create table idempotency (
    tenant_id blob not null references tenants (id),
    actor text not null check (length(actor) <= 200),
    route text not null check (length(route) <= 200),
    key text not null check (length(key) <= 200),
    body_hash blob not null check (length(body_hash) = 32),
    answer text,
    created_at integer not null,
    primary key (tenant_id, actor, route, key)
) strict;
create index idempotency_by_age on idempotency (tenant_id, created_at);

-- A finished task is gone. seq is the order in which tasks of one work order run.
create table outbox (
    seq integer primary key autoincrement,
    tenant_id blob not null references tenants (id),
    id blob not null,
    task text not null check (length(task) <= 60),
    work_order_id blob,
    payload text not null,
    attempt integer not null,
    due_at integer not null,
    leased_by text check (length(leased_by) <= 200),
    leased_until integer,
    parked_at integer,
    error text not null check (length(error) <= 4000),
    created_at integer not null,
    unique (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
) strict;
-- Workers serve all tenants, so what is due is found without one.
create index outbox_due on outbox (due_at, seq) where parked_at is null;
create index outbox_by_work_order on outbox (tenant_id, work_order_id, seq) where parked_at is null;
create index outbox_parked on outbox (tenant_id, seq) where parked_at is not null;

create table effects_applied (
    tenant_id blob not null,
    event_id blob not null,
    rule text not null check (length(rule) <= 200),
    applied_at integer not null,
    primary key (tenant_id, event_id, rule),
    foreign key (tenant_id, event_id) references events (tenant_id, id)
) strict;

create table runs (
    tenant_id blob not null,
    id blob not null,
    rule text not null check (length(rule) <= 200),
    work_order_id blob not null,
    event_id blob not null,
    attempt integer not null,
    outcome text not null check (outcome in ('ok', 'failed', 'loop_blocked')),
    generation integer not null,
    input text not null,
    effects text not null,
    log text not null,
    error text not null,
    operations integer not null,
    micros integer not null,
    at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id),
    foreign key (tenant_id, event_id) references events (tenant_id, id)
) strict;
create index runs_by_time on runs (tenant_id, at, id);
create index runs_by_work_order on runs (tenant_id, work_order_id, at, id);

-- Never changed. hash covers the row and previous_hash, so that an edited or removed row breaks the chain. before and after are text,
-- because the chain is over exactly these characters.
create table audit (
    tenant_id blob not null references tenants (id),
    position integer not null,
    at integer not null,
    actor_kind text not null,
    actor_user_id blob,
    actor_name text not null,
    action text not null,
    subject text not null,
    before text,
    after text not null,
    previous_hash blob not null,
    hash blob not null,
    primary key (tenant_id, position)
) strict;

create table mails (
    tenant_id blob not null references tenants (id),
    id blob not null,
    work_order_id blob,
    recipient text not null check (length(recipient) <= 254),
    subject text not null check (length(subject) <= 998),
    plain text not null,
    html text not null,
    message_id text not null check (length(message_id) <= 250),
    state text not null check (state in ('queued', 'sent', 'parked')),
    answer text not null,
    created_at integer not null,
    sent_at integer,
    primary key (tenant_id, id),
    foreign key (tenant_id, work_order_id) references work_orders (tenant_id, id)
) strict;
create index mails_by_time on mails (tenant_id, created_at, id);
create index mails_by_work_order on mails (tenant_id, work_order_id, created_at, id);

create table generations (
    tenant_id blob not null references tenants (id),
    number integer not null,
    content_hash blob not null check (length(content_hash) = 32),
    at integer not null,
    primary key (tenant_id, number)
) strict;
