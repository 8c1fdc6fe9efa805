/**
 * The words that a transcript may keep of what servers write: those that HTTP, FHIR and the guides define. Any other word
 * in their place may be a person's name.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const DIRECTIVES = words(`no-cache no-store no-transform must-revalidate proxy-revalidate must-understand private public
  max-age s-maxage stale-while-revalidate stale-if-error immutable pre-check post-check 31536000`);
const CODINGS = words('gzip x-gzip deflate compress x-compress br zstd identity chunked trailers');
const MEDIA =
  words(`application text multipart image audio video json fhir fhir+json json+fhir fhir+ndjson ndjson x-ndjson
  problem+json problem+xml xml fhir+xml html xhtml+xml plain css csv javascript x-yaml yaml octet-stream pdf gzip x-gzip
  zip x-www-form-urlencoded form-data mixed byteranges vnd.oai.openapi vnd.oai.openapi+json charset boundary profile
  fhirversion version q utf-8 utf8 utf-16 us-ascii ascii iso-8859-1 iso-8859-15 windows-1251 windows-1252 latin1 latin-1 utf-16le utf-16be utf-32`);

/** Known words by header, for headers whose values consist of such words and short numbers. */
export const HEADER_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  'accept-ranges': words('bytes none'),
  'access-control-allow-origin': words('null'),
  age: new Set(),
  allow: words('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT'.toLowerCase()),
  'cache-control': DIRECTIVES,
  connection: words('close keep-alive upgrade te'),
  'content-encoding': CODINGS,
  'content-type': MEDIA,
  'keep-alive': words('timeout max'),
  pragma: words('no-cache'),
  server:
    words(`nginx openresty apache httpd cloudfront cloudflare amazons3 awselb awselb/2.0 elb envoy istio-envoy caddy
    kestrel microsoft-iis microsoft-httpapi gunicorn uvicorn werkzeug waitress jetty tomcat apache-coyote undertow
    netty akamaighost akamainetstorage kong traefik haproxy varnish litespeed express node go python ruby unix ubuntu
    debian centos linux win32 win64 openssl gws lighttpd`),
  'strict-transport-security': words('max-age includesubdomains preload 15552000 15768000 31536000 63072000'),
  'transfer-encoding': CODINGS,
  vary: words(`accept accept-encoding accept-language accept-charset authorization cookie origin prefer user-agent host
    access-control-request-method access-control-request-headers access-control-request-private-network referer
    x-forwarded-proto x-forwarded-host x-requested-with`),
  'www-authenticate': words(`bearer basic digest negotiate ntlm hoba mutual dpop realm error error_description error_uri
    scope charset nonce opaque qop algorithm stale domain title authorization_uri invalid_token invalid_request
    insufficient_scope`),
  'x-content-type-options': words('nosniff'),
};

/** Names of headers that are kept; of others only the length is kept. */
export const HEADER_NAMES = words(`accept accept-ranges access-control-allow-credentials access-control-allow-headers
  access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age age allow
  alt-svc authorization cache-control clear-site-data connection content-disposition content-encoding content-language
  content-length content-location content-range content-security-policy content-type cookie cross-origin-embedder-policy
  cross-origin-opener-policy cross-origin-resource-policy date digest etag expect-ct expires feature-policy host
  keep-alive last-modified link location nel origin p3p permissions-policy pragma prefer preference-applied
  proxy-authenticate public-key-pins ratelimit ratelimit-limit ratelimit-policy ratelimit-remaining ratelimit-reset
  referrer-policy refresh repr-digest report-to reporting-endpoints retry-after server server-timing set-cookie
  strict-transport-security sunset deprecation te timing-allow-origin trailer transfer-encoding upgrade vary via warning
  www-authenticate x-amz-apigw-id x-amz-cf-id x-amz-cf-pop x-amz-id-2 x-amz-request-id x-amzn-remapped-content-length
  x-amzn-remapped-date x-amzn-requestid x-amzn-trace-id x-aspnet-version x-cache x-cache-hits x-cdn
  x-content-type-options x-correlation-id x-debug x-dns-prefetch-control x-download-options x-envoy-upstream-service-time
  x-frame-options x-permitted-cross-domain-policies x-powered-by x-progress x-ratelimit-limit x-ratelimit-remaining
  x-ratelimit-reset x-real-ip x-request-id x-response-time x-robots-tag x-runtime x-served-by x-timer x-total
  x-trace-id x-ua-compatible x-varnish x-xss-protection`);

/** Names of query parameters that are kept. */
export const QUERY_NAMES = words(`_type _since _outputformat _elements _typefilter access_token token id_token
  refresh_token client_id client_secret secret key api_key apikey code state sig signature expires key-pair-id policy
  x-amz-algorithm x-amz-content-sha256 x-amz-credential x-amz-date x-amz-expires x-amz-security-token x-amz-signature
  x-amz-signedheaders x-goog-algorithm x-goog-credential x-goog-date x-goog-expires x-goog-signature
  x-goog-signedheaders ticket t se sp sr ss st sv spr sip skoid sktid ske skt sks skv a b x page offset limit from to`);

/** Severities and codes of an issue (STU3 and R4, OperationOutcome.issue). */
export const SEVERITIES = words('fatal error warning information success');
export const ISSUE_CODES = words(`invalid structure required value invariant security login unknown expired forbidden
  suppressed processing not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension
  too-costly business-rule conflict incomplete transient lock-error no-store exception timeout throttled
  informational limited-filter success`);

/** Kinds of tokens. */
export const TOKEN_TYPES = words('bearer basic mac dpop pop jwt n_a');
