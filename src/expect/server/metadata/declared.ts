import type { Assertion } from '../../assertion.js';
import { announcedBase } from '../../values.js';
import { valueAt } from '../bodies.js';
import { canonical, listAt, missing, statementAssertion as assertion, textAt } from './statements.js';

const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/** The security entry says where tokens are requested: at the token endpoint of the profile. */
export const tellsTokenUrl: Assertion = assertion(
  'the extension oauth-uris gives the URL of the token endpoint',
  (statement, view) => {
    const uris = listAt(statement, 'rest.0.security.extension').filter((one) => valueAt(one, 'url') === OAUTH_URIS);
    const tokens = uris.flatMap((one) => listAt(one, 'extension')).filter((one) => valueAt(one, 'url') === 'token');
    if (tokens.length === 0) return 'no extension oauth-uris with a token';
    const wanted = announcedBase(view).replace(/\/$/, '') + view.profile.paths.token;
    return tokens.some((one) => valueAt(one, 'valueUri') === wanted)
      ? undefined
      : 'another URL than that of the token endpoint';
  },
);

/** The search parameters of the documentation are declared with their types, by resource type. */
export const declaresSearchParams: Assertion = assertion(
  'the documented search parameters are declared with their types',
  (statement, { profile }) => {
    const resources = listAt(statement, 'rest.0.resource');
    const declared = new Set(
      resources.flatMap((one) =>
        listAt(one, 'searchParam').map(
          (param) => `${textAt(one, 'type')} ${textAt(param, 'name')}: ${textAt(param, 'type')}`,
        ),
      ),
    );
    const wanted = Object.entries(profile.statement.searchParams ?? {}).flatMap(([type, params]) =>
      Object.entries(params).map(([name, kind]) => `${type} ${name}: ${kind}`),
    );
    return missing(wanted.filter((one) => !declared.has(one)));
  },
);

/** What is said of each export operation names the tag system of the default filter. */
export const documentsDefault: Assertion = assertion(
  'the documentation of each export operation names the System-Type of the default filter',
  (statement, { profile: { statement: shape } }) => {
    const silent = listAt(statement, 'rest.0.resource').flatMap((resource) =>
      listAt(resource, 'operation').filter(
        (one) =>
          shape.operations.some(({ definition }) => definition === canonical(textAt(one, 'definition'))) &&
          !textAt(one, 'documentation').includes('System-Type'),
      ),
    );
    return silent.length === 0 ? undefined : `${silent.length} without it`;
  },
);
