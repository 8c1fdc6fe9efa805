import type { FindingGroup } from '../../src/fhir/validate/finding.js';

/** A kind of finding in one line: rule, path, how often, what was expected, and the first lines. */
export const groupText = ({ rule, severity, path, count, lines, first }: FindingGroup): string =>
  `${severity}: ${rule}${path === '' ? '' : ` at ${path}`}, ${count} times; expected ${first.expected}; ` +
  `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${count > lines.length ? ' …' : ''}`;
