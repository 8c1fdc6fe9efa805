import { type Report, standingOf, type Verdict } from '../src/model/index.js';
import { exchangeText } from './text/evidence.js';
import { tryLine } from './text/curl.js';
import { printable } from './text/index.js';
import { variablesOf } from './text/variables.js';

/** Longest text in a comment, in characters. */
const LONGEST = 400;

/**
 * The command lines of a run as one script, for a shell: what failed, one after another, each with what it shows. Secrets are
 * variables, which the script asks for.
 */
export const curl = (report: Report): string => {
  const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
  const tried = report.role === 'client' ? [] : failed;
  const { own, lines } = tried.length === 0 ? { own: [], lines: [] } : variablesOf(report, tried);
  const blocks = [
    ['#!/bin/sh', comment(`What failed: ${report.target}, profile ${report.profile}, ${report.startedAt}.`)],
    ...(report.role === 'client' ? [[comment('A client sends its requests itself: there is nothing to repeat.')]] : []),
    ...(report.role === 'server' && failed.length === 0 ? [[comment('Nothing failed.')]] : []),
    ...(own.length === 0 ? [] : [own.map((name) => `: "\${${name}:?set it first}"`)]),
    ...(lines.length === 0 ? [] : [lines]),
    ...tried.flatMap((verdict) => command(verdict, report)),
  ];
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
};

const command = (verdict: Verdict, report: Report): string[][] => {
  const exchange = report.exchanges.find(({ id }) => id === verdict.evidence[0]);
  if (exchange === undefined) return [];
  const { id, statement, seen = '' } = verdict;
  return [
    [
      comment(`${id} (${standingOf(verdict)}): ${statement}`),
      comment(`seen: ${seen}`),
      comment(exchangeText(exchange, report)),
      tryLine(verdict, exchange, report),
    ],
  ];
};

/** One line, whatever a server said. */
const comment = (text: string): string => `# ${printable(text, LONGEST)}`;
