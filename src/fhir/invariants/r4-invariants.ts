import type { JsonNode } from '../ndjson/json-node.js';
import { type Holds, INVARIANTS } from './invariants.js';
import { all, distinct, has, hasChoice, isTrue, list, member, textAt } from './members.js';
import { OTHER_INVARIANTS } from './other-invariants.js';

/**
 * Keys of invariants that STU3 has too, with the same meaning for the same elements (test/fhir/r4/rules.test.ts compares
 * the expressions): the same functions decide them.
 */
const SHARED = (
  'Parameters/inv-1 Task/inv-1 TestReport/inv-1 TestReport/inv-2 age-1 app-1 app-2 apr-1 att-1 bdl-1 bdl-2 bdl-5 bdl-8 bdl-9 ' +
  'cmd-1 cmd-2 cmd-3 cmp-1 cmp-2 cnt-3 con-1 con-2 cpb-1 cpb-12 cpb-2 cpb-3 cpb-9 cpl-3 cpt-2 csd-1 dis-1 drt-1 eld-1 eld-14 eld-15 ' +
  'eld-3 eld-6 eld-7 eld-8 ext-1 fhs-1 fhs-2 gol-1 grp-1 imr-1 lnk-1 lst-1 lst-2 mad-1 md-1 mdd-1 nor-1 nsd-1 nsd-2 obs-3 obs-6 ' +
  'obs-7 opd-1 opd-2 org-1 org-2 org-3 pat-1 per-1 ppc-1 qrs-1 qty-3 que-1 que-2 que-3 que-6 que-9 ras-1 ras-2 rat-1 rng-2 rqg-1 ' +
  'sdf-18 sdf-2 sdf-4 sdf-6 sev-1 smp-1 smp-2 spd-1 spd-2 sqty-1 tim-1 tim-10 tim-2 tim-4 tim-5 tim-6 tim-7 tim-8 tim-9 vsd-1 ' +
  'vsd-10 vsd-2 vsd-3 vsd-6 vsd-9'
).split(' ');

/** Keys of the invariants that say of a definition that its name should be an identifier. */
const NAMES =
  'adf cid cmd cpb cpd csd ees esc evd evi evv gdf ig lib mea msd nsd opd pdf que red rsd rvs sdf smp spd tcp tst vsd'.split(
    ' ',
  );

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem/';

const one =
  (left: string, right: string): Holds =>
  (node) =>
    has(node, left) !== has(node, right);
const inEntries =
  (key: string, ...types: readonly string[]): Holds =>
  (node) =>
    list(node, 'entry').every((entry) => has(entry, key) === types.includes(textAt(node, 'type') ?? ''));
const firstIs =
  (type: string, resource: string): Holds =>
  (node) =>
    textAt(node, 'type') !== type || textAt(member(list(node, 'entry')[0], 'resource'), 'resourceType') === resource;
const unless =
  (kind: string, holds: Holds): Holds =>
  (node) =>
    textAt(node, 'kind') !== kind || holds(node);
const isNamed: Holds = (node) => /^[A-Z][A-Za-z0-9_]{0,254}$/.test(textAt(node, 'name') ?? 'None');

/** Whether a concept has one of the codes of a system. */
const isCoded = (concept: JsonNode | undefined, system: string, ...codes: readonly string[]): boolean =>
  all(concept, 'coding').some(
    (coding) => textAt(coding, 'system') === TERMINOLOGY + system && codes.includes(textAt(coding, 'code') ?? ''),
  );
const isMistaken = (node: JsonNode, system: string): boolean =>
  isCoded(member(node, 'verificationStatus'), system, 'entered-in-error');
const among = (node: JsonNode, key: string, ...values: readonly string[]): boolean =>
  values.includes(textAt(node, key) ?? '');

/** The invariants of R4, by key: see `INVARIANTS`. */
export const R4_INVARIANTS: Readonly<Record<string, Holds>> = {
  ...Object.fromEntries(Object.entries({ ...INVARIANTS, ...OTHER_INVARIANTS }).filter(([key]) => SHARED.includes(key))),
  ...Object.fromEntries(NAMES.map((key) => [`${key}-0`, isNamed])),
  'ait-1': (node) => isMistaken(node, 'allergyintolerance-verification') || has(node, 'clinicalStatus'),
  'ait-2': (node) => !isMistaken(node, 'allergyintolerance-verification') || !has(node, 'clinicalStatus'),
  'app-3': (node) =>
    (has(node, 'start') && has(node, 'end')) || among(node, 'status', 'proposed', 'cancelled', 'waitlist'),
  'app-4': (node) => !has(node, 'cancelationReason') || among(node, 'status', 'noshow', 'cancelled'),
  'bdl-3': inEntries('request', 'batch', 'transaction', 'history'),
  'bdl-4': inEntries('response', 'batch-response', 'transaction-response', 'history'),
  'bdl-7': (node) => textAt(node, 'type') === 'history' || OTHER_INVARIANTS['bdl-7']?.(node) !== false,
  'bdl-10': (node) => textAt(node, 'type') !== 'document' || textAt(node, 'timestamp') !== undefined,
  'bdl-11': firstIs('document', 'Composition'),
  'bdl-12': firstIs('message', 'MessageHeader'),
  'ces-1': one('category', 'productOrService'),
  'con-4': (node) =>
    !hasChoice(node, 'abatement') ||
    isCoded(member(node, 'clinicalStatus'), 'condition-clinical', 'resolved', 'remission', 'inactive'),
  'con-5': (node) => !isMistaken(node, 'condition-ver-status') || !has(node, 'clinicalStatus'),
  'cpb-7': (node) =>
    distinct(
      list(node, 'document').map((document) =>
        JSON.stringify([textAt(document, 'profile') ?? '', textAt(document, 'mode') ?? '']),
      ),
    ),
  'cpb-14': unless('instance', (node) => has(node, 'implementation')),
  'cpb-15': unless('capability', (node) => !has(node, 'implementation') && has(node, 'software')),
  'cpb-16': unless('requirements', (node) => !has(node, 'implementation') && !has(node, 'software')),
  'drq-1': one('path', 'searchParam'),
  'drq-2': one('path', 'searchParam'),
  'exp-1': (node) => has(node, 'expression') || has(node, 'reference'),
  'imm-1': (node) => has(node, 'documentType') || has(node, 'reference'),
  'ipn-1': (node) => has(node, 'identifier') || has(node, 'name'),
  'lst-3': (node) => textAt(node, 'mode') === 'working' || !list(node, 'entry').some((entry) => has(entry, 'date')),
  'prr-1': (node) => !has(node, 'orderDetail') || has(node, 'code'),
  'que-4': (node) => !has(node, 'answerOption') || !has(node, 'answerValueSet'),
  'que-5': (node) =>
    among(node, 'type', ...'choice open-choice decimal integer date dateTime time string quantity'.split(' ')) ||
    (!has(node, 'answerOption') && !has(node, 'answerValueSet')),
  'que-7': (node) => textAt(node, 'operator') !== 'exists' || has(node, 'answerBoolean'),
  'que-8': (node) => !has(node, 'initial') || !among(node, 'type', 'group', 'display'),
  'que-10': (node) =>
    !has(node, 'maxLength') || among(node, 'type', ...'boolean decimal integer string text url open-choice'.split(' ')),
  'que-11': (node) => !has(node, 'answerOption') || !has(node, 'initial'),
  'que-12': (node) => list(node, 'enableWhen').length <= 2 || has(node, 'enableBehavior'),
  'que-13': (node) => isTrue(node, 'repeats') || list(node, 'initial').length <= 1,
  'trd-1': (node) => !has(node, 'data') || !hasChoice(node, 'timing'),
  'trd-2': (node) => !has(node, 'condition') || has(node, 'data'),
  'trd-3': (node) => {
    const type = textAt(node, 'type') ?? '';
    if (type === 'named-event') return has(node, 'name');
    if (type === 'periodic') return hasChoice(node, 'timing');
    return !type.startsWith('data-') || has(node, 'data');
  },
};
