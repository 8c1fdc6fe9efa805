// What the package `fhir` makes of the official definitions, so that it need not read them at run time.
import fhir from 'fhir';
import { gzipSync } from 'node:zlib';

// Code systems first: a value set is expanded when it is read.
const ORDER = [
  'v3-codesystems.json',
  'v2-tables.json',
  'valuesets.json',
  'profiles-types.json',
  'profiles-resources.json',
];

/** What its validator reads of its parser (no displays, no value set that nothing is bound to); gzip. */
export const secondOpinion = (files) => {
  const parser = new fhir.ParseConformance(false, fhir.Versions.STU3);
  for (const name of ORDER) parser.parseBundle(JSON.parse(files.get(name)));
  const { parsedStructureDefinitions, parsedValueSets } = parser;
  const bound = new Set();
  JSON.stringify(parsedStructureDefinitions, (key, value) => {
    if (key === '_valueSet') bound.add(value.split('|')[0]);
    return value;
  });
  const valueSets = Object.entries(parsedValueSets)
    .filter(([url]) => bound.has(url))
    .map(([url, { systems }]) => [
      url,
      { systems: systems.map(({ uri, codes }) => ({ uri, codes: codes.map(onlyCode) })) },
    ]);
  const dump = { parsedStructureDefinitions, parsedValueSets: Object.fromEntries(valueSets) };
  return gzipSync(JSON.stringify(dump), { level: 9 });
};

const onlyCode = ({ code }) => ({ code });
