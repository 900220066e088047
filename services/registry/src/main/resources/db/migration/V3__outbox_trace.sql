-- W3C trace context of the call that made an event, for the record's headers; null where the caller had none.

alter table outbox add column traceparent text;
alter table outbox add column tracestate text;
