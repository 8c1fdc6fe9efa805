/** Printed below the help of the program. */
export const examples = `
Examples:
  $ bcda-conformance check                                 the embedded reference server: see what a report looks like
  $ export BCDA_CLIENT_ID=… BCDA_CLIENT_SECRET=…           or put both into .env
  $ bcda-conformance check https://sandbox.example.org     everything that the guide documents
  $ bcda-conformance check https://sandbox.example.org token manifest.job-id
  $ bcda-conformance check URL --report console --report json=reports/bcda.json --transcript run.json
  $ bcda-conformance certify -- python3 my_client.py --url {url} --out {out} --type {type}
  $ bcda-conformance doctor https://sandbox.example.org    is it ready to be checked?
  $ bcda-conformance compare before.json after.json        did anything regress?
  $ bcda-conformance judge run.json --known-failures known-failures.yaml
  $ bcda-conformance judge capture.har                     traffic that a browser or a proxy captured
  $ bcda-conformance validate Patient.ndjson claims.ndjson.gz
  $ bcda-conformance pull https://sandbox.example.org --out pulled --type Patient
  $ bcda-conformance serve --fault kickoff-loses-content-location

Exit codes: 0 it conforms, or the run is incomplete by your own choice; 1 it does not conform; 2 the run could not judge.`;
