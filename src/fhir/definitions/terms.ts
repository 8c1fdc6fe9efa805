import { JsonKind, type JsonNode } from '../ndjson/json-text.js';
import { has, list, said } from '../invariants/look.js';
import type { Binding } from './tables.js';

/** How a value stands to a binding; undefined: nothing to say against it. */
export const againstBinding = (node: JsonNode, type: string, binding: Binding): boolean => {
  if (type === 'Coding') return binding.required ? !inSet(node, binding) : strays(node, binding);
  if (type === 'CodeableConcept') return concept(node, binding);
  if (type === 'code') return binding.required && !anySystem(node.text, binding);
  return false;
};

const concept = (node: JsonNode, binding: Binding): boolean => {
  const codings = list(node, 'coding');
  // A concept that only an extension explains names no code to judge.
  if (codings.length === 0) return binding.required && has(node, 'text');
  if (codings.some((coding) => inSet(coding, binding))) return false;
  return binding.required || codings.some((coding) => strays(coding, binding));
};

const anySystem = (code: string, { codes }: Binding): boolean => {
  for (const set of codes.values()) if (set.has(code)) return true;
  return false;
};

const inSet = (coding: JsonNode, { codes }: Binding): boolean => {
  if (coding.kind !== JsonKind.object) return true;
  const [system, code] = [said(coding, 'system'), said(coding, 'code')];
  return system !== undefined && code !== undefined && codes.get(system)?.has(code) === true;
};

/** A code of a system that the value set draws on, and none of the set's. */
const strays = (coding: JsonNode, { codes }: Binding): boolean => {
  const [system, code] = [said(coding, 'system'), said(coding, 'code')];
  return system !== undefined && code !== undefined && codes.get(system)?.has(code) === false;
};

const RESTFUL = /^(?:https?:\/\/[^?#]*\/)?([A-Z][A-Za-z]+)\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** The type that a reference names by its form (references page); undefined where it names none. */
export const typeNamed = (reference: string): string | undefined => RESTFUL.exec(reference)?.[1];
