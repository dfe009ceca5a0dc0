-- The rule of a flow runs before there is a work order or an event, so its record may have neither.

alter table runs alter column work_order_id drop not null, alter column event_id drop not null;
