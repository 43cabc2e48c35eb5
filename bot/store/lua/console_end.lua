-- End a session, or all of an operator's. KEYS: the session, the operator's sessions. ARGV: '1' for all of them, audit
-- body, audit mark. Returns how many ended.
local ended = ARGV[1] == '1' and redis.call('SMEMBERS', KEYS[2]) or {KEYS[1]}
local count = 0
for _, key in ipairs(ended) do
  count = count + redis.call('DEL', key)
  redis.call('SREM', KEYS[2], key)
end
note_audit(ARGV[2], ARGV[3])
return count
