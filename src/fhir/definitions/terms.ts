import { JsonKind, type JsonNode } from '../ndjson/json-node.js';
import { has, list, textAt } from '../invariants/members.js';
import type { Maximum } from './maximum.js';
import type { Binding } from './tables.js';

/** Whether a value is outside the maximum value set of its binding. A concept needs one coding that is in it. */
export const violatesMaximum = (node: JsonNode, type: string, { system, holds }: Maximum): boolean => {
  const isIn = (coding: JsonNode): boolean => {
    const code = textAt(coding, 'code');
    return textAt(coding, 'system') === system && code !== undefined && holds(code);
  };
  if (type === 'code') return !holds(node.text);
  if (type === 'Coding') return !isIn(node);
  if (type !== 'CodeableConcept') return false;
  const codings = list(node, 'coding');
  // A concept with only an extension has no code to judge.
  return codings.length === 0 ? has(node, 'text') : !codings.some(isIn);
};

/** Whether a value violates a binding. */
export const violatesBinding = (node: JsonNode, type: string, binding: Binding): boolean => {
  if (type === 'Coding') return binding.required ? !inSet(node, binding) : isOutside(node, binding);
  if (type === 'CodeableConcept') return concept(node, binding);
  if (type === 'code') return binding.required && !anySystem(node.text, binding);
  return false;
};

const concept = (node: JsonNode, binding: Binding): boolean => {
  const codings = list(node, 'coding');
  // A concept with only an extension has no code to judge.
  if (codings.length === 0) return binding.required && has(node, 'text');
  if (codings.some((coding) => inSet(coding, binding))) return false;
  return binding.required || codings.some((coding) => isOutside(coding, binding));
};

const anySystem = (code: string, { codes }: Binding): boolean => {
  for (const set of codes.values()) if (set.has(code)) return true;
  return false;
};

const inSet = (coding: JsonNode, { codes }: Binding): boolean => {
  if (coding.kind !== JsonKind.object) return true;
  const [system, code] = [textAt(coding, 'system'), textAt(coding, 'code')];
  return system !== undefined && code !== undefined && codes.get(system)?.has(code) === true;
};

/** Whether a code is not in the value set, although the set uses its system. */
const isOutside = (coding: JsonNode, { codes }: Binding): boolean => {
  const [system, code] = [textAt(coding, 'system'), textAt(coding, 'code')];
  return system !== undefined && code !== undefined && codes.get(system)?.has(code) === false;
};

const RESTFUL = /^(?:https?:\/\/[^?#]*\/)?([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** The type in a literal reference (references page); undefined if there is none. */
export const typeNamed = (reference: string): string | undefined => RESTFUL.exec(reference)?.[1];
