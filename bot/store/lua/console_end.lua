-- End a session, or all of an operator's. KEYS: the session ('' for all), the operator's sessions. ARGV: audit body, audit
-- mark. Returns how many ended.
local ending, ended = KEYS[1] == '' and redis.call('SMEMBERS', KEYS[2]) or {KEYS[1]}, 0
for _, key in ipairs(ending) do
  ended = ended + redis.call('DEL', key)
  redis.call('SREM', KEYS[2], key)
end
note_audit(ARGV[1], ARGV[2])
return ended
