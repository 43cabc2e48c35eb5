-- Begin a ledger: nobody is in it yet. ARGV: name, body, seconds to keep, speed in rows a second, failed percent that
-- pauses it, after how many that counts, percent of opt-outs that pauses it; who proposes it ('' where nobody does:
-- pseudonym, sealed name, audit body, audit mark), and 1 where workers write its recipients down. Returns 1, or 0 where there is one of this name.
local key = 'ledger:' .. ARGV[1]
if redis.call('EXISTS', key) == 1 then return 0 end
redis.call('HSET', key, 'state', 'listing', 'body', ARGV[2], 'total', 0, 'speed', ARGV[4], 'failed_percent', ARGV[5],
  'after', ARGV[6], 'opted_out_percent', ARGV[7])
if ARGV[8] ~= '' then
  redis.call('HSET', key, 'author', ARGV[8], 'author_name', ARGV[9])
  note_audit(ARGV[10], ARGV[11])
end
if ARGV[12] == '1' then redis.call('SADD', 'ledgers:at_work', ARGV[1]) end
redis.call('EXPIRE', key, ARGV[3])
redis.call('ZADD', 'ledgers', now_ms(), ARGV[1])
redis.call('EXPIRE', 'ledgers', ARGV[3])
return 1
