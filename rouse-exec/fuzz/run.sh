#!/bin/sh
# fuzz/run.sh SECONDS [TARGET]...   runs each target of build.sh fuzz for so long, one after the other; without names, all.
# Inputs that reach new code are kept in build/corpus, where the next run begins. An input that ends the target is kept
# beside that folder; its path is printed, and the status is not 0.
set -eu
cd "$(dirname "$0")/.."

seconds=$1
shift
[ $# -gt 0 ] || set -- $(ls build/fuzz)
export ASAN_OPTIONS="${ASAN_OPTIONS:-quarantine_size_mb=16}"
status=0
for target in "$@"; do
    mkdir -p "build/corpus/$target"
    echo "== $target"
    "build/fuzz/$target" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 \
        -artifact_prefix="build/corpus/$target-" "build/corpus/$target" "fuzz/seeds/$target" || status=1
done
exit $status
