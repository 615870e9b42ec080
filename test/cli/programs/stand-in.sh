#!/bin/sh
# Stands in for rouse-exec: prints its pid and arguments, then waits to be looked at from outside.
[ "$1" != --version ] || exit 0
echo "pid $$"
for argument; do printf 'argument %s\n' "$argument"; done
echo ready
exec sleep 60
