-- ARGV: contact, how many. The last lines of a conversation, oldest first.
return redis.call('LRANGE', 'transcript:' .. ARGV[1], -ARGV[2], -1)
