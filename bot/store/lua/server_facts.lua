-- What the server says of its version, its memory and what it keeps on its disk, as INFO has it.
return redis.call('INFO', 'server') .. redis.call('INFO', 'memory') .. redis.call('INFO', 'persistence')
