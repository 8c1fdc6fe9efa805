/** Data change while a run lasts: at most one in so many may be missing, and one always. */
const ONE_IN = 100;

/** Whether so many of some resources are more than changes of the data explain. */
export const isMoreThanFew = (count: number, all: number): boolean => count > 1 && count * ONE_IN > all;
