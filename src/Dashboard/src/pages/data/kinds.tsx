import { place } from '../../api/place';
import type { SchemaDataVolumes } from '../../api/schema';
import type { Column } from '../../parts/Table';
import { many } from '../overview/Volumes';

/** What rows can be of, in the order in which they refer to each other. */
export const kinds = ['users', 'items', 'interactions', 'entities', 'relations', 'triples', 'features'] as const;

export type Kind = (typeof kinds)[number];

interface Row {
  name: Kind;
  amount: string;
  count: number;
}

/** How much there is of each kind. */
export function rowsOf(data: SchemaDataVolumes): Row[] {
  return kinds.map((name): Row => {
    if (name !== 'features') return { name, amount: many(data[name]), count: data[name].count };
    const amount = data.features.map((feature) => `${feature.modality}: ${feature.dimensions} numbers of ${feature.items} items`).join('; ');
    return { name, amount: amount || '0', count: data.features.reduce((sum, feature) => sum + feature.items, 0) };
  });
}

export const columns: Column<Row>[] = [
  { name: 'Kind', cell: (row) => row.name, value: (row) => row.name },
  { name: 'How many', cell: (row) => row.amount, value: (row) => row.count },
  {
    name: 'Take them out',
    cell: (row) => (
      <span className="flex gap-3">
        {(['ndjson', 'csv'] as const).map((format) => (
          <a key={format} className="link" href={`${place}/export/${row.name}?format=${format}`} download aria-label={`${row.name} as ${format}`}>
            {format}
          </a>
        ))}
      </span>
    ),
  },
];
