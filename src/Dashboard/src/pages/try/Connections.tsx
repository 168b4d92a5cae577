import type { SchemaExplanation } from '../../api/schema';

const shown = 5;
const row = 34;
const width = 560;

/** What connects an item to liked ones in the knowledge graph: liked items on the left, entities in between. The text below says the same. */
export function Connections({ because, to }: { because: SchemaExplanation; to: string }) {
  const entities = because.entities.slice(0, shown);
  const names = new Map(because.likedItems.map((item) => [item.id, item.name ?? item.id]));
  const liked = [...new Set(entities.flatMap((entity) => entity.items))].slice(0, shown);
  const height = row * Math.max(entities.length, liked.length);
  const y = (k: number, count: number) => (height / count) * (k + 0.5);
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} className="my-2 w-full text-xs" aria-hidden="true">
        <g className="stroke-slate-400 dark:stroke-slate-500">
          {entities.map((entity, k) => (
            <g key={`${entity.relation} ${entity.id}`}>
              <line x1={360} y1={y(k, entities.length)} x2={430} y2={height / 2} />
              {liked.map((item, j) => entity.items.includes(item) && <line key={item} x1={150} y1={y(j, liked.length)} x2={220} y2={y(k, entities.length)} />)}
            </g>
          ))}
        </g>
        <g className="fill-current" dominantBaseline="middle">
          {liked.map((item, j) => (
            <text key={item} x={145} y={y(j, liked.length)} textAnchor="end">
              {short(names.get(item) ?? item)}
            </text>
          ))}
          {entities.map((entity, k) => (
            <text key={`${entity.relation} ${entity.id}`} x={290} y={y(k, entities.length)} textAnchor="middle">
              {short(entity.name)}
            </text>
          ))}
          <text x={435} y={height / 2} className="font-semibold">
            {short(to)}
          </text>
        </g>
      </svg>
      <ul className="quiet">
        {entities.map((entity) => (
          <li key={`${entity.relation} ${entity.id}`}>
            {entity.relation} {entity.name}, as {entity.items.map((item) => names.get(item) ?? item).slice(0, 3).join(', ')}
            {entity.items.length > 3 && ` and ${entity.items.length - 3} more`}
          </li>
        ))}
      </ul>
    </>
  );
}

const short = (text: string) => (text.length > 20 ? `${text.slice(0, 19)}…` : text);
