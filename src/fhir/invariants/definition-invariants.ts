import type { FhirRelease } from '../definitions/release.js';
import type { Holds } from './invariants.js';
import { all, distinct, has, hasChoice, isTrue, list, textAt } from './members.js';

const either =
  (...keys: readonly string[]): Holds =>
  (node) =>
    keys.some((key) => has(node, key));
const needs =
  (one: string, other: string): Holds =>
  (node) =>
    !has(node, one) || has(node, other);
const notBothChoices =
  (one: string, other: string): Holds =>
  (node) =>
    !hasChoice(node, one) || !hasChoice(node, other);
const oneType =
  (choice: string): Holds =>
  (node) =>
    !hasChoice(node, choice) || list(node, 'type').length <= 1;
const idsDistinct =
  (view: string): Holds =>
  (node) =>
    distinct(all(node, view, 'element').map((one) => textAt(one, 'id')));

/** Invariants of StructureDefinition, ElementDefinition, OperationDefinition and ValueSet: see `INVARIANTS`. */
export const DEFINITION_INVARIANTS: Readonly<Record<string, Holds>> = {
  'eld-1': either('discriminator', 'description'),
  'eld-3': (node) => node.text === '' || node.text === '*' || /^[0-9]+$/.test(node.text),
  'eld-4': (node) => !has(node, 'aggregation') || textAt(node, 'code') === 'Reference',
  'eld-6': oneType('fixed'),
  'eld-7': oneType('pattern'),
  'eld-8': notBothChoices('pattern', 'fixed'),
  'eld-10': (node) => hasChoice(node, 'valueSet') || has(node, 'description'),
  'eld-14': (node) => distinct(list(node, 'constraint').map((one) => textAt(one, 'key'))),
  'eld-15': (node) => !hasChoice(node, 'defaultValue') || !has(node, 'meaningWhenMissing'),
  'eld-16': (node) => /^[a-zA-Z0-9/\-_]+$/.test(textAt(node, 'sliceName') ?? 'none'),
  'opd-1': either('type', 'part'),
  'opd-2': (node) => !has(node, 'searchType') || textAt(node, 'type') === 'string',
  'sdf-2': either('name', 'uri'),
  'sdf-4': (node) => isTrue(node, 'abstract') || has(node, 'baseDefinition'),
  'sdf-5': (node) =>
    textAt(node, 'type') !== 'Extension' ||
    textAt(node, 'derivation') === 'specialization' ||
    (has(node, 'context') && has(node, 'contextType')),
  'sdf-6': either('snapshot', 'differential'),
  'sdf-16': idsDistinct('snapshot'),
  'sdf-17': idsDistinct('differential'),
  'sdf-18': (node) => !has(node, 'contextInvariant') || textAt(node, 'type') === 'Extension',
  'vsd-1': either('valueSet', 'system'),
  'vsd-2': (node) => (!has(node, 'concept') && !has(node, 'filter')) || has(node, 'system'),
  'vsd-3': (node) => !has(node, 'concept') || !has(node, 'filter'),
  'vsd-5': either('compose', 'expansion'),
  'vsd-6': either('code', 'display'),
  'vsd-9': (node) => has(node, 'code') || isTrue(node, 'abstract'),
  'vsd-10': needs('code', 'system'),
};

/**
 * Not judged: they concern the internal consistency of a definition, and definitions contained in a claim have not been
 * observed. Their other rules are judged.
 */
const STU3: ReadonlySet<string> = new Set(
  (
    'eld-2 eld-5 eld-11 eld-12 eld-13 sdf-1 sdf-3 sdf-7 sdf-8 sdf-8a sdf-9 sdf-11 sdf-12 sdf-14 sdf-15 sdf-15a ' +
    'sdf-19 sdf-20'
  ).split(' '),
);

/**
 * Of R4 also: what only definitions, tests and measures have, which no export has; dom-6, which asks for a narrative in every
 * resource as best practice; what needs another resource; what compares with a code system called 'something'.
 */
const R4: ReadonlySet<string> = new Set(
  (
    'con-3 ctm-1 dom-6 eld-11 eld-12 eld-13 eld-16 eld-17 eld-18 eld-19 eld-2 eld-20 eld-21 eld-22 eld-4 eld-5 evv-1 ig-1 ig-2 ' +
    'mea-1 mqty-1 mrp-1 mrp-2 opd-3 msq-3 msq-5 msq-6 ppc-2 ppc-3 ppc-4 ppc-5 sdf-1 sdf-10 sdf-11 sdf-14 sdf-15 sdf-15a sdf-16 ' +
    'sdf-17 sdf-19 sdf-20 sdf-21 sdf-22 sdf-23 sdf-3 sdf-5 sdf-8 sdf-8a sdf-8b sdf-9 tcp-1 tcp-2 tcp-3 tcp-4 tcp-5 tst-1 ' +
    'tst-10 tst-11 tst-12 tst-13 tst-2 tst-3 tst-4 tst-5 tst-6 tst-7 tst-8 tst-9'
  ).split(' '),
);

/** The invariants of each release that are not judged. */
export const NOT_JUDGED: Readonly<Record<FhirRelease, ReadonlySet<string>>> = { stu3: STU3, r4: R4 };
