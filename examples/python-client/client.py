"""A BCDA client that uses only the standard library of Python and passes certification.

    bcda-conformance certify -- python3 client.py --url {url} --out {out} --type {type}

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
import urllib.parse
import urllib.request

ATTEMPTS = 5  # for failures that may be temporary: a busy server, a transfer that was cut


class Failed(Exception):
    """The server did not deliver; the text says what was requested and how the server answered."""


def send(url, headers, authorization=None, data=None):
    """Sends one request and returns the response, whatever its status. `authorization` does not follow a redirect."""
    request = urllib.request.Request(url, data=data, headers=headers)
    if authorization is not None:
        request.add_unredirected_header("Authorization", authorization)
    try:
        return urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as response:
        return response


def pause(response, default):
    """Waits as long as Retry-After says, in seconds or until a date; without it, `default` seconds."""
    retry_after = response.headers.get("Retry-After", "")
    if retry_after.isdigit():
        time.sleep(int(retry_after))
    elif retry_after:
        time.sleep(max(0, email.utils.parsedate_to_datetime(retry_after).timestamp() + 1 - time.time()))
    else:
        time.sleep(default)


def repeat(request):
    """Sends a request until the server is not busy any more and the connection holds."""
    response = None
    for _ in range(ATTEMPTS):
        try:
            response = request()
        except (OSError, http.client.HTTPException):
            time.sleep(1)
            continue
        if response.status not in (429, 502, 503, 504):
            break
        pause(response, default=2)
    if response is None:
        raise Failed("the connection was lost each time")
    return response


class Session:
    """Sends requests with a token, and with a new token when the server refuses it."""

    def __init__(self, base):
        self.base = base
        self.token = self.new_token()

    def new_token(self):
        pair = f"{os.environ['BCDA_CLIENT_ID']}:{os.environ['BCDA_CLIENT_SECRET']}"
        basic = "Basic " + base64.b64encode(pair.encode()).decode()
        url, headers = f"{self.base}/auth/token", {"Accept": "application/json"}
        response = repeat(lambda: send(url, headers, basic, data=b""))
        if response.status != 200:
            raise Failed(f"the token request got status {response.status}")
        return json.load(response)["access_token"]

    def get(self, url, headers):
        if urllib.parse.urlsplit(url)[:2] != urllib.parse.urlsplit(self.base)[:2]:
            return send(url, headers)  # The token is for the API, and for no other server.
        response = send(url, headers, f"Bearer {self.token}")
        if response.status != 401:
            return response
        self.token = self.new_token()
        return send(url, headers, f"Bearer {self.token}")

    def get_with_retries(self, url, headers):
        """The same, repeated while the server is busy."""
        return repeat(lambda: self.get(url, headers))


def start(session, resource_type):
    url = f"{session.base}/api/v1/Patient/$export?_type={resource_type}"
    response = session.get_with_retries(url, {"Accept": "application/fhir+json", "Prefer": "respond-async"})
    if response.status != 202:
        raise Failed(f"the export request got status {response.status}")
    return response.headers["Content-Location"]


def poll(session, job):
    """Polls the job until it is done and returns its manifest."""
    cuts = 0
    while cuts < ATTEMPTS:
        response = session.get_with_retries(job, {})
        if response.status not in (200, 202):
            raise Failed(f"the job got status {response.status}")
        try:
            if response.status == 200:
                return json.load(response)
        except (OSError, http.client.HTTPException):
            cuts += 1
        pause(response, default=2)
    raise Failed("the manifest was cut off each time")


def download(session, url, path):
    """Downloads a file byte for byte; repeats a transfer that was cut."""
    for _ in range(ATTEMPTS):
        try:
            response = session.get_with_retries(url, {})
            if response.status != 200:
                raise Failed(f"a file got status {response.status}")
            body = response.read()
            announced = response.headers.get("Content-Length")
            if announced is not None and len(body) != int(announced):
                raise ConnectionError("the transfer was cut")
            path.write_bytes(body)
            return
        except (OSError, http.client.HTTPException):
            time.sleep(1)
    raise Failed("a file could not be downloaded completely")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--type", required=True)
    options = parser.parse_args()
    session = Session(options.url)
    manifest = poll(session, start(session, options.type))
    for kind in ("output", "error"):
        for number, entry in enumerate(manifest.get(kind) or [], start=1):
            download(session, entry["url"], options.out / f"{entry['type']}-{kind}-{number}.ndjson")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"error: {failure}")
