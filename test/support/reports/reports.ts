import { checkServer, startEmbedded } from '../../../src/assess/index.js';
import type { KnownFailure, Report } from '../../../src/model/index.js';
import { faults } from '../../../suites/server/faults.js';
import { catalogue } from '../../../suites/index.js';
import { addTexts } from '../../../suites/add-texts.js';
import { profile201912 } from '../../../suites/profiles/2019-12.js';
import { kept } from './kept.js';

/** A run against the embedded server, with faults, and without the second client where that is to be missing. */
const runUnder = async (
  ids: readonly string[],
  { known, alone = false }: { known?: readonly KnownFailure[]; alone?: boolean } = {},
): Promise<Report> => {
  const chosen = faults.filter(({ id }) => ids.includes(id));
  if (chosen.length !== ids.length) throw new Error(`of the faults ${ids.join(', ')} one is unknown`);
  const { run, server } = await startEmbedded(profile201912, { beneficiaries: 2, faults: chosen });
  const { other, ...single } = run;
  try {
    const options = { ...single, ...(!alone && other !== undefined && { other }) };
    const { report } = await checkServer({ ...options, catalogue, ...(known !== undefined && { known }) });
    return await addTexts(report);
  } finally {
    await server.close();
  }
};

/** Canonical report 1: everything is met. */
export const allPass = (): Promise<Report> => kept('all-pass', () => runUnder([]));

const MIXED = [
  'metadata-says-r4',
  'kickoff-refuses-without-outcome',
  'status-progress-talkative',
  'token-may-be-cached',
  'manifest-job-id-as-text',
  'claim-item-without-sequence',
  'patient-marital-status-of-no-set',
];

/**
 * Canonical report 2: failures that gate, of which one is known; warnings; findings about resources; and blocked for
 * want of an input (a second client) as well as by an earlier failure.
 */
export const mixed = (): Promise<Report> =>
  kept('mixed', () =>
    runUnder(MIXED, {
      alone: true,
      known: [{ id: 'metadata.fhir-version', because: 'the gateway still says R4', see: 'https://tracker.example/1' }],
    }),
  );

/** What a hostile server, or a careless user, may get into a report. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]></failure><testcase name="forged"/>',
  '\u{1b}[31mred\u{1b}[0m\u{7}\u{0}',
  '| a | b |\n# forged\n`code`',
  '::error file=x::forged',
  '%0A::error::forged',
  '\u{202e}reversed\u{2066}',
  '\u{d800} lone surrogate',
  '</textarea><!-- -->{{7*7}}${7*7}',
  'javascript:alert(1)',
];

/** Canonical report 3: the mixed one, interrupted, with hostile text in every place that a server or a user can fill. */
export const hostile = async (): Promise<Report> => {
  const report = await mixed();
  const bad = HOSTILE.join(' ');
  return {
    ...report,
    target: `https://hostile.example/${HOSTILE[1]}`,
    interrupted: true,
    incomplete: ['the run was interrupted'],
    notes: [bad],
    errors: [bad],
    verdicts: report.verdicts.map((verdict) => ({
      ...verdict,
      ...(verdict.seen !== undefined && { seen: `${verdict.seen} ${bad}` }),
      ...(verdict.because !== undefined && { because: `${verdict.because} ${bad}` }),
      ...(verdict.known !== undefined && { known: { because: bad, see: 'javascript:alert(1)', until: '2999-01-01' } }),
    })),
    exchanges: report.exchanges.map((exchange) => ({
      ...exchange,
      request: {
        ...exchange.request,
        url: `${exchange.request.url}?${HOSTILE[1]}`,
        headers: [...exchange.request.headers, ['X-Hostile', bad]],
      },
      ...(exchange.reply !== undefined && {
        reply: {
          ...exchange.reply,
          headers: [...exchange.reply.headers, ['Server', bad]],
          body: { ...exchange.reply.body, form: 'json', documents: 1, json: { [bad]: bad } },
        },
      }),
    })),
  };
};
