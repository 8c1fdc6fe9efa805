#!/bin/sh
# Reads parts such as 2/8, one a line, and validates each. DATA and PARTS are folders that every executor sees.
while read -r shard; do
  ${BCDA_CONFORMANCE:-bcda-conformance} validate "$DATA" --shard "$shard" \
    --report json="$PARTS/part-${shard%/*}.json" </dev/null >/dev/null
  echo "$shard $?"
done
