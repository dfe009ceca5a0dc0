set local app.platform = 'on';

-- What somebody is in an office. Who works there today did everything, so all of them stay administrators.
alter table memberships add column staff_role text
    check (staff_role in ('operator', 'administrator', 'coordinator', 'reader'));
update memberships set staff_role = 'administrator' where portal_id is null;
