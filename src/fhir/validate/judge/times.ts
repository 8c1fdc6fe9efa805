const PARTS =
  /^(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const leap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a day exists (day, or month and day, may be missing). */
export const onCalendar = (text: string): boolean => {
  const [, year, month, day] = PARTS.exec(text) ?? [];
  if (year === undefined) return false;
  if (month === undefined || day === undefined) return true;
  const days = month === '02' && leap(Number(year)) ? 29 : (DAYS[Number(month) - 1] ?? 0);
  return Number(day) >= 1 && Number(day) <= days;
};

/** The first and the last moment that a date can mean: seconds, and fractional digits. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly fraction: string;
  readonly zoned: boolean;
}

const DAY = 86_400;
/** The largest offset of a zone: a date without a zone may begin this much earlier or end this much later. */
const ZONES = 14 * 3600;

/**
 * Whether one date, dateTime or instant is certainly after another. If their precision leaves that open (2020 and
 * 2020-05), it is not.
 */
export const isAfter = (one: string, other: string): boolean => {
  const a = span(one);
  const b = span(other);
  if (a === undefined || b === undefined) return false;
  const slack = a.zoned === b.zoned ? 0 : ZONES;
  if (a.from - slack !== b.to) return a.from - slack > b.to;
  const length = Math.max(a.fraction.length, b.fraction.length);
  return a.fraction.padEnd(length, '0') > b.fraction.padEnd(length, '0');
};

const span = (text: string): Span | undefined => {
  const [, year, month, day, hour, minute, second, fraction = '', zone] = PARTS.exec(text) ?? [];
  if (year === undefined) return undefined;
  const start = seconds(Number(year), Number(month ?? 1), Number(day ?? 1));
  if (hour !== undefined) {
    const at = start + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset(zone);
    return { from: at, to: at, fraction, zoned: zone !== undefined };
  }
  const next =
    day !== undefined
      ? start + DAY
      : month !== undefined
        ? seconds(Number(year), Number(month) + 1, 1)
        : seconds(Number(year) + 1, 1, 1);
  return { from: start, to: next - 1, fraction: '', zoned: false };
};

const seconds = (year: number, month: number, day: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000;
};

const offset = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60;
  return zone.startsWith('-') ? -size : size;
};
