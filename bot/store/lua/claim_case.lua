-- Give an open case another owner, if it still has the one that was seen; of two who claim it at once, one owns it.
-- ARGV: case, owner seen ('' nobody), new owner ('' nobody), its name and time sealed, audit body, audit mark.
-- Returns {1 if it is the new owner's now, else 0, the owner's name and time or ''}; nil when it is not open.
local id, seen, new = ARGV[1], ARGV[2], ARGV[3]
local key, at = 'case:' .. id, redis.call('ZSCORE', 'cases', id)
if not at then return nil end
local found = redis.call('HMGET', key, 'owner', 'owned')
local owner = found[1] or ''
if owner == new then return {1, found[2] or ''} end
if owner ~= seen then return {0, found[2] or ''} end
unindex_case(id)
redis.call('HDEL', key, 'owner', 'owned')
if new ~= '' then redis.call('HSET', key, 'owner', new, 'owned', ARGV[4]) end
index_case(id, at)
note_audit(ARGV[5], ARGV[6])
return {1, new ~= '' and ARGV[4] or ''}
