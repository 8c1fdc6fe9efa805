import { type FhirRelease, RELEASES } from './release.js';

/** Codes that a finding lists; of a larger value set it says how many there are. */
const MOST_CODES = 20;

/** A value set as a finding names it: with its codes, or with its systems and the number of its codes. */
export const valueSetText = (set: string, codes: ReadonlyMap<string, ReadonlySet<string>>): string => {
  const all = [...codes].flatMap(([, list]) => [...list]);
  const said =
    all.length <= MOST_CODES
      ? all.join(', ')
      : `${all.length.toLocaleString('en')} codes of ${[...codes.keys()].join(' and ')}`;
  return `${set} (${said})`;
};

/** The page of a value set. */
export const valueSetPage = (release: FhirRelease, set: string): string => {
  const { page } = RELEASES[release];
  const [, version, name] = /^v([23])-(.+)$/.exec(set) ?? [];
  if (version === undefined) return `${page}valueset-${set}.html`;
  return `${page}v${version}/${name}/${version === '2' ? 'index' : 'vs'}.html`;
};
