const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** How long ago, or until when: "3 hours ago". */
export function ago(time: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** Seconds in words: "4 min 20 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** A share such as Recall: four digits after the point, or a dash where there is none. */
export const figure = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(4));

/** A time in the viewer's zone. */
export const localTime = (time: string): string => new Date(time).toLocaleString();

/** The zone of the viewer's clock, by its IANA name. */
export const viewersZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A time to the minute on the clock of a zone, with its day: "Mon, 1 Dec 2025, 03:00". */
export const timeIn = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(time));

/** The same without its date: "Mon, 03:00". */
export const clockIn = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(time));

/** A share in percent: "12.3 %". */
export const percent = (share: number | null | undefined): string => (share == null ? '–' : `${(100 * share).toFixed(1)} %`);

/** A count: "1,234". */
export const count = (number: number): string => number.toLocaleString('en');
