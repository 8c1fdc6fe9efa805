#!/bin/sh
# The walk-through of the 2019-12 guide, as a script: what its curl lines do, and nothing more.
set -eu

TOKEN=$(curl -s -d '' -X POST "$BCDA_BASE_URL/auth/token" -H 'accept: application/json' \
  -u "$BCDA_CLIENT_ID:$BCDA_CLIENT_SECRET" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
[ -n "$TOKEN" ]

JOB=$(curl -s -i "$BCDA_BASE_URL/api/v1/Patient/\$export?_type=$BCDA_TYPE" -H 'accept: application/fhir+json' \
  -H 'Prefer: respond-async' -H "Authorization: Bearer $TOKEN" | tr -d '\r' | sed -n 's/^Content-Location: //p')
[ -n "$JOB" ]

while :; do
  STATUS=$(curl -s -o "$BCDA_OUT/manifest.json" -w '%{http_code}' "$JOB" -H "Authorization: Bearer $TOKEN")
  [ "$STATUS" = 202 ] || break
  sleep 1
done
[ "$STATUS" = 200 ]

for URL in $(tr ',' '\n' <"$BCDA_OUT/manifest.json" | sed -n 's/.*"url":"\([^"]*\)".*/\1/p'); do
  curl -sf "$URL" -H "Authorization: Bearer $TOKEN" -o "$BCDA_OUT/$(basename "$URL")"
done
