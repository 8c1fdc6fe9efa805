import type { Identities, Mark } from '../../../model/index.js';
import { type Assertion, not, nothing, ok, unreadable } from '../../assertion.js';
import { counted } from '../../counted.js';
import { fileOf } from './file-facts.js';
import { statusOf } from '../replies.js';

const lacksNone = (says: string, lack: 'withoutId' | 'withoutSubject', words: string): Assertion => ({
  says,
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    const found: Identities[typeof lack] = fact.identities[lack];
    if (found !== undefined)
      return not(`${found.count} × ${words}, first in ${fact.type} file, line ${found.lines[0]}`);
    return fact.resources === 0 ? nothing('the file has no resources') : ok;
  },
});

/** Every resource of the listed type has an id. */
export const haveIds: Assertion = lacksNone('every resource has an id', 'withoutId', 'resource without an id');

/** Every claim and coverage refers to its Patient. */
export const nameTheirPatient: Assertion = lacksNone(
  'every ExplanationOfBenefit and Coverage says whose record it is',
  'withoutSubject',
  'resource that does not say whose record it is',
);

/** No resource was updated more than a minute, which allows for clocks that differ, after the manifest's transactionTime. */
export const notUpdatedLater: Assertion = {
  says: 'no resource was updated after the transactionTime of its manifest',
  at: (exchange, view) => {
    const fact = fileOf(exchange, view);
    if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
    const { updates } = fact.identities;
    if (updates === undefined) return unreadable('the manifest has no transactionTime to compare with');
    const { dated, late } = updates;
    if (dated === 0) return nothing('no resource says when it was updated');
    return late === undefined
      ? ok
      : not(
          `${counted(late.count, 'resource')} of ${dated} updated later, first in ${fact.type} file, line ${late.lines[0]}`,
        );
  },
};

const MARKED: Readonly<Record<Mark, { readonly says: string; readonly words: string; readonly type?: string }>> = {
  'system-type': {
    says: 'every claim has exactly one System-Type tag, with a documented code',
    words: 'claim without exactly one documented System-Type tag',
    type: 'ExplanationOfBenefit',
  },
  outcome: {
    says: 'the outcome of every claim is complete or partial',
    words: 'claim with another outcome',
    type: 'ExplanationOfBenefit',
  },
  'control-number': {
    says: 'every claim that is not of DDPS has a claim control number',
    words: 'claim without a claim control number',
    type: 'ExplanationOfBenefit',
  },
  mbi: {
    says: 'every Patient has a Medicare Beneficiary Identifier of type MB',
    words: 'Patient without a Medicare Beneficiary Identifier of type MB',
    type: 'Patient',
  },
  'old-url': {
    says: 'no extension URL, system or code is one of the versions before',
    words: 'resource with a URL of the versions before',
  },
};

/** Every resource has what the documentation says that each has. */
export const asMarked = (mark: Mark): Assertion => {
  const { says, words, type } = MARKED[mark];
  return {
    says,
    at: (exchange, view) => {
      const fact = fileOf(exchange, view);
      if (fact === undefined) return unreadable(`the file was not downloaded: ${statusOf(exchange)}`);
      if (type !== undefined && fact.type !== type) return nothing(`no ${type} file was listed`);
      const { marks } = fact.identities;
      if (marks === undefined) return unreadable('the transcript was recorded without this');
      const found = marks[mark];
      if (found !== undefined)
        return not(`${found.count} × ${words}, first in ${fact.type} file, line ${found.lines[0]}`);
      return fact.resources === 0 ? nothing(`the ${fact.type} file has no resources`, 1) : ok;
    },
  };
};
