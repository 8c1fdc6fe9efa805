import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { labelsOf } from '../../src/model/steps.js';
import {
  belongsTo,
  caseUnder,
  EXPORT_SETS,
  type ExportSet,
  exportPath,
  exportRequests,
  isOfPages,
  isOneGuide,
  type Profile,
  type Requirement,
  wordedUnder,
} from '../../src/model/index.js';
import { packageRoot } from '../../src/package.js';
import { sandboxClients } from '../../src/reference/server/server.js';
import { catalogue } from '../../suites/index.js';
import { notYet } from '../../suites/not-yet.js';
import { profiles } from '../../suites/profiles/index.js';
import { profile201909 } from '../../suites/profiles/2019-09.js';
import { profile201912 } from '../../suites/profiles/2019-12.js';

/** The guides and the list of requirements lie beside the checkout; where they do not, what needs them is skipped. */
const shared = join(packageRoot, '..', 'shared');
const readShared = (name: string): string | undefined =>
  existsSync(join(shared, name)) ? readFileSync(join(shared, name), 'utf8') : undefined;
const guides = new Map<string, string | undefined>(profiles.map(({ id }) => [id, readShared(`guides/${id}.md`)]));
const guideOf = ({ id }: Profile, skip: (note: string) => never): string =>
  guides.get(id) ?? skip(`the guide ${id} is not in ../shared/guides`);

const requirements = catalogue.flatMap((suite) => suite.requirements.map((requirement) => ({ suite, requirement })));
const profilesOf = (requirement: Requirement): readonly Profile[] =>
  profiles.filter((profile) => belongsTo(requirement, profile));

describe('ids', () => {
  const ids = requirements.map(({ requirement }) => requirement.id);

  test('of suites are unique', () => {
    const suites = catalogue.map(({ role, id }) => `${role} ${id}`);
    expect(new Set(suites).size).toBe(suites.length);
  });
  test('of requirements are unique', () => {
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
  test.each(requirements.map(({ suite, requirement: { id } }) => ({ id, suite: suite.id })))(
    '$id stands in its chapter and is of lower-case words',
    ({ id, suite }) => {
      expect(id.startsWith(`${suite}.`)).toBe(true);
      expect(id).toMatch(/^[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+$/);
    },
  );
  test('no id is a prefix of another, so that a selection is never two things', () => {
    expect(ids.filter((id) => ids.some((other) => other.startsWith(`${id}.`)))).toEqual([]);
  });
});

describe('requirements', () => {
  test.each(requirements.map((one) => ({ id: one.requirement.id, ...one })))('$id', ({ suite, requirement }) => {
    const { statement, decision, cases, untestable } = requirement;
    expect(statement).toMatch(/^[A-Z_a-z].*\.$/s);
    if (decision !== undefined) expect(decision).toMatch(/[.!]$/);
    if (cases === undefined) expect(untestable).toMatch(/\w.*\.$/);
    else expect(cases.length).toBeGreaterThan(0);
    for (const { when } of cases ?? []) expect(Object.keys(suite.scenarios)).toContain(when);
    expect(profilesOf(requirement)).not.toEqual([]);
  });

  test('every scenario is wanted by a requirement', () => {
    const wanted = new Set(
      requirements.flatMap(({ suite, requirement }) =>
        (requirement.cases ?? []).map(({ when }) => `${suite.id} ${when}`),
      ),
    );
    const scenarios = catalogue.flatMap(({ id, scenarios: own }) => Object.keys(own).map((name) => `${id} ${name}`));
    expect(scenarios.filter((name) => !wanted.has(name))).toEqual([]);
  });

  test('every expectation is about exchanges that its scenario can have', () => {
    // An `every` says first which labels it looks at; a misspelt label would silently find nothing to judge.
    const labels = new Set([
      'kickoff',
      'status',
      'manifest',
      'data',
      'error-data',
      'status-refused-bare',
      'kickoff-apart-refused',
      'other-token',
    ]);
    const everyStep = catalogue.flatMap(({ scenarios }) => Object.values(scenarios).flatMap(({ steps }) => steps));
    for (const { suite, requirement } of requirements)
      for (const one of requirement.cases ?? []) {
        const scenario = suite.scenarios[one.when];
        // It reads what other scenarios ask for, too.
        const steps = scenario?.everything === true ? everyStep : (scenario?.steps ?? []);
        const own = new Set([...labels, ...steps.flatMap(labelsOf)]);
        const { says } = caseUnder(one, profile201912).expect;
        const [, named = ''] = /^([a-z0-9-]+(?:, [a-z0-9-]+)*): /.exec(says) ?? [];
        const unknown = named.split(', ').filter((label) => label !== '' && !own.has(label));
        expect({ id: requirement.id, unknown }).toEqual({ id: requirement.id, unknown: [] });
      }
  });
});

/** What is asked once more, later. */
const OF_LATER = new Set([
  ...['token-again', 'status-again', 'file-again', 'jobs-after-cancel', 'canceled-status-later'],
]);

test('what is not judged yet is in no chapter, once, and under profiles of today', () => {
  const ids = notYet.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => requirements.some(({ requirement }) => requirement.id === id))).toEqual([]);
  const today = profiles.filter(isOfPages).map(({ id }) => id);
  for (const { under, statement, reason } of notYet) {
    expect(under.every((id) => today.includes(id))).toBe(true);
    expect(statement).toMatch(/^\S.*\.$/);
    expect(reason).toMatch(/^\S.*\.$/);
  }
});

describe('steps', () => {
  const steps = catalogue.flatMap(({ scenarios }) => Object.values(scenarios).flatMap((scenario) => scenario.steps));
  const asks = steps.flatMap((step) => (step.do === 'ask' ? [step] : []));

  test('of one label are one step', () => {
    const first = new Map<string, (typeof asks)[number]>();
    for (const ask of asks) {
      if (!first.has(ask.label)) first.set(ask.label, ask);
      expect(ask).toStrictEqual(first.get(ask.label));
    }
  });
  test('of one kind have one label', () => {
    const labels = new Map<string, Set<string>>();
    for (const { label, ...rest } of asks) {
      // Two requests that are the same by intent, since what is asked once more must be the same.
      if (OF_LATER.has(label)) continue;
      const key = JSON.stringify(rest);
      labels.set(key, (labels.get(key) ?? new Set()).add(label));
    }
    expect([...labels.values()].filter(({ size }) => size > 1).map((names) => [...names])).toEqual([]);
  });
  test('have labels that no export has', () => {
    const taken = ['kickoff', 'status', 'manifest', 'data', 'error-data'];
    expect(asks.filter(({ label }) => taken.includes(label))).toEqual([]);
  });
});

describe('sources', () => {
  const cited = requirements.flatMap(({ requirement }) =>
    profilesOf(requirement).map((profile) => {
      const worded = wordedUnder(requirement, profile);
      return { profile, requirement: worded, source: worded.source };
    }),
  );
  test('of basis guide are the guide, and of basis advice are advice', () => {
    const document = {
      guide: /^BCDA (guide|documentation of July 2026)$/,
      advice: /^advice on the BCDA guide$/,
      rfc: /^RFC \d+$/,
      spec: /FHIR|NDJSON/,
    };
    for (const { requirement } of requirements)
      expect(requirement.source.document).toMatch(document[requirement.basis]);
    const ofPages = {
      ...document,
      guide: /^BCDA documentation of July 2026$/,
      advice: /^advice on the BCDA documentation of July 2026$/,
    };
    for (const { profile, requirement, source } of cited)
      if (isOfPages(profile))
        expect([requirement.id, source.document]).toEqual([
          requirement.id,
          expect.stringMatching(ofPages[requirement.basis]),
        ]);
  });
  test.each(profiles)('on the guide $id are sections of it', (profile) => {
    const own = cited.filter(
      (one) => one.profile === profile && /BCDA (?:guide|documentation)/.test(one.source.document),
    );
    expect(own.length).toBeGreaterThan(50);
    const lost = own.filter(({ source }) => !profile.sections.includes(source.section));
    expect(lost.map(({ requirement, source }) => `${requirement.id}: ${source.section}`)).toEqual([]);
  });
  test.for(profiles.filter(isOneGuide))('sections of $id are headings of the guide', (profile, { skip }) => {
    const headings = [...guideOf(profile, skip).matchAll(/^#+ +(.*?) *$/gm)].map(([, heading]) => heading);
    expect(profile.sections.filter((section) => !headings.includes(section))).toEqual([]);
    expect(new Set(profile.sections).size).toBe(profile.sections.length);
  });
  test('elsewhere have a URL', () => {
    const elsewhere = requirements.filter(
      ({ requirement: { source } }) => !/BCDA (guide|documentation)/.test(source.document),
    );
    for (const { requirement } of elsewhere) expect(requirement.source.url).toMatch(/^https?:\/\/\S+$/);
  });
});

/** The guides of 2019 have neither _since nor _typeFilter, nor other versions beside them. */
const NARROWED = { 'foreign-type': [], since: [], future: [], filtered: [] } as const;

/** What each guide says, in its own spelling, beside the constant that says the same. */
const WORDS: readonly {
  readonly profile: Profile;
  readonly holds: Partial<Profile>;
  readonly exports: Readonly<Record<ExportSet, readonly string[]>>;
  readonly says: readonly string[];
}[] = [
  {
    profile: profile201909,
    holds: {
      released: '2019-05-30',
      tokenLife: 3600,
      tokenRequest: 'no-body',
      parameters: [],
      progress: 'words',
      errorFileSuffix: true,
      endpoints: [
        { name: 'ExplanationOfBenefit', types: ['ExplanationOfBenefit'] },
        { name: 'Patient', types: ['Patient'] },
        { name: 'Coverage', types: ['Coverage'] },
      ],
    },
    exports: {
      endpoints: ['ExplanationOfBenefit', 'Patient', 'Coverage'].map((name) => `/api/v1/${name}/$export`),
      again: ['/api/v1/ExplanationOfBenefit/$export'],
      'all-types': [],
      'each-type': [],
      'type-pairs': [],
      'empty-type': [],
      ...NARROWED,
    },
    says: [
      '"releaseDate": "2019-05-30"',
      'access tokens expire after one hour.',
      'curl -X POST "https://api.bcda.cms.gov/auth/token"',
      'curl -v "https://api.bcda.cms.gov/api/v1/ExplanationOfBenefit/\\$export"',
      'curl -v "https://api.bcda.cms.gov/api/v1/Patient/\\$export"',
      'curl -v "https://api.bcda.cms.gov/api/v1/Coverage/\\$export"',
      'Headers will include X-Progress: In Progress\n',
      '/data/42/DBBD1CE1-AE24-435C-807D-ED45953077D3-error.ndjson',
    ],
  },
  {
    profile: profile201912,
    holds: {
      released: '2019-12-09',
      tokenLife: 1200,
      tokenRequest: 'empty-form',
      parameters: ['_type'],
      progress: 'percentage',
      errorFileSuffix: false,
      endpoints: [{ name: 'Patient', types: ['ExplanationOfBenefit', 'Patient', 'Coverage'] }],
    },
    exports: {
      endpoints: ['/api/v1/Patient/$export'],
      again: ['/api/v1/Patient/$export'],
      'all-types': ['/api/v1/Patient/$export?_type=Coverage,Patient,ExplanationOfBenefit'],
      'each-type': ['ExplanationOfBenefit', 'Patient', 'Coverage'].map(
        (type) => `/api/v1/Patient/$export?_type=${type}`,
      ),
      'type-pairs': ['Patient,ExplanationOfBenefit', 'Coverage,ExplanationOfBenefit', 'Patient,Coverage'].map(
        (types) => `/api/v1/Patient/$export?_type=${types}`,
      ),
      'empty-type': ['/api/v1/Patient/$export?_type='],
      ...NARROWED,
    },
    says: [
      '"releaseDate": "2019-12-09"',
      'access tokens expire after twenty minutes.',
      `curl -d '' -X POST "https://api.bcda.cms.gov/auth/token"`,
      'curl -X GET "https://api.bcda.cms.gov/api/v1/Patient/$export"',
      'curl -v https://api.bcda.cms.gov/api/v1/Patient/$export?_type=ExplanationOfBenefit',
      'curl -v https://api.bcda.cms.gov/api/v1/Patient/$export?_type=Patient',
      'curl -v https://api.bcda.cms.gov/api/v1/Patient/$export?_type=Coverage',
      'an estimated progress percentage is also included',
    ],
  },
];
/** The same in both. */
const PATHS: Profile['paths'] = {
  token: '/auth/token',
  metadata: '/api/v1/metadata',
  version: '/_version',
  api: '/api/v1',
  jobs: '/api/v1/jobs',
  swagger: '/api/v1/swagger',
  data: '/data',
};
const SANDBOX = {
  clientId: '09869a7f-46ce-4908-a914-6129d080a2ae',
  clientSecret: '64916fe96f71adc79c5735e49f4e72f18ff941d0dd62cf43ee1ae0857e204f173ba10e4250c12c48',
};
const BOTH = [
  'POST /auth/token',
  'GET /api/v1/metadata',
  '"reference": "https://api.bcda.cms.gov/_version"',
  '"reference": "https://api.bcda.cms.gov/api/v1/jobs/[jobId]"',
  '"reference": "https://api.bcda.cms.gov/api/v1/metadata"',
  '"reference": "https://api.bcda.cms.gov/data/[jobID]/[random_UUID].ndjson"',
  '"fhirVersion": "3.0.1"',
  'Content-Location: https://api.bcda.cms.gov/api/v1/jobs/42',
  'GET https://api.bcda.cms.gov/data/42/',
  'Accept: application/fhir+json',
  'Prefer: respond-async',
  `Client ID:\n${SANDBOX.clientId}`,
  `Client Secret:\n${SANDBOX.clientSecret}`,
];

describe.for(WORDS.map((one) => ({ id: one.profile.id, ...one })))(
  'the profile $id',
  ({ profile, holds, exports, says }) => {
    test('holds what its guide says', () => {
      expect(profile).toMatchObject(holds);
      expect(profile).toMatchObject({ fhirVersion: '3.0.1', paths: PATHS, sandbox: SANDBOX });
    });
    test('makes the exports that its guide shows or names', () => {
      const made = EXPORT_SETS.map((set) => [set, exportRequests(profile, set).map(({ path }) => path)]);
      expect(Object.fromEntries(made)).toEqual(exports);
      for (const { path, types } of EXPORT_SETS.flatMap((set) => exportRequests(profile, set))) {
        expect(path.startsWith('/api/v1/')).toBe(true);
        expect(types.length).toBeGreaterThan(0);
      }
    });
    test('spells its export paths with a literal dollar sign', () => {
      expect(profile.endpoints.map(({ name }) => exportPath(profile, name))).toEqual(
        profile.endpoints.map(({ name }) => `/api/v1/${name}/$export`),
      );
    });
    test.for([...says, ...BOTH])('the guide says: %s', (words, { skip }) => {
      expect(guideOf(profile, skip)).toContain(words);
    });
    test('lists the export operations of its guide, and no others', ({ skip }) => {
      const listed = guideOf(profile, skip).matchAll(
        /"reference": "https:\/\/api\.bcda\.cms\.gov\/api\/v1\/(\w+)\/\$export"/g,
      );
      expect([...listed].map(([, name]) => name)).toEqual(profile.endpoints.map(({ name }) => name));
    });
  },
);

/** What the pages say of the versions of today's API, in literals. */
const VERSIONS = [
  ['v1', 1, '3.0.1', ['_type', '_since', '_outputFormat']],
  ['v2', 2, '4.0.1', ['_type', '_since', '_outputFormat']],
  ['v3', 3, '4.0.1', ['_type', '_since', '_outputFormat', '_typeFilter']],
] as const;

describe.each(VERSIONS)('the profile %s', (id, version, fhirVersion, parameters) => {
  const profile = profiles.find((one) => one.id === id)!;
  test('holds what the pages say', () => {
    expect(profile).toMatchObject({
      ...{ fhirVersion, parameters, tokenLife: 1200, tokenRequest: 'empty-form', progress: 'percentage' },
      ...{ silent401: false, showsExpiresIn: true, managesJobs: true },
    });
    expect(profile.paths).toEqual({
      token: '/auth/token',
      metadata: `/api/v${version}/metadata`,
      api: `/api/v${version}`,
      jobs: `/api/v${version}/jobs`,
      otherJobs: ['/api/v1/jobs', '/api/v2/jobs', '/api/v3/jobs'].filter((path) => !path.includes(id)),
      attribution: `/api/v${version}/attribution_status`,
      data: '/data',
    });
  });
  test('makes exports of both endpoints by turns', () => {
    const paths = EXPORT_SETS.flatMap((set) => exportRequests(profile, set)).map(({ path }) => path);
    const at = (name: string, query = ''): string => `/api/v${version}/${name}/$export${query}`;
    expect(paths).toEqual(
      expect.arrayContaining([
        at('Group/all'),
        at('Patient'),
        at('Group/runout'),
        at('Group/all', '?_outputFormat=application%2Ffhir%2Bndjson&_type=ExplanationOfBenefit'),
        at('Patient', '?_outputFormat=application%2Fndjson&_type=Patient'),
        at('Group/all', '?_outputFormat=ndjson&_type=Coverage'),
        at('Patient', '?_type=Coverage,ExplanationOfBenefit'),
      ]),
    );
  });
});

test('the reference server knows the sandbox client of the guides, and another', () => {
  expect(sandboxClients[0]).toEqual(SANDBOX);
  expect(sandboxClients[1].clientId).not.toBe(SANDBOX.clientId);
});

describe('statements and decisions are our own words', () => {
  const RUN = 8;
  const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}$_]+/gu) ?? [];
  const runsIn = (text: string): string[] =>
    wordsIn(text).flatMap((_, index, words) =>
      index + RUN <= words.length ? [words.slice(index, index + RUN).join(' ')] : [],
    );
  test.for(profiles.filter(isOneGuide))('no run of eight words is in the guide $id', (profile, { skip }) => {
    const taken = new Set(runsIn(guideOf(profile, skip)));
    expect(taken.size).toBeGreaterThan(1000);
    const ours = requirements.flatMap(({ requirement: { id, statement, decision = '', untestable = '' } }) =>
      [statement, decision, untestable].flatMap(runsIn).map((run) => `${id}: ${run}`),
    );
    expect(ours.length).toBeGreaterThan(100);
    expect(ours.filter((run) => taken.has(run.slice(run.indexOf(': ') + 2)))).toEqual([]);
  });
});

/** A row of the list of requirements that the project began with; the catalogue has others that came later. */
interface Row {
  readonly id: string;
  readonly level: string;
  readonly basis: string;
  readonly profiles: readonly string[];
}

/** Profiles that the list is about. */
const LISTED: readonly string[] = ['2019-09', '2019-12'];

/** Ids of the list that the catalogue may leave out. */
const LATER = /^(resources|contract)\.|^(metadata\.valid-stu3|kickoff\.error-valid-stu3|errors\.valid-stu3)$/;

const rowsIn = (text: string): Row[] => {
  const server = text.slice(text.indexOf('## Server role'), text.indexOf('## Client role'));
  return server.split(/^### /m).flatMap((chapter) => {
    const only12 = /^.*\(2019-12 only\)/.test(chapter);
    const rows = [...chapter.matchAll(/^\| (\S+) \| (MUST|SHOULD|MAY) \| (\w+) \|(?: ([^|]+) \|)?/gm)];
    return rows.flatMap(([, ids = '', level = '', basis = '', p = '']) => {
      const own = only12 || p === '12' ? ['2019-12'] : p === '09' ? ['2019-09'] : LISTED;
      return expand(ids).map((id) => ({ id, level, basis, profiles: own }));
    });
  });
};

/** `a.{b,c}.d` is a.b.d and a.c.d. */
const expand = (ids: string): string[] => {
  const match = /^(.*)\{([^}]+)\}(.*)$/.exec(ids);
  return match === null ? [ids] : (match[2] ?? '').split(',').map((part) => `${match[1]}${part}${match[3]}`);
};

describe('the list of requirements', () => {
  const list = readShared('requirements.md');
  const rows = list === undefined ? [] : rowsIn(list);
  const needs = (skip: (note: string) => never): void => {
    if (list === undefined) skip('there is no ../shared/requirements.md');
  };
  const testable: Row[] = requirements
    .filter(({ suite, requirement }) => suite.role === 'server' && requirement.cases !== undefined)
    .map(({ requirement }) => ({
      id: requirement.id,
      level: requirement.level,
      basis: requirement.basis,
      profiles: profilesOf(requirement).flatMap(({ id }) => (LISTED.includes(id) ? [id] : [])),
    }));

  test('is read as it is meant', ({ skip }) => {
    needs(skip);
    expect(rows.length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows).toContainEqual({
      id: 'protection.data.expired-token',
      level: 'MUST',
      basis: 'guide',
      profiles: ['2019-09', '2019-12'],
    });
    expect(rows).toContainEqual({
      id: 'status.progress-percent',
      level: 'MUST',
      basis: 'guide',
      profiles: ['2019-12'],
    });
    expect(rows).toContainEqual({
      id: 'parameters.empty-type',
      level: 'SHOULD',
      basis: 'advice',
      profiles: ['2019-12'],
    });
  });

  test('is in the catalogue, with the same level, basis and profiles', ({ skip }) => {
    needs(skip);
    for (const row of rows) {
      const own = testable.find(({ id }) => id === row.id);
      if (own !== undefined || !LATER.test(row.id)) expect(own ?? 'missing').toEqual(row);
    }
  });
});
