/** A count with its noun in the right number: "1 more kind", "2 more kinds". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
