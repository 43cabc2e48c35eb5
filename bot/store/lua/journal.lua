-- Note, before anything goes out, that a write of this call is begun; once. ARGV: call.
-- Returns 1, or 0 when one was begun before: it must be settled, not sent.
return redis.call('HSETNX', 'call:' .. ARGV[1], 'journal', now_ms())
