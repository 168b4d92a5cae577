import type { SchemaRankedItem } from '../../api/schema';
import { Graph, type Between } from './Graph';

const most = 8;

/** What connects recommended items with past ones in the knowledge graph: as a picture, and in words. */
export function Connections({ items }: { items: SchemaRankedItem[] }) {
  const names = new Map<string, string>();
  const entities = new Map<string, Between>();
  for (const item of items) {
    names.set(item.id, item.name ?? item.id);
    for (const past of item.because?.likedItems ?? []) names.set(past.id, past.name ?? past.id);
    for (const { id, name, relation, items: past } of item.because?.entities ?? []) {
      const known = entities.get(`${relation} ${id}`) ?? { id, name, relation, past: [], recommended: [] };
      entities.set(`${relation} ${id}`, { ...known, past: [...new Set([...known.past, ...past])], recommended: [...known.recommended, item.id] });
    }
  }

  // Those that connect the most; a picture of all of them would show nothing.
  const shown = [...entities.values()].sort((a, b) => b.recommended.length - a.recommended.length || a.past.length - b.past.length).slice(0, most);
  const past = mostOften(shown.flatMap((entity) => entity.past));
  const recommended = items.map((item) => item.id).filter((id) => shown.some((entity) => entity.recommended.includes(id)));
  if (shown.length === 0) return <p className="quiet">The knowledge graph connects none of them with what they did.</p>;

  const node = (id: string) => ({ id, name: names.get(id) ?? id });
  const list = (ids: string[]) => ids.slice(0, 3).map((id) => names.get(id) ?? id).join(', ') + (ids.length > 3 ? ` and ${ids.length - 3} more` : '');
  return (
    <>
      <Graph label="What connects past items with recommended ones" past={past.map(node)} entities={shown} recommended={recommended.map(node)} />
      <details className="text-sm">
        <summary>As a list</summary>
        <ul className="quiet my-1 list-disc space-y-1 pl-5">
          {shown.map((entity) => (
            <li key={`${entity.relation} ${entity.id}`}>
              {entity.relation} {entity.name}: {list(entity.past)} have it, and so {entity.recommended.length === 1 ? 'has' : 'have'} {list(entity.recommended)}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function mostOften(ids: string[]): string[] {
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1]).map(([id]) => id).slice(0, most);
}
