import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A step of action.yml. */
export interface ActionStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

/** What one step left: its exit code, or undefined where it was not run. */
export interface StepRun {
  readonly code: number | undefined;
  readonly out: string;
}

type Values = Record<string, string>;

/** The value of `inputs.a`, `steps.b.outputs.c`, or of the first of several joined by || that is not empty. */
const valueOf = (expression: string, values: Values): string => {
  for (const name of expression.split('||').map((part) => part.trim())) {
    if (!/^(inputs\.[\w-]+|steps\.[\w-]+\.outputs\.[\w-]+)$/.test(name)) throw new Error(`cannot evaluate ${name}`);
    const value = values[name] ?? '';
    if (value !== '') return value;
  }
  return '';
};

export const filled = (text: string, values: Values): string =>
  text.replaceAll(/\$\{\{([^}]*)\}\}/g, (_, expression: string) => valueOf(expression, values));

/** Whether a step's `if` holds: `always()` and comparisons with the empty text, joined by &&. */
const isDue = (condition: string | undefined, values: Values, failed: boolean): boolean => {
  const parts = (condition ?? '').split('&&').map((part) => part.trim());
  if (failed && !parts.includes('always()')) return false;
  return parts.every((part) => {
    if (part === '' || part === 'always()') return true;
    const [, name = ''] = /^(\S+) != ''$/.exec(part) ?? [];
    return valueOf(name, values) !== '';
  });
};

/**
 * Runs the `run` steps of a composite action as GitHub's runner does: bash with its options, outputs and the summary
 * through files, `if` honoured. Steps that use other actions are not run. Returns what each due step left, by name.
 */
export const runAction = async (
  { inputs, runs }: Action,
  given: Readonly<Record<string, string>>,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<{ steps: Readonly<Record<string, StepRun>>; values: Readonly<Values>; summary: string; code: number }> => {
  const values: Values = {};
  for (const [name, input] of Object.entries(inputs)) values[`inputs.${name}`] = given[name] ?? input.default ?? '';
  const [output, summary] = [join(cwd, 'github-output'), join(cwd, 'github-summary')];
  const steps: Record<string, StepRun> = {};
  let code = 0;
  for (const step of runs.steps) {
    if (step.run === undefined || !isDue(step.if, values, code !== 0)) continue;
    for (const file of [output, summary]) if (file === output || !existsSync(file)) writeFileSync(file, '');
    const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text, values)]);
    const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true', RUNNER_TEMP: cwd };
    const ran = await bash(step.run, cwd, { ...env, ...files, ...(Object.fromEntries(own) as Values) });
    steps[step.name] = ran;
    if (ran.code !== 0 && code === 0) code = ran.code ?? 0;
    for (const line of readFileSync(output, 'utf8').split('\n').filter(Boolean)) {
      const [name = '', ...rest] = line.split('=');
      values[`steps.${step.id ?? ''}.outputs.${name}`] = rest.join('=');
    }
  }
  return { steps, values, summary: existsSync(summary) ? readFileSync(summary, 'utf8') : '', code };
};

const bash = (script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<StepRun> =>
  new Promise((resolve) => {
    const file = join(cwd, 'step.sh');
    writeFileSync(file, script);
    execFile('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], { cwd, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: out + err });
    });
  });
