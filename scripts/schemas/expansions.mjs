// The official expansions of value sets: they supply what the definitions alone cannot expand, and check everything else.
import { readFiles } from './definitions.mjs';

const SOURCE = {
  source: 'hl7.fhir.r4.expansions@4.0.1',
  sha512:
    '1342e30062881256bd5dd33df1c3b313c7effacc9ccd54b3cea8c4ff6f6b84ad632b9da4481cb348cf9d42e40cd23e018812293306727509ca1d5d75ad5e4895',
  folder: 'package/',
};

/** Their codes are not in the definitions: ISO 4217, and the HL7 v2 table 0131. */
const TAKEN = new Set(['currencies', 'patient-contactrelationship']);

/** Where the two differ, and why that is right. */
const DIFFERENT = {
  'security-labels': 'abstract codes',
  'consent-category': 'abstract codes',
  'item-type': 'abstract codes',
  'provenance-activity-type': 'abstract codes',
  'v2-0916': 'a code that is added later',
  'v3-ActConsentDirective': 'abstract codes',
  'v3-ServiceDeliveryLocationRoleType': 'abstract codes',
  'observation-interpretation': 'abstract and retired codes',
};

/** Takes codes from the official expansions into a model, and throws if its own differ from them without a reason. */
export const compareExpansions = ({ valueSets }) => {
  const official = officialSets();
  for (const [name, set] of valueSets) {
    const codes = official.get(set.url);
    if (codes === undefined) continue;
    if (TAKEN.has(name)) valueSets.set(name, { ...set, codes, open: [] });
    else if (set.open.length === 0 && !(name in DIFFERENT) && JSON.stringify(codes) !== JSON.stringify(set.codes))
      throw new Error(`${name} is not expanded as ${SOURCE.source} expands it`);
  }
};

const officialSets = () => {
  const sets = new Map();
  for (const [name, text] of readFiles(SOURCE)) {
    if (!/^ValueSet-.*\.json$/.test(name)) continue;
    const { url, expansion } = JSON.parse(text);
    const systems = new Map();
    for (const { system, code } of flat(expansion?.contains ?? []))
      systems.set(system, [...(systems.get(system) ?? []), code]);
    sets.set(
      url,
      [...systems].map(([system, codes]) => [system, [...new Set(codes)].sort()]).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  return sets;
};

const flat = (contains) =>
  contains.flatMap((one) => [
    ...(one.code !== undefined && one.abstract !== true ? [one] : []),
    ...flat(one.contains ?? []),
  ]);
