#!/bin/sh
# Stands in for rouse-exec: prints its pid and arguments, with \001 for a newline, then waits to be looked at from outside.
[ "$1" != --version ] || exit 0
echo "pid $$"
for argument; do printf 'argument %s\n' "$(printf %s "$argument" | tr '\n' '\001')"; done
echo ready
exec sleep 60
