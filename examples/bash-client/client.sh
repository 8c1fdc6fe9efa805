#!/usr/bin/env bash
# A BCDA client of curl and jq that passes certification.
#
#   bcda-conformance certify -- bash client.sh {url} {out} {type}
#
# BCDA_CLIENT_ID and BCDA_CLIENT_SECRET come from the environment.
set -euo pipefail

url=$1 out=$2 type=$3
attempts=5 # for failures that may be temporary: a busy server, a transfer that was cut
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "error: $1" >&2
  exit 1
}

# Sends one request. Afterwards $status is its status (000: no complete response), and $work/head and $work/body are what came.
# Headers and credentials go through a file that only this user reads: other users see the arguments of a command.
send() {
  local config=$1
  shift
  rm -f "$work/head" "$work/body"
  status=$(curl --silent --globoff --max-time 3600 --config "$config" --dump-header "$work/head" --output "$work/body" \
    --write-out '%{http_code}' "$@") || status=000
  [ -f "$work/body" ] || : >"$work/body"
}

# The value of a header of the last response.
header() {
  tr -d '\r' <"$work/head" 2>/dev/null | sed -n "s/^$1: *//Ip" | tail -n 1
}

# Waits as long as Retry-After says, in seconds or until a date; without it, the given seconds.
pause() {
  local after
  after=$(header Retry-After)
  case $after in
  '') sleep "$1" ;;
  *[!0-9]*)
    after=$(($(date -d "$after" +%s) + 1 - $(date +%s)))
    if [ "$after" -gt 0 ]; then sleep "$after"; fi
    ;;
  *) sleep "$after" ;;
  esac
}

# Sends a request until the server is not busy any more and the connection holds.
repeat() {
  local try
  for ((try = 0; try < attempts; try++)); do
    "$@"
    case $status in
    000) sleep 1 ;;
    429 | 502 | 503 | 504) pause 2 ;;
    *) return ;;
    esac
  done
}

umask 077
printf 'user = "%s:%s"\nheader = "Accept: application/json"\n' "$BCDA_CLIENT_ID" "$BCDA_CLIENT_SECRET" >"$work/client"

renew() {
  repeat send "$work/client" --request POST --data '' "$url/auth/token"
  [ "$status" = 200 ] || fail "the token request got status $status"
  printf 'header = "Authorization: Bearer %s"\n' "$(jq -r .access_token "$work/body")" >"$work/token"
}

# A request with the token, and with a new one if the server refuses it.
authorized() {
  send "$work/token" "$@"
  [ "$status" = 401 ] || return 0
  renew
  send "$work/token" "$@"
}

# Scheme, host and port of a URL.
origin() {
  sed -E 's#^([a-z]+://[^/?]*).*#\1#' <<<"$1"
}

# Requests a file. The token is for the API, and for no other server. curl removes it where a redirect leads to another host.
file() {
  if [ "$(origin "$1")" = "$(origin "$url")" ]; then
    authorized --location "$1"
  else
    send /dev/null --location "$1"
  fi
}

renew
repeat authorized --header 'Accept: application/fhir+json' --header 'Prefer: respond-async' \
  "$url/api/v1/Patient/\$export?_type=$type"
[ "$status" = 202 ] || fail "the export request got status $status"
job=$(header Content-Location)
[ -n "$job" ] || fail 'the response to the export request has no Content-Location'

while :; do
  repeat authorized "$job"
  [ "$status" = 202 ] || break
  pause 2
done
[ "$status" = 200 ] || fail "the job got status $status"

# A tab is in no URL.
jq -r '(.output // [] | .[] | ["output", .type, .url]), (.error // [] | .[] | ["error", .type, .url]) | @tsv' \
  "$work/body" >"$work/files"
number=0
while IFS=$'\t' read -r kind name location; do
  number=$((number + 1))
  repeat file "$location"
  [ "$status" = 200 ] || fail "a file got status $status"
  mv "$work/body" "$out/$name-$kind-$number.ndjson"
done <"$work/files"
