import type { JsonObject } from '../../../fixtures/index.js';
import { isOfPages, takes } from '../../model/index.js';
import type { Only, State } from './state.js';

/** What an export request narrows its export to; a text: why the request is refused. */
export interface NarrowedRequest {
  /** Absent: everything is exported. */
  readonly only?: Only;
  /** Claims are left out that no filter asked for. */
  readonly byDefault: boolean;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
/** Spelled as the pages show it. */
const TAG_SYSTEM = 'https://bluebutton.cms.gov/fhir/CodeSystem/System-Type';
const SYSTEMS = ['SharedSystem', 'NationalClaimsHistory', 'DDPS'];
const BY_DEFAULT = ['NationalClaimsHistory', 'DDPS'];
const OUTCOMES = ['complete', 'partial'];

/** Reads what narrows an export (pages: How to Filter Claims Data). */
export const narrowedBy = ({ profile, clock }: State, query: URLSearchParams): NarrowedRequest | string => {
  if (!isOfPages(profile)) return { byDefault: false };
  // A token in the URL is not such a parameter: whoever sends it there is let in by its header, or not at all.
  const names = [...query.keys()].filter((name) => name !== 'access_token');
  const unknown = names.find((name) => !profile.parameters.some((known) => known === name));
  if (unknown !== undefined) return 'The request has a parameter that the API does not have.';
  const format = query.get('_outputFormat');
  if (format !== null && !FORMATS.includes(format)) return `_outputFormat allows only ${FORMATS.join(', ')}.`;
  const since = query.getAll('_since');
  const instant = since[0] === undefined ? undefined : INSTANT.test(since[0]) ? Date.parse(since[0]) : NaN;
  if (since.length > 1 || Number.isNaN(instant)) return '_since must be one instant.';
  if (instant !== undefined && instant > clock.now()) return '_since must not be in the future.';
  const filters = query.getAll('_typeFilter');
  if (filters.length > 1) return '_typeFilter is allowed once.';
  const filter = takes(profile, '_typeFilter') ? filterFrom(filters[0]) : { tests: [], byDefault: false };
  if (typeof filter === 'string') return filter;
  const { byDefault } = filter;
  const tests: Only[] = [...filter.tests, ...(instant === undefined ? [] : [updatedAfter(instant)])];
  return tests.length === 0 ? { byDefault } : { byDefault, only: (resource) => tests.every((test) => test(resource)) };
};

const updatedAfter =
  (instant: number): Only =>
  ({ meta }) =>
    Date.parse(String((meta as JsonObject | undefined)?.['lastUpdated'])) > instant;

const ofClaims =
  (test: Only): Only =>
  (resource) =>
    resource['resourceType'] !== 'ExplanationOfBenefit' || test(resource);

const tagged = (codes: readonly string[]): Only =>
  ofClaims(({ meta }) => {
    const tags = ((meta as JsonObject | undefined)?.['tag'] ?? []) as readonly JsonObject[];
    return tags.some(({ system, code }) => system === TAG_SYSTEM && codes.includes(String(code)));
  });

/** The tests of a filter, the default one if it names no system; a text: it is refused. */
const filterFrom = (
  text: string | undefined,
): { readonly tests: readonly Only[]; readonly byDefault: boolean } | string => {
  if (text === undefined) return { tests: [tagged(BY_DEFAULT)], byDefault: true };
  const [type, search, ...more] = text.split('?');
  if (type !== 'ExplanationOfBenefit' || search === undefined || more.length > 0)
    return '_typeFilter must be ExplanationOfBenefit, a question mark and a search.';
  const tests: Only[] = [];
  let byDefault = true;
  for (const pair of search.split('&')) {
    const [name = '', ...rest] = pair.split('=');
    const values = rest.join('=').split(',');
    if (name === '_tag') {
      const codes = values.map((value) => value.replace(`${TAG_SYSTEM}|`, ''));
      if (!values.every((value) => value.startsWith(`${TAG_SYSTEM}|`)) || !codes.every((one) => SYSTEMS.includes(one)))
        return `_tag allows only ${TAG_SYSTEM} with ${SYSTEMS.join(', ')}.`;
      tests.push(tagged(codes));
      byDefault = false;
    } else if (name === 'outcome') {
      if (!values.every((value) => OUTCOMES.includes(value))) return `outcome allows only ${OUTCOMES.join(', ')}.`;
      tests.push(ofClaims(({ outcome }) => values.includes(String(outcome))));
    } else if (name === 'service-date') {
      const test = servedAt(rest.join('='));
      if (test === undefined) return 'service-date must be a date with eq, gt, ge, lt or le.';
      tests.push(test);
    } else return 'A filter allows only _tag, outcome and service-date.';
  }
  if (byDefault) tests.push(tagged(BY_DEFAULT));
  return { tests, byDefault };
};

/** Compares dates as texts, as far as the one that is asked for is given. */
const servedAt = (text: string): Only | undefined => {
  const [, operator = '', day] = /^(eq|gt|ge|lt|le)?(\d{4}(?:-\d\d(?:-\d\d)?)?)$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  return ofClaims(({ billablePeriod }) => {
    const { start, end } = billablePeriod as { readonly start: string; readonly end: string };
    const [first, last] = [start.slice(0, day.length), end.slice(0, day.length)];
    switch (operator) {
      case 'gt':
        return last > day;
      case 'ge':
        return last >= day;
      case 'lt':
        return first < day;
      case 'le':
        return first <= day;
      default:
        return first <= day && last >= day;
    }
  });
};
