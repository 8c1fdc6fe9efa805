import { drive } from '../drive/drive.js';
import { asksMetadata, METADATA_STEP } from '../drive/elsewhere.js';
import { plannedExports, type TitledScenario } from '../drive/plan.js';
import { CannotJudge, type JudgeOptions, type RunOptions, type Step, systemClock } from '../model/index.js';
import { type Checked, judgeRecordedRun } from './results/checked.js';
import { refuseSameClient, whyNotExpired } from './inputs.js';
import { currentKnown } from './known-failures.js';
import { ofRole, scenariosOf, selectRequirements } from './select.js';

/**
 * Checks a server: runs the conversations that the selected requirements need, and judges the recording.
 * Throws CannotJudge for wrong input and for a server that cannot be reached; an interruption (signal) still reports.
 */
export const checkServer = async (given: RunOptions & JudgeOptions): Promise<Checked> => {
  // In normal form, so that it can be compared with the URLs that the server gives.
  const [base, publicUrl] = [normal(given.base), given.publicUrl === undefined ? undefined : normal(given.publicUrl)];
  const options = {
    ...given,
    base,
    ...(publicUrl !== undefined && { publicUrl }),
    catalogue: ofRole(given.catalogue, 'server'),
  };
  const { profile } = options;
  const selected = selectRequirements(profile, options);
  const scenarios = withMetadataFirst(scenariosOf(selected), options);
  refuseBadInput(
    options,
    scenarios.flatMap(({ steps }) => steps),
  );
  options.onProgress?.({
    kind: 'plan',
    profile: profile.id,
    requirements: selected.length,
    exports: Math.min(plannedExports(profile, scenarios), options.exportBudget ?? Infinity),
  });
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const { errors, ...recorded } = await drive(options, scenarios);
  const { report, ...rest } = judgeRecordedRun(
    {
      ...recorded,
      ...{ profile, base, startedAt, durationMs: Math.round(performance.now() - begun) },
      ...(publicUrl !== undefined && { publicUrl }),
      ...(options.sample !== undefined && { sample: options.sample }),
      ...(options.connection?.ca !== undefined && { ca: true as const }),
    },
    options,
  );
  return { report: { ...report, errors: [...errors, ...report.errors] }, ...rest };
};

/** A base URL in normal form. */
const normal = (url: string): string => new URL(url).href.replace(/\/+$/, '');

/** Before credentials are sent, the metadata show whether the server is there: they need none. */
const withMetadataFirst = (scenarios: TitledScenario[], { credentials }: RunOptions): TitledScenario[] => {
  const [first] = scenarios[0]?.steps ?? [];
  if (credentials === undefined || first === undefined || asksMetadata(first)) return scenarios;
  return [{ suite: 'Metadata', title: 'the metadata before any credentials', steps: [METADATA_STEP] }, ...scenarios];
};

const refuseBadInput = (options: RunOptions & JudgeOptions, steps: readonly Step[]): void => {
  const { credentials, other, expiredToken, clock = systemClock } = options;
  // Known failures that cannot apply are refused now, not after the last file was read.
  currentKnown(options);
  const open = (step: Step): boolean =>
    step.do === 'handshake' ||
    step.do === 'contract' ||
    (step.do === 'ask' && ['metadata', 'version'].includes(step.at));
  if (credentials === undefined && !steps.every(open))
    throw new CannotJudge(
      'Credentials are needed: give --client-id and --client-secret-file, or set BCDA_CLIENT_ID and BCDA_CLIENT_SECRET. ' +
        'Without credentials, only the metadata chapter and the contract chapter except contract.agrees can be judged.',
    );
  refuseSameClient(credentials, other);
  if (expiredToken === undefined) return;
  const why = whyNotExpired(expiredToken, clock.now());
  if (why !== undefined) throw new CannotJudge(`${why.says} ${why.remedy}`);
};
