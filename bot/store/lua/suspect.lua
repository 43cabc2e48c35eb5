-- Open an event under suspicion: should this process vanish now, that counts as a try.
-- ARGV: contact, token, event. Returns 1, or 0 when the lease is no longer ours.
if not holds('turns', ARGV[1], ARGV[2]) then return 0 end
redis.call('SET', 'turns:open:' .. ARGV[1], ARGV[3] .. '!', 'EX', 3600)
return 1
