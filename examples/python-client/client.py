"""A client of BCDA in Python, with nothing but the standard library, that certify certifies.

    npx bcda-conformance certify -- python3 client.py --url {url} --out {out} --type {type}

BCDA_CLIENT_ID and BCDA_CLIENT_SECRET come from the environment.
"""

import argparse
import base64
import email.utils
import http.client
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.request

PATIENCE = 5  # attempts for what may pass: a busy server, a transfer that was cut


class Failed(Exception):
    """The server did not deliver; the text says what was asked and what came."""


def ask(url, headers, secret, data=None):
    """One request; a reply of any status. `secret` is not sent along when redirected."""
    request = urllib.request.Request(url, data=data, headers=headers)
    request.add_unredirected_header("Authorization", secret)
    try:
        return urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as reply:
        return reply


def pause(reply, default):
    """Waits as Retry-After says, in seconds or until a date, else `default` seconds."""
    said = reply.headers.get("Retry-After", "")
    if said.isdigit():
        time.sleep(int(said))
    elif said:
        time.sleep(max(0, email.utils.parsedate_to_datetime(said).timestamp() + 1 - time.time()))
    else:
        time.sleep(default)


class Session:
    """Asks with a token, and with a new one when the server refuses it."""

    def __init__(self, base):
        self.base = base
        self.token = self.new_token()

    def new_token(self):
        pair = f"{os.environ['BCDA_CLIENT_ID']}:{os.environ['BCDA_CLIENT_SECRET']}"
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        reply = ask(f"{self.base}/auth/token", {"Accept": "application/json"}, basic, data=b"")
        if reply.status != 200:
            raise Failed(f"the token request was answered {reply.status}")
        return json.load(reply)["access_token"]

    def get(self, url, headers):
        reply = ask(url, headers, f"Bearer {self.token}")
        if reply.status != 401:
            return reply
        self.token = self.new_token()
        return ask(url, headers, f"Bearer {self.token}")

    def get_patiently(self, url, headers):
        """The same, again where the server is too busy."""
        for _ in range(PATIENCE):
            reply = self.get(url, headers)
            if reply.status not in (429, 503):
                break
            pause(reply, default=2)
        return reply


def start(session, resource_type):
    url = f"{session.base}/api/v1/Patient/$export?_type={resource_type}"
    reply = session.get_patiently(url, {"Accept": "application/fhir+json", "Prefer": "respond-async"})
    if reply.status != 202:
        raise Failed(f"the export request was answered {reply.status}")
    return reply.headers["Content-Location"]


def watch(session, job):
    """Asks for the job until it is done; its manifest."""
    while True:
        reply = session.get_patiently(job, {})
        if reply.status == 200:
            return json.load(reply)
        if reply.status != 202:
            raise Failed(f"the job was answered {reply.status}")
        pause(reply, default=2)


def fetch(session, url, path):
    """Stores a file byte for byte; a transfer that is cut is made again."""
    for _ in range(PATIENCE):
        try:
            reply = session.get_patiently(url, {})
            if reply.status != 200:
                raise Failed(f"a file was answered {reply.status}")
            body = reply.read()
            announced = reply.headers.get("Content-Length")
            if announced is not None and len(body) != int(announced):
                raise ConnectionError("the transfer was cut")
            path.write_bytes(body)
            return
        except (OSError, http.client.HTTPException):
            time.sleep(1)
    raise Failed("a file could not be fetched whole")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--type", required=True)
    options = parser.parse_args()
    session = Session(options.url)
    manifest = watch(session, start(session, options.type))
    for kind in ("output", "error"):
        for number, entry in enumerate(manifest.get(kind) or [], start=1):
            fetch(session, entry["url"], options.out / f"{entry['type']}-{kind}-{number}.ndjson")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"error: {failure}")
