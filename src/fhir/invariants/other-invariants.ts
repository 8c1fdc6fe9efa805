import type { Holds } from './invariants.js';
import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import { all, choiceOf, deep, distinct, has, hasChoice, isTrue, list, member, textAt } from './members.js';
import { compareDecimals } from '../validate/judge/primitives.js';
import { DEFINITION_INVARIANTS } from './definition-invariants.js';
import { isAfter } from '../validate/judge/times.js';
import { typeNamed } from '../definitions/terms.js';

const either =
  (...keys: readonly string[]): Holds =>
  (node) =>
    keys.some((key) => has(node, key));
const notBoth =
  (one: string, other: string): Holds =>
  (node) =>
    !has(node, one) || !has(node, other);
const only =
  (key: string, where: string, ...values: readonly string[]): Holds =>
  (node) =>
    !has(node, key) || values.includes(textAt(node, where) ?? '');
const never =
  (key: string, where: string, ...values: readonly string[]): Holds =>
  (node) =>
    !has(node, key) || !values.includes(textAt(node, where) ?? '');
const needs =
  (one: string, other: string): Holds =>
  (node) =>
    !has(node, one) || has(node, other);
const inEntries =
  (key: string, ...types: readonly string[]): Holds =>
  (node) =>
    !list(node, 'entry').some((entry) => has(entry, key)) || types.includes(textAt(node, 'type') ?? '');

/** Whether a reference may refer to one of the types: it names one of them, or no type. */
const may = (reference: JsonNode | undefined, ...types: readonly string[]): boolean => {
  const named = typeNamed(textAt(reference, 'reference') ?? '');
  return named === undefined || types.includes(named);
};
const onBehalf: Holds = (node) => !has(node, 'onBehalfOf') || may(member(node, 'agent'), 'Practitioner', 'Device');
const notHome: Holds = (node) => textAt(node, 'use') !== 'home';
const onlyWhenNot =
  (reason: string, flag: string): Holds =>
  (node) =>
    !has(node, reason) || isTrue(node, flag);
const percent = (quantity: JsonNode | undefined): boolean =>
  quantity === undefined ||
  (textAt(quantity, 'code') === '%' && textAt(quantity, 'system') === 'http://unitsofmeasure.org');
const codingOf = (concept: JsonNode | undefined): string[] =>
  all(concept, 'coding').map((one) => JSON.stringify(['system', 'code'].map((key) => textAt(one, key) ?? null)));
const single: readonly string[] = ['sourceId', 'targetId', 'url', 'params'];

/** Invariants of types that only contained resources can have, by key: see `INVARIANTS`. */
export const OTHER_INVARIANTS: Readonly<Record<string, Holds>> = {
  ...DEFINITION_INVARIANTS,
  'Parameters/inv-1': (node) => {
    const [part, value, resource] = [has(node, 'part'), hasChoice(node, 'value'), has(node, 'resource')];
    return part ? !value && !resource : value !== resource;
  },
  'Task/inv-1': (node) => !has(node, 'lastModified') || ordered(node, 'authoredOn', 'lastModified'),
  'ait-1': (node) => textAt(node, 'verificationStatus') === 'entered-in-error' || has(node, 'clinicalStatus'),
  'ait-2': (node) => textAt(node, 'verificationStatus') !== 'entered-in-error' || !has(node, 'clinicalStatus'),
  'app-1': either('type', 'actor'),
  'app-2': (node) => has(node, 'start') === has(node, 'end'),
  'app-3': (node) =>
    (has(node, 'start') && has(node, 'end')) || ['proposed', 'cancelled'].includes(textAt(node, 'status') ?? ''),
  'apr-1': either('participantType', 'actor'),
  'bdl-1': only('total', 'type', 'searchset', 'history'),
  'bdl-2': inEntries('search', 'searchset'),
  'bdl-3': inEntries('request', 'batch', 'transaction', 'history'),
  'bdl-4': inEntries('response', 'batch-response', 'transaction-response'),
  'bdl-5': either('resource', 'request', 'response'),
  'bdl-7': (node) =>
    distinct(
      list(node, 'entry')
        .filter((entry) => has(entry, 'fullUrl'))
        .map((entry) =>
          JSON.stringify([
            textAt(entry, 'fullUrl'),
            textAt(member(member(entry, 'resource'), 'meta'), 'versionId') ?? '',
          ]),
        ),
    ),
  'bdl-8': (node) => textAt(node, 'fullUrl')?.includes('/_history/') !== true,
  'bdl-9': (node) => {
    const identifier = member(node, 'identifier');
    return textAt(node, 'type') !== 'document' || (has(identifier, 'system') && has(identifier, 'value'));
  },
  'cmd-1': (node) => has(node, 'comment') || !['narrower', 'inexact'].includes(textAt(node, 'equivalence') ?? ''),
  'cmd-2': (node) => textAt(node, 'mode') !== 'fixed' || has(node, 'code'),
  'cmd-3': (node) => textAt(node, 'mode') !== 'other-map' || has(node, 'url'),
  'cmp-1': either('text', 'entry', 'section'),
  'cmp-2': notBoth('emptyReason', 'entry'),
  'cmr-1': onBehalf,
  'com-1': onlyWhenNot('notDoneReason', 'notDone'),
  'con-1': either('summary', 'assessment'),
  'con-2': either('code', 'detail'),
  'con-3': (node) => textAt(node, 'verificationStatus') === 'entered-in-error' || has(node, 'clinicalStatus'),
  'con-4': (node) => {
    if (!hasChoice(node, 'abatement')) return true;
    const value = choiceOf(node, 'abatement');
    if (value?.kind === JsonKind.boolean && value.text === 'false') return true;
    return ['resolved', 'remission', 'inactive'].includes(textAt(node, 'clinicalStatus') ?? '');
  },
  'cpl-3': notBoth('detail', 'reference'),
  'csd-1': (node) => distinct(deep(node, 'concept').flatMap(({ items }) => items.map((one) => textAt(one, 'code')))),
  'ctm-1': (node) => !has(node, 'onBehalfOf') || (has(node, 'member') && may(member(node, 'member'), 'Practitioner')),
  'dae-1': (node) => !has(node, 'base'),
  'dae-2': (node) => !has(node, 'slicing'),
  'dae-3': either('uri', 'name'),
  'exp-3': either('language', 'use'),
  'exp-4': either('language', 'use'),
  'fhs-1': (node) => !hasChoice(node, 'age') || !hasChoice(node, 'born'),
  'fhs-2': (node) => hasChoice(node, 'age') || !has(node, 'estimatedAge'),
  'fhs-3': onlyWhenNot('notDoneReason', 'notDone'),
  'gol-1': (node) => !hasChoice(node, 'detail') || has(node, 'measure'),
  'grp-1': (node) => !has(node, 'member') || isTrue(node, 'actual'),
  'imm-1': (node) =>
    !isTrue(node, 'notGiven') || (!has(node, 'reaction') && !has(member(node, 'explanation'), 'reason')),
  'imm-2': (node) => isTrue(node, 'notGiven') || !has(member(node, 'explanation'), 'reasonNotGiven'),
  'imr-1': either('vaccineCode', 'targetDisease'),
  'lnk-1': (node) => list(node, 'item').length > 1,
  'lst-1': notBoth('emptyReason', 'entry'),
  'lst-2': (node) => textAt(node, 'mode') === 'changes' || !list(node, 'entry').some((entry) => has(entry, 'deleted')),
  'mad-1': (node) => has(node, 'dose') || hasChoice(node, 'rate'),
  'mad-2': onlyWhenNot('reasonNotGiven', 'notGiven'),
  'mad-3': (node) => !has(node, 'reasonCode') || !isTrue(node, 'notGiven'),
  'md-1': (node) => /^(?:\*|0*[1-9][0-9]*)$/.test(textAt(node, 'max') ?? '*'),
  'mda-1': never('height', 'type', 'audio'),
  'mda-2': never('width', 'type', 'audio'),
  'mda-3': only('frames', 'type', 'photo'),
  'mda-4': never('duration', 'type', 'photo'),
  'mdd-1': (node) => ordered(node, 'whenPrepared', 'whenHandedOver'),
  'mps-1': onBehalf,
  'mst-1': only('reasonNotTaken', 'taken', 'n'),
  'nor-1': either('oralDiet', 'supplement', 'enteralFormula'),
  // Follows the text and the Schematron; the FHIRPath says the opposite.
  'nsd-1': (node) =>
    textAt(node, 'kind') !== 'root' || !list(node, 'uniqueId').some((one) => textAt(one, 'type') === 'uuid'),
  'nsd-2': (node) =>
    distinct(
      list(node, 'uniqueId')
        .filter((one) => isTrue(one, 'preferred'))
        .map((one) => textAt(one, 'type')),
    ),
  'nsd-3': only('replacedBy', 'status', 'retired'),
  'obs-3': either('low', 'high', 'text'),
  'obs-6': (node) => !has(node, 'dataAbsentReason') || !hasChoice(node, 'value'),
  'obs-7': (node) => {
    if (!hasChoice(node, 'value')) return true;
    const own = codingOf(member(node, 'code'));
    return !list(node, 'component').some((one) => codingOf(member(one, 'code')).some((coding) => own.includes(coding)));
  },
  'org-1': either('identifier', 'name'),
  'org-2': notHome,
  'org-3': notHome,
  'ppc-1': either('policy', 'policyRule'),
  'pro-1': onlyWhenNot('notDoneReason', 'notDone'),
  'qrs-1': notBoth('answer', 'item'),
  'que-1': (node) => {
    const type = textAt(node, 'type');
    return type === 'group' ? has(node, 'item') : type !== 'display' || !has(node, 'item');
  },
  'que-2': (node) => distinct(deep(node, 'linkId').map(({ text }) => text)),
  'que-3': never('code', 'type', 'display'),
  'que-4': notBoth('option', 'options'),
  'que-5': (node) =>
    ['choice', 'open-choice'].includes(textAt(node, 'type') ?? '') || (!has(node, 'options') && !has(node, 'option')),
  'que-6': (node) => textAt(node, 'type') !== 'display' || (!has(node, 'required') && !has(node, 'repeats')),
  'que-7': (node) => has(node, 'hasAnswer') !== hasChoice(node, 'answer'),
  'que-8': (node) => !hasChoice(node, 'initial') || !['group', 'display'].includes(textAt(node, 'type') ?? ''),
  'que-9': never('readOnly', 'type', 'display'),
  'que-10': only('maxLength', 'type', 'boolean', 'decimal', 'integer', 'string', 'text', 'url'),
  'ras-1': (node) => {
    if (node.kind !== JsonKind.object) return true;
    return percent(member(node, 'low')) && percent(member(node, 'high'));
  },
  'ras-2': (node) => {
    const value = textAt(node, 'probabilityDecimal');
    return value === undefined || compareDecimals(value, '100') <= 0;
  },
  'rfr-1': onBehalf,
  'rqg-1': (node) => has(node, 'resource') !== has(node, 'action'),
  'seq-3': (node) => ['0', '1'].includes(textAt(node, 'coordinateSystem') ?? '0'),
  'seq-4': (node) => ['1', '-1'].includes(textAt(node, 'strand') ?? '1'),
  'seq-5': (node) => has(node, 'chromosome') === has(node, 'genomeBuild'),
  'seq-6': (node) =>
    ['genomeBuild', 'referenceSeqId', 'referenceSeqPointer', 'referenceSeqString'].filter((key) => has(node, key))
      .length === 1,
  'sev-1': notBoth('name', 'query'),
  'smp-1': needs('element', 'context'),
  'smp-2': needs('context', 'contextType'),
  'spd-1': needs('xpath', 'xpathUsage'),
  'spd-2': only('chain', 'type', 'reference'),
  'TestScript/inv-4': (node) =>
    list(node, 'capability').some((one) => has(one, 'required')) ||
    list(node, 'capability').some((one) => has(one, 'validated')),
  'TestScript/inv-3': (node) => !has(node, 'expression') || !has(node, 'headerField') || !has(node, 'path'),
  ...Object.fromEntries(['inv-7', 'inv-8', 'inv-9'].map((key) => [`TestScript/${key}`, addressed])),
  ...Object.fromEntries(['inv-5', 'inv-6'].map((key) => [`TestScript/${key}`, oneAssert])),
  ...Object.fromEntries(['inv-10', 'inv-11'].map((key) => [`TestScript/${key}`, compared])),
  ...Object.fromEntries(['inv-12', 'inv-13'].map((key) => [`TestScript/${key}`, directed])),
  ...Object.fromEntries(
    ['inv-1', 'inv-2'].map((key) => [
      `TestScript/${key}`,
      (node: JsonNode) => has(node, 'operation') !== has(node, 'assert'),
    ]),
  ),
};

function ordered(node: JsonNode, first: string, then: string): boolean {
  const [one, other] = [textAt(node, first), textAt(node, then)];
  return one === undefined || other === undefined || !isAfter(one, other);
}

function addressed(node: JsonNode): boolean {
  const type = textAt(member(node, 'type'), 'code') ?? '';
  if (has(node, 'sourceId') || ['capabilities', 'search', 'transaction', 'history'].includes(type)) return true;
  return single.slice(1).filter((key) => has(node, key)).length === 1;
}

function oneAssert(node: JsonNode): boolean {
  const keys = 'contentType expression headerField minimumId navigationLinks path requestMethod resource responseCode';
  const more = 'response rule ruleset validateProfileId';
  return `${keys} ${more}`.split(' ').filter((key) => has(node, key)).length <= 1;
}

// As written: compareToSourceId requires an expression or a path, and each of these requires compareToSourceId.
function compared(node: JsonNode): boolean {
  return (
    has(node, 'compareToSourceId') === (has(node, 'compareToSourceExpression') || has(node, 'compareToSourcePath'))
  );
}

function directed(node: JsonNode): boolean {
  return textAt(node, 'direction') !== 'request' || (!has(node, 'response') && !has(node, 'responseCode'));
}
