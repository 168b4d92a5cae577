import type { AuditAsked } from './pages/Audit';
import type { Compared } from './pages/Compare';
import type { OnlineAsked } from './pages/Online';
import type { Asked } from './pages/TryIt';

// Those of the named parameters that say something.
function read<Name extends string>(search: Record<string, unknown>, ...names: Name[]): { [name in Name]?: string } {
  return Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : []))) as { [name in Name]?: string };
}

export const readAsked = (search: Record<string, unknown>): Asked => read(search, 'user', 'item', 'category', 'where');

export const readItem = (search: Record<string, unknown>) => read(search, 'id');

export const readAudit = (search: Record<string, unknown>): AuditAsked => ({ ...read(search, 'action', 'who', 'since', 'until'), ...readPage(search) });

export function readOnline(search: Record<string, unknown>): OnlineAsked {
  const { by, ...range } = read(search, 'from', 'to', 'by');
  return by === 'source' || by === 'endpoint' ? { ...range, by } : range;
}

export const readPage = (search: Record<string, unknown>) => readNumber(search, 'before');

export const readAgainst = (search: Record<string, unknown>) => readNumber(search, 'against');

export const readComparedRankings = (search: Record<string, unknown>): Compared => read(search, 'user', 'left', 'right');

export const readWebhook = (search: Record<string, unknown>) => ({ ...read(search, 'webhook'), ...readPage(search) });

export const readCompared = (search: Record<string, unknown>) => read(search, 'compare');

function readNumber<Name extends string>(search: Record<string, unknown>, name: Name): { [name in Name]?: number } {
  const number = Number(search[name]);
  return (Number.isSafeInteger(number) && number > 0 ? { [name]: number } : {}) as { [name in Name]?: number };
}
