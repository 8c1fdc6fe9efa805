import { below, isObject, type JsonValue, referred } from './json.js';

/** Nodes that a document may have after every reference in it is replaced by its target. */
const MOST_NODES = 1_000_000;

/**
 * Whether a document keeps a readable size when its references are replaced; circular references count once. A few
 * hundred bytes of references to references can expand to more than any memory holds.
 */
export const expandsWithinBounds = (document: JsonValue): boolean => {
  const sizes = new Map<string, number>();
  const sizeOf = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 1;
    if (isObject(node) && typeof node['$ref'] === 'string') return sizeOfReference(node['$ref']);
    return Object.values(node).reduce<number>((sum, child) => Math.min(MOST_NODES + 1, sum + sizeOf(child)), 1);
  };
  const sizeOfReference = (reference: string): number => {
    const known = sizes.get(reference);
    if (known !== undefined) return known;
    // While its size is being computed it counts once: that ends circles.
    sizes.set(reference, 1);
    const size = sizeOf(referred(document, reference)?.node);
    sizes.set(reference, size);
    return size;
  };
  try {
    return sizeOf(document) <= MOST_NODES;
  } catch (error) {
    // Chains of references deeper than the stack.
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** Places of references to other documents. */
export const externalReferences = (document: JsonValue): string[] => {
  const found: string[] = [];
  const walk = (node: unknown, pointer: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const reference = isObject(node) ? node['$ref'] : undefined;
    if (typeof reference === 'string' && !reference.startsWith('#')) found.push(below(pointer, '$ref'));
    for (const [name, child] of Object.entries(node)) walk(child, below(pointer, name));
  };
  walk(document, '');
  return found;
};
