import type { XmlElement } from './xml.js';

/** What an element may have; attributes with ! are required. Content is any number of the elements, in any order. */
interface Rule {
  readonly attributes: string;
  readonly elements?: string;
  /** Whether text may stand in it. */
  readonly text?: true;
}

/**
 * The structure that the schema junit-10.xsd of Jenkins' xunit plugin (jenkinsci/xunit-plugin, MIT) asks for, retold as
 * a table. Its types are strings but for the times. Elements about tests that were run again are left out: we have none.
 */
const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { attributes: 'name time tests failures errors', elements: 'testsuite' },
  testsuite: {
    attributes: 'name! tests! failures! errors! group time skipped timestamp hostname id package file log url',
    elements: 'testsuite properties testcase system-out system-err',
  },
  properties: { attributes: '', elements: 'property' },
  property: { attributes: 'name! value!' },
  testcase: {
    attributes: 'name! time classname group',
    elements: 'skipped error failure system-out system-err',
  },
  failure: { attributes: 'type message', text: true },
  error: { attributes: 'type message', text: true },
  skipped: { attributes: 'type message', text: true },
  'system-out': { attributes: '', text: true },
  'system-err': { attributes: '', text: true },
};
const TIME = /^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$/;

/** Where a document departs from the schema; empty: nowhere. */
export const junitDepartures = (element: XmlElement, root = true): string[] => {
  const { name, attributes, children } = element;
  const rule = RULES[name];
  if (rule === undefined || (root && name !== 'testsuites')) return [`${name} is not known here`];
  const known = rule.attributes.split(' ').filter((word) => word !== '');
  const may = new Set(known.map((word) => word.replace('!', '')));
  const must = known.filter((word) => word.endsWith('!')).map((word) => word.slice(0, -1));
  const inner = rule.elements?.split(' ') ?? [];
  return [
    ...Object.keys(attributes).flatMap((key) => (may.has(key) ? [] : [`${name} has ${key}`])),
    ...must.flatMap((key) => (key in attributes ? [] : [`${name} lacks ${key}`])),
    ...(name.startsWith('testsuite') && !TIME.test(attributes['time'] ?? '') ? [`${name} has a wrong time`] : []),
    ...children.flatMap((child) => {
      if (typeof child === 'string') return rule.text === true || child.trim() === '' ? [] : [`text in ${name}`];
      return inner.includes(child.name) ? junitDepartures(child, false) : [`${child.name} in ${name}`];
    }),
  ];
};
