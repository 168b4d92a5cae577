import type { AuditAsked } from './pages/Audit';
import type { Compared } from './pages/Compare';
import type { OnlineAsked } from './pages/Online';
import type { Asked } from './pages/TryIt';

// Those of the named parameters that say something. The others are there, too, as undefined: the router would keep what the address has.
function read<Name extends string>(search: Record<string, unknown>, ...names: Name[]): { [name in Name]?: string } {
  return Object.fromEntries(names.map((name) => [name, typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined])) as { [name in Name]?: string };
}

export const readAsked = (search: Record<string, unknown>): Asked => read(search, 'user', 'item', 'category', 'where');

export const readItem = (search: Record<string, unknown>) => read(search, 'id');

export function readAudit(search: Record<string, unknown>): AuditAsked {
  const asked = read(search, 'action', 'who', 'since', 'until');
  return { ...asked, ...days(asked), ...readPage(search) };
}

// What is no day of the calendar asks for nothing.
function days<Name extends string>(asked: { [name in Name]?: string }): { [name in Name]?: string } {
  return Object.fromEntries(
    (['since', 'until'] as Name[]).map((name) => {
      const day = asked[name] ?? '';
      return [name, /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : undefined];
    }),
  ) as { [name in Name]?: string };
}

export function readOnline(search: Record<string, unknown>): OnlineAsked {
  const { by, ...range } = read(search, 'from', 'to', 'by');
  return { ...range, by: by === 'source' || by === 'endpoint' ? by : undefined } as OnlineAsked;
}

export const readPage = (search: Record<string, unknown>) => readNumber(search, 'before');

export const readAgainst = (search: Record<string, unknown>) => readNumber(search, 'against');

export const readComparedRankings = (search: Record<string, unknown>): Compared => read(search, 'user', 'left', 'right');

export const readWebhook = (search: Record<string, unknown>) => ({ ...read(search, 'webhook'), ...readPage(search) });

export const readCompared = (search: Record<string, unknown>) => read(search, 'compare');

function readNumber<Name extends string>(search: Record<string, unknown>, name: Name): { [name in Name]?: number } {
  const number = Number(search[name]);
  return { [name]: Number.isSafeInteger(number) && number > 0 ? number : undefined } as { [name in Name]?: number };
}
