import { type ResourceType, resourcesOf } from '../../fixtures/index.js';
import type { Marks } from './marks.js';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A mark of the kind that a value is of: a date for a date, a number for a number. */
const markLike = (value: unknown, marks: Marks, place: string): unknown => {
  if (typeof value === 'number') return marks.number(place);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return marks.date(place);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return `${marks.date(place)}T01:02:03Z`;
  return marks.word(place);
};

/** Every leaf of a resource by its path, `resourceType` aside. */
const leavesOf = (value: unknown, path = ''): string[] => {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, `${path}[${index}]`));
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    path === '' && key === 'resourceType' ? [] : leavesOf(member, `${path}.${key}`),
  );
};

/** A copy with some leaves changed, by path. */
const withLeaves = (value: unknown, change: (leaf: unknown, path: string) => unknown, path = ''): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => withLeaves(item, change, `${path}[${index}]`));
  if (!isObject(value)) return change(value, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      path === '' && key === 'resourceType' ? member : withLeaves(member, change, `${path}.${key}`),
    ]),
  );
};

/** A copy with a marked member in every object, or with every name of a member followed by a mark. */
const withKeys = (value: unknown, marks: Marks, how: 'added' | 'renamed', path: string): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => withKeys(item, marks, how, `${path}[${index}]`));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    how === 'renamed' && key !== 'resourceType' ? `${key}${marks.word(`${path}.${key}, renamed`)}` : key,
    withKeys(member, marks, how, `${path}.${key}`),
  ]);
  if (how === 'added') members.push([marks.word(`${path}, a name`), marks.word(`${path}, behind a name`)]);
  return Object.fromEntries(members);
};

/** The places of a resource that the data of a server seldom fill. */
const adorned = (resource: Json, marks: Marks, of: string): Json[] => {
  const word = (place: string): string => marks.word(`${of}, ${place}`);
  const extension = {
    url: `http://${word('url of an extension')}.example/x`,
    valueString: word('value of an extension'),
  };
  return [
    { ...resource, extension: [extension], modifierExtension: [{ ...extension, extension: [extension] }] },
    { ...resource, extension: [{ url: word('url that is none') }, { valueDate: marks.date(`${of}, extension`) }] },
    { ...resource, id: `${word('id')} not an id`, meta: { profile: [word('profile')], tag: [{ code: word('tag') }] } },
    { ...resource, text: { status: word('status of text'), div: `<div>${word('narrative')}</div>` } },
    {
      ...resource,
      text: {
        status: 'generated',
        div: `<div xmlns="http://www.w3.org/1999/xhtml"><${word('element')} ${word('attribute')}="${word('its value')}">${word('within')}</${word('end')}><script>${word('script')}</script></div>`,
      },
    },
    {
      ...resource,
      contained: [
        { resourceType: word('type of contained'), id: word('id of contained') },
        { resourceType: 'Patient', id: word('id of a contained Patient'), gender: word('gender of contained') },
        { resourceType: 'Basic', [word('name in contained')]: word('value in contained') },
      ],
    },
    {
      ...resource,
      implicitRules: word('implicitRules'),
      language: word('language'),
      _language: { id: word('_language') },
    },
    { ...resource, [`_${word('shadow')}`]: { extension: [extension] }, _id: { extension: [extension] } },
    { ...resource, resourceType: word('resourceType') },
    { ...resource, resourceType: marks.number(`${of}, resourceType`) },
    {
      ...resource,
      subject: { reference: `${word('type of reference')}/${word('id of reference')}`, display: word('display') },
    },
    { ...resource, patient: { reference: `http://${word('host')}/Patient/${word('id of absolute reference')}?x=1` } },
    { ...resource, identifier: [{ system: word('system'), value: word('value'), period: { start: word('start') } }] },
  ];
};

/** Lines that are no resources, or none that can be read. */
const brokenLines = (resource: Json, marks: Marks, of: string): (string | Buffer)[] => {
  const word = (place: string): string => marks.word(`${of}, ${place}`);
  const text = JSON.stringify({ ...resource, id: word('a line that is cut') });
  const around = (before: string, bytes: readonly number[], after: string): Buffer =>
    Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  return [
    word('a line of a word'),
    `{"resourceType":"Patient","id":${word('no JSON')}}`,
    `{'resourceType':'Patient','id':'${word('single quotes')}'}`,
    text.slice(0, text.indexOf('a') > 0 ? -7 : -1),
    `${text}${word('behind the resource')}`,
    `"${word('a string')}"`,
    `["${word('an array')}"]`,
    `${marks.number(`${of}, a number`)}`,
    around('{"resourceType":"Patient","id":"', [0xff, 0xfe, 0xc0], `${word('invalid UTF-8')}"}`),
    around('{"resourceType":"Patient","id":"\u0000\u001b[31m', [0x07], `${word('control characters')}"}`),
    `{"a":${'['.repeat(3000)}"${word('too deep')}"${']'.repeat(3000)}}`,
    `{"resourceType":"Patient",${`"${word('deep name')}":{`.repeat(300)}${'}'.repeat(300)}}`,
    `{"id":"${word('twice, first')}","id":"${word('twice, second')}","resourceType":"${word('type of a twice')}"}`,
    `{"resourceType":"Patient","id":"\\ud800${word('lone surrogate')}"}`,
    `{"resourceType":"Patient","id":"\\q${word('wrong escape')}"}`,
    `{"resourceType":"Patient","birthDate":${marks.number(`${of}, birthDate`)},"gender":"${word('gender')}"}`,
    `{"resourceType":"Patient","active":"${word('active')}","multipleBirthInteger":${marks.number(`${of}, many`)}.5e3}`,
    `\ufeff{"resourceType":"Patient","id":"${word('byte order mark')}"}`,
    `{"resourceType":"Patient","id":"x"} {"resourceType":"${word('second document')}"}`,
  ];
};

/** NDJSON in which every value and every name of a resource of that type is a mark, on one line or another. */
export const plantedLines = (type: ResourceType, marks: Marks): Buffer => {
  const [resource = {}] = resourcesOf(type, { seed: 1, index: 0 }) as Json[];
  const leaves = leavesOf(resource);
  const single = leaves.map((path) =>
    withLeaves(resource, (leaf, at) => (at === path ? markLike(leaf, marks, `${type}${path}, alone`) : leaf)),
  );
  const wrong = leaves.map((path) =>
    withLeaves(resource, (leaf, at) =>
      at === path
        ? typeof leaf === 'string'
          ? marks.number(`${type}${path}, a number for a text`)
          : marks.word(`${type}${path}, a text for a number`)
        : leaf,
    ),
  );
  const lines = [
    resource,
    withLeaves(resource, (leaf, path) => markLike(leaf, marks, `${type}${path}, beside others`)),
    withKeys(resource, marks, 'added', type),
    withKeys(resource, marks, 'renamed', type),
    ...single,
    ...wrong,
    ...adorned(resource, marks, type),
  ].map((line) => JSON.stringify(line));
  const all = [...lines, ...brokenLines(resource, marks, type)];
  return Buffer.concat(all.flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]));
};

/** An OperationOutcome with a mark in every place. */
export const plantedOutcome = (marks: Marks, of: string): Json => {
  const word = (place: string): string => marks.word(`${of}, ${place}`);
  return {
    resourceType: 'OperationOutcome',
    id: word('id'),
    [word('a name')]: word('behind a name'),
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${word('narrative')}</div>` },
    extension: [{ url: word('url of extension'), valueString: word('extension') }],
    issue: [
      {
        severity: 'error',
        code: 'processing',
        details: {
          text: word('details.text'),
          coding: [{ code: word('details.code'), system: word('details.system') }],
        },
        diagnostics: `${word('diagnostics')} ${marks.number(`${of}, diagnostics`)} ${marks.date(`${of}, diagnostics`)}`,
        location: [word('location')],
        expression: [`Patient.${word('expression')}`],
        extension: [{ url: word('issue.extension.url'), valueCode: word('issue.extension') }],
      },
      { severity: word('severity'), code: word('code'), [word('name in issue')]: 1 },
      word('an issue that is a text'),
    ],
  };
};

/** Error files: outcomes with a mark in every place, and lines that are none. */
export const plantedErrors = (marks: Marks): Buffer => {
  const outcomes = [1, 2].map((nth) => JSON.stringify(plantedOutcome(marks, `outcome ${nth} of an error file`)));
  const broken = brokenLines({ resourceType: 'OperationOutcome', issue: [] }, marks, 'error file');
  return Buffer.concat([...outcomes, ...broken].flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]));
};
