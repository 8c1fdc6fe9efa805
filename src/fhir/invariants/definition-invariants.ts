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

/** The invariants of each release that are not judged. */
export const NOT_JUDGED: Readonly<Record<FhirRelease, ReadonlySet<string>>> = { stu3: STU3 };
