import type { Basis, Level } from '../../src/model/index.js';

/** The requirements of a released catalogue: level and basis, with the ids of that weight, separated by blanks. */
export type Released = Readonly<Partial<Record<`${Level} ${Basis}`, string>>>;
