-- Sending files and taking a request back become permissions of their own. Before the first release, so in one step: nodes of the program
-- before it, which do not know them, stop first. Who may send requests goes on sending files, and may take them back; what was denied stays so.

set local app.platform = 'on';

update roles set allows = replace(allows::text, '"create"', '"create","upload","withdraw"')::jsonb,
    denies = replace(denies::text, '"create"', '"create","upload","withdraw"')::jsonb;
