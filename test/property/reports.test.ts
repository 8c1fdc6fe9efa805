import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { departures } from '../../schemas/violations.js';
import { comparisonFormats } from '../../reporters/comparison/index.js';
import { diagnosisFormats } from '../../reporters/console/doctor.js';
import { formats, formatsFor } from '../../reporters/index.js';
import { readSchema } from '../../schemas/index.js';
import { compareReports, judgeTranscript } from '../../src/assess/index.js';
import { judgeText } from '../../src/fhir/validate/judge/text.js';
import type { Comparison, Diagnosis, Report } from '../../src/model/index.js';
import { catalogue } from '../../suites/index.js';
import { holds, text } from '../support/arbitrary/index.js';
import { fitting } from '../support/arbitrary/schema.js';
import { altered, free, profileOf, recorded } from '../support/arbitrary/transcripts.js';
import { HAR_SCHEMA } from '../support/formats/har-schema.js';
import { junitDepartures } from '../support/formats/junit-schema.js';
import { tagsOf } from '../support/formats/markup.js';
import { readXml } from '../support/formats/xml.js';

const transcripts = await recorded();

/** Reports about whatever was recorded, with whatever a user or an accident may have put beside it. */
const reports: fc.Arbitrary<Report> = fc
  .record({
    transcript: fc.oneof(altered(transcripts), free(transcripts)),
    strict: fc.boolean(),
    because: text,
    words: fc.array(text, { maxLength: 3 }),
  })
  .map(({ transcript, strict, because, words }) => {
    const known = words.length > 1 ? [{ id: 'metadata.fhir-version', because, see: words[0] ?? '' }] : [];
    const options = { catalogue, strict, ...(transcript.role === 'server' && { known }) };
    const report = judgeTranscript(transcript, profileOf(transcript), options);
    return { ...report, errors: words.slice(1), notes: [...report.notes, ...words] };
  });

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addFormat('uri', (uri: string) => URL.canParse(uri));
const isHar = ajv.compile(HAR_SCHEMA);

const TAGS = new Set(
  `!doctype html head meta title style body a nav ul li main footer p code section h1 h2 h3 h4 div dl dt dd table caption
   colgroup col thead tbody tr th td span strong em details summary pre button input label select option form fieldset
   legend svg g rect line path text circle polyline title desc time abbr script ol b i small header article noscript br
   output search mark figure figcaption kbd samp`.split(/\s+/),
);

/** What is wrong with a page that somebody else's text could have made. */
const faultsOfPage = (page: string): string[] => {
  const tags = tagsOf(page);
  const odd = tags.flatMap(({ name, attributes }) => [
    ...(TAGS.has(name) ? [] : [`<${name}>`]),
    ...Object.entries(attributes).flatMap(([key, value]) =>
      /^on/i.test(key) || /^\s*javascript:/i.test(value) ? [`${key}="${value}"`] : [],
    ),
  ]);
  const scripts = tags.filter(({ name }) => name === 'script').length;
  return [...odd, ...(scripts <= 1 ? [] : ['more than one script'])];
};

/** What is wrong with a text by its format; empty: nothing. */
const faultsIn: Readonly<Record<string, (text: string) => unknown>> = {
  json: (written) => departures('report', JSON.parse(written)),
  junit: (written) => junitDepartures(readXml(written)),
  har: (written) => (isHar(JSON.parse(written)) ? [] : isHar.errors),
  fhir: (written) => judgeText(written).findings,
  html: faultsOfPage,
  'certificate-html': faultsOfPage,
};

/** Of ours is the line break alone; in JSON all else is escaped. */
const INVISIBLE = /[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** What stands around the first such sign, for whoever reads a failure. */
const around = (page: string): string | undefined => {
  const at = page.search(INVISIBLE);
  return at < 0 ? undefined : JSON.stringify(page.slice(Math.max(0, at - 60), at + 20));
};

const written = (report: Report): Record<string, string> =>
  Object.fromEntries(formatsFor(report.role).map((name) => [name, formats[name](report, { color: false })]));

describe('whatever a report says, every format of it is one', () => {
  holds('and can be written', 30, reports, (report) => {
    for (const [name, page] of Object.entries(written(report))) {
      expect([name, faultsIn[name]?.(page) ?? []]).toEqual([name, []]);
      expect(page).not.toBe('');
      if (!['json', 'har', 'fhir'].includes(name)) expect([name, around(page)]).toEqual([name, undefined]);
    }
  });

  holds('and it says the same when it was read back', 20, reports, (report) => {
    const { seal, ...read } = JSON.parse(formats['json'](report)) as Report;
    expect(seal).toMatch(/^[0-9a-f]{64}$/);
    expect(read).toStrictEqual(report);
    expect(written(read)).toEqual(written(report));
  });
});

const comparisons = fc.tuple(reports, reports).filter(([a, b]) => a.role === b.role && a.profile === b.profile);

describe('whatever two runs say, they can be compared', () => {
  holds('and the comparison says the same when it was read back', 10, comparisons, ([before, after]) => {
    const comparison = compareReports(before, after);
    const read = JSON.parse(comparisonFormats['json']?.(comparison) ?? '') as Comparison;
    expect(departures('comparison', read)).toEqual([]);
    expect(read).toStrictEqual(comparison);
    for (const [name, format] of Object.entries(comparisonFormats)) {
      expect(format(read)).toBe(format(comparison));
      if (name !== 'json') expect(INVISIBLE.exec(format(read))).toBeNull();
    }
    expect(compareReports(before, before).result).not.toBe('regressed');
  });
});

const schema = readSchema('doctor');
const diagnoses = fitting(schema, (schema['$defs'] ?? {}) as Record<string, unknown>) as fc.Arbitrary<Diagnosis>;

describe('whatever a diagnosis says', () => {
  holds('it can be written, and says the same when it was read back', 100, diagnoses, (diagnosis) => {
    const read = JSON.parse(diagnosisFormats.json(diagnosis)) as Diagnosis;
    expect(departures('doctor', read)).toEqual([]);
    expect(read).toStrictEqual(diagnosis);
    const page = diagnosisFormats.console(diagnosis);
    expect(diagnosisFormats.console(read)).toBe(page);
    expect(INVISIBLE.exec(page)).toBeNull();
  });
});
