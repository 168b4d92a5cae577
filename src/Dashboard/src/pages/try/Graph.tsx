export interface Node {
  id: string;
  name: string;
}

/** An entity with the ids of the items on either side that have it. */
export interface Between extends Node {
  relation: string;
  past: string[];
  recommended: string[];
}

const row = 30;
const width = 720;
const columns = { past: 175, entity: [245, 425], recommended: 495 } as const;

/** Past items on the left, recommended ones on the right, and in between what they have in common. Who cannot see it reads the list that goes with it. */
export function Graph({ label, past, entities, recommended }: { label: string; past: Node[]; entities: Between[]; recommended: Node[] }) {
  const height = row * Math.max(past.length, entities.length, recommended.length);
  const y = (k: number, of: unknown[]) => (height / of.length) * (k + 0.5);
  const [left, right] = columns.entity;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${label}. The list below says the same.`} className="mx-auto my-2 w-full max-w-4xl min-w-[42rem] text-xs">
        <g className="fill-none stroke-slate-400 dark:stroke-slate-500">
          {entities.flatMap((entity, k) => [
            ...past.map((item, j) => entity.past.includes(item.id) && <path key={`${k} from ${j}`} d={curve(columns.past + 6, y(j, past), left - 6, y(k, entities))} />),
            ...recommended.map((item, j) => entity.recommended.includes(item.id) && <path key={`${k} to ${j}`} d={curve(right + 6, y(k, entities), columns.recommended - 6, y(j, recommended))} />),
          ])}
        </g>
        <g className="fill-indigo-100 dark:fill-indigo-950">
          {entities.map((_, k) => (
            <rect key={k} x={left - 4} y={y(k, entities) - 11} width={right - left + 8} height={22} rx={4} />
          ))}
        </g>
        <g className="fill-current" dominantBaseline="middle">
          {past.map((item, k) => (
            <text key={item.id} x={columns.past} y={y(k, past)} textAnchor="end">
              {short(item.name)}
            </text>
          ))}
          {entities.map((entity, k) => (
            <text key={`${entity.relation} ${entity.id}`} x={(left + right) / 2} y={y(k, entities)} textAnchor="middle">
              {short(entity.name)}
            </text>
          ))}
          {recommended.map((item, k) => (
            <text key={item.id} x={columns.recommended} y={y(k, recommended)} className="font-semibold">
              {short(item.name)}
            </text>
          ))}
        </g>
      </svg>
    </div>
  );
}

const curve = (x1: number, y1: number, x2: number, y2: number) => `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`;

const short = (text: string) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);
