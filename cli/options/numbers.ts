import { InvalidArgumentError } from 'commander';

/** Parses a whole number within bounds. */
export const countFrom =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? `It must be a whole number, at least ${least}.`
          : `It must be a whole number from ${least} to ${most}.`,
      );
    return value;
  };

/** Parses seconds, with or without a fraction; a timer cannot take more than 24 days. */
export const secondsFrom =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > 2_000_000)
      throw new InvalidArgumentError(`It must be a number of seconds from ${least} to 2000000.`);
    return value;
  };

/** Collects the values of a repeatable option. */
export const gather = (value: string, before: readonly string[] = []): string[] => [...before, value];
