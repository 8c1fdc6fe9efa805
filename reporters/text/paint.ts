import pc from 'picocolors';

/** Colors by meaning; functions that do nothing where there are none. */
export type Paint = ReturnType<typeof pc.createColors>;

/** Paints nothing: for text that no terminal reads. */
export const plain: Paint = pc.createColors(false);
