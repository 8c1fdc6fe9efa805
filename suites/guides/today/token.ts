import type { GuideSection } from '../../../src/model/index.js';
import { informs, judged, section, unseen } from '../units.js';
import { LATER, ONE_CLIENT, ONE_ENVIRONMENT } from './reasons.js';
import { basic, environmentUrl, environments, expired, guarded, lifetime } from './shared.js';

/** The page “How to Get a Bearer Token”, unit by unit. */
export const tokenPage: readonly GuideSection[] = [
  section('How to Get a Bearer Token', [
    judged('19db1e7c7004', 'Whoever has a token may use the endpoints, and nobody else.', ...guarded),
    judged(
      '19b4bff1c73e',
      'Both environments ask for a token before they give data.',
      'protection.export.no-token',
      'protection.status.no-token',
      'protection.data.no-token',
      'client.token.bearer',
    ),
  ]),
  section("How to Get a Bearer Token > Instructions > 1. Get your organization's credentials", [
    judged(
      '936cd631c99f',
      'The token endpoint asks for Basic credentials.',
      'token.issued',
      'token.no-credentials',
      'token.malformed-basic',
      'token.wrong-secret',
      'token.unknown-client',
      'client.token.basic',
    ),
    judged('b76e805e0fb5', 'Credentials are an id and a secret.', ...basic),
    informs('aa785c04cde6', 'Those of the sandbox are further down on this page.'),
    informs('06a0345b74b5', 'Those of production come from the system of the model.'),
    unseen('4f70f921dc8d', 'Production credentials have to be replaced every 90 days.', LATER),
  ]),
  section('How to Get a Bearer Token > Instructions > 2. Request a bearer token', [
    judged('164af94aa2bd', 'A token lives for 20 minutes.', ...lifetime),
    judged('3e15b2ec1400', 'A terminal or Postman can ask for a token.', 'token.issued', 'hygiene.any-tool'),
    informs('a21749f2f966', 'The example has credentials of the sandbox.'),
  ]),
  section('How to Get a Bearer Token > Instructions > 2. Request a bearer token > Sample Credentials', [
    informs('ecbfedb85775', 'The id of the example comes next.'),
    informs('58569e80f196', 'The secret of the example comes next.'),
  ]),
  section('How to Get a Bearer Token > Instructions > 2. Request a bearer token > Request header', [
    judged('02e246b3bd16', 'Authorization has the word Basic and the credentials.', ...basic),
    judged(
      '638ca034a678',
      'They are id, colon and secret in Base64.',
      'token.issued',
      'token.malformed-basic',
      'client.token.basic',
    ),
    judged('499b0c89aa97', 'Header: the credentials as Basic.', ...basic),
    judged('ebd14667e6fc', 'Header: Accept is application/json.', 'token.json', 'client.token.accept-json'),
  ]),
  section(
    'How to Get a Bearer Token > Instructions > 2. Request a bearer token > Example curl command to request a bearer token',
    [
      informs('872c1d6bb652', 'curl has an option in place of the header.'),
      informs('8be7807e97a7', 'With it curl encodes the credentials itself.'),
      judged(
        '3220d5af8480',
        'curl line: a POST with an empty form to /auth/token.',
        'token.issued',
        'token.empty-request',
        'token.post-only',
        'client.token.basic',
      ),
      judged('8cc6b8af0c79', 'curl line: id and secret, as Basic credentials.', ...basic),
      judged('696ec6558bda', 'curl line: Accept is application/json.', 'token.json', 'client.token.accept-json'),
      ...environments,
    ],
  ),
  section(
    'How to Get a Bearer Token > Instructions > 2. Request a bearer token > Response example: successful request',
    [
      judged(
        '415518129e64',
        'A good request is answered 200, with a token in the body.',
        'token.issued',
        'token.access-token',
      ),
      judged('c090dcf38df6', 'The token is the whole text of access_token.', 'token.access-token'),
      informs('6a8b1ab349e1', 'The token in the sample is cut.'),
      judged(
        'a75a7dd5c080',
        'expires_in gives the seconds that are left, at most 20 minutes; token_type is always bearer.',
        'token.expires-in',
        'token.lifetime',
        'token.type',
      ),
      judged('f0f112c9fac7', 'Sample: access_token is a text.', 'token.json', 'token.access-token'),
      judged(
        'e6e5e430102b',
        'Sample: expires_in is a text of digits; RFC 6749 wants a number, so a text only warns.',
        'token.expires-in',
        'token.expires-in-number',
      ),
      judged('0d0691873fce', 'Sample: token_type is bearer.', 'token.type'),
    ],
  ),
  section('How to Get a Bearer Token > Instructions > 3. Set your bearer token in your request headers', [
    judged('8a04d2c9aa9c', 'Requests for data have the token in Authorization.', 'token.usable', 'client.token.bearer'),
    judged(
      'b635d6dbadd8',
      'A client writes Bearer with a capital letter, and a blank behind it.',
      'client.token.bearer',
    ),
    judged('46c138b07bf3', 'Header: the token as Bearer.', 'token.usable', 'client.token.bearer'),
    informs('333ccf7d50dc', 'The next page shows how to get data.'),
    unseen('175c76314f89', 'Both environments work in the same way.', ONE_ENVIRONMENT),
  ]),
  section('How to Get a Bearer Token > Sandbox credentials', [
    unseen('2164a38c2e85', 'Everybody may have the made-up data of the sandbox.', ONE_CLIENT),
    unseen(
      '97ee2ce38862',
      'Credentials of the sandbox do not open production.',
      'The pages publish the credentials of several data sets, which change, and a profile has none of them.',
    ),
    informs('200954cec3fe', 'The data sets have 50 to 30,000 made-up people.'),
  ]),
  section('How to Get a Bearer Token > Sandbox credentials > Adjudicated claims data sets – 2 simple sizes', [
    informs('07bf8fbef3d6', 'Two data sets are for a test of the way into a system.'),
    informs('9f8cf59e447d', 'Their spread of diseases and people is not that of real data.'),
  ]),
  section('How to Get a Bearer Token > Sandbox credentials > Adjudicated claims data sets – 2 advanced sizes', [
    informs('7ff6f82c6614', 'Two other data sets are closer to real data.'),
    informs('00459a15648f', 'The small one shows the format.'),
    informs('40d8c17f3895', 'The large one is for load tests.'),
  ]),
  section('How to Get a Bearer Token > Sandbox credentials > Partially adjudicated claims data sets', [
    unseen('2e5878073487', 'Everybody may see partially adjudicated claims in the sandbox.', ONE_CLIENT),
    unseen(
      '6d246e84c7bf',
      'In production, only one kind of organization gets partially adjudicated claims.',
      'The page about these claims says otherwise of v3: all but one model get them; so a server may refuse or answer, and both pass.',
    ),
  ]),
  section('How to Get a Bearer Token > Troubleshooting > Ensure that your bearer token is not expired.', [
    judged('79124d471f47', 'A token lives for 20 minutes.', ...lifetime),
    judged('11577175acf2', 'A job does not end with the token that started it.', 'status.completes', 'token.renewable'),
    judged('d5011d4e2932', 'Jobs that run or wait go on.', 'status.completes'),
    judged(
      '03367b42c7b8',
      'A job that is done stays for 24 hours, and another token opens it.',
      'token.renewable',
      'status.completes',
      'client.token.renewed',
      'client.download.renews',
    ),
    judged(
      '2b9ce1729495',
      'A newer token opens the files.',
      'token.renewable',
      'output.downloadable',
      'client.token.renewed',
      'client.download.renews',
    ),
    judged('8c158b6e9207', 'After 24 hours files are gone, and a client starts again.', ...expired),
  ]),
  section('How to Get a Bearer Token > Troubleshooting > Ensure that your production credentials are not expired.', [
    unseen('4f70f921dc8d', 'Production credentials have to be replaced every 90 days.', LATER),
    informs('36852a150883', 'Another page is about credentials.'),
  ]),
  section('How to Get a Bearer Token > Troubleshooting > Remember to use the correct URL for your environment.', [
    environmentUrl,
  ]),
];
