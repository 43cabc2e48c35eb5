-- Drop lines of transcripts or ledgers from before a time.
-- ARGV: cursor, how many keys, the time as ISO 8601 in UTC to the second, which keys ('transcript:*', 'consents:*').
-- Returns {cursor, how many lines}.
local scanned, dropped = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[4], 'COUNT', ARGV[2]), 0
for _, key in ipairs(scanned[2]) do
  local line = redis.call('LINDEX', key, 0)
  while line do
    local at = string.match(line, '"at":"([%d%-]+T[%d:]+)')
    if not at or at >= ARGV[3] then break end
    redis.call('LPOP', key)
    dropped = dropped + 1
    line = redis.call('LINDEX', key, 0)
  end
end
return {scanned[1], dropped}
