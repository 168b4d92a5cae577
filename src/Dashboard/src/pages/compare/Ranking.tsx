import type { UseQueryResult } from '@tanstack/react-query';
import type { SchemaPreviewResponse, SchemaRankedItem } from '../../api/schema';
import { Card } from '../../parts/Card';
import { Loaded } from '../../parts/Loaded';
import { Table, type Column } from '../../parts/Table';
import { ItemLink } from '../try/ItemLink';
import { sources } from '../try/sources';

interface Row {
  item: SchemaRankedItem;
  rank: number;
  /** The place in the other ranking; null where it is in none of its places. */
  other: number | null;
}

/** What one snapshot has for a user, with what became of each item beside the other one. */
export function Ranking({ title, query, other, moved }: { title: string; query: UseQueryResult<SchemaPreviewResponse>; other: SchemaPreviewResponse | undefined; moved?: boolean }) {
  const places = new Map(other?.items.map((item, k) => [item.id, k + 1]));
  return (
    <Card title={title}>
      <Loaded query={query}>
        {(data) => (
          <>
            <p className="quiet mb-2 text-sm">Ranked by {sources[data.source]}.</p>
            <Table
              caption={`What ${data.snapshotVersion} has for ${data.userId}`}
              columns={[...columns, ...(other === undefined ? [] : [moved ? movement : stays])]}
              rows={data.items.map((item, k): Row => ({ item, rank: k + 1, other: places.get(item.id) ?? null }))}
              rowKey={(row) => row.item.id}
              empty="Nothing: they have seen all that it ranks."
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

const columns: Column<Row>[] = [
  { name: 'Place', cell: (row) => row.rank, value: (row) => row.rank, numeric: true },
  { name: 'Item', cell: (row) => <ItemLink id={row.item.id} name={row.item.name} />, value: (row) => row.item.id },
  { name: 'Score', cell: (row) => row.item.score?.toFixed(3), value: (row) => row.item.score, numeric: true },
];

const movement: Column<Row> = {
  name: 'Moved',
  cell: ({ rank, other }) => {
    if (other === null) return <span className="font-semibold text-indigo-800 dark:text-indigo-300">new</span>;
    if (other === rank) return <span className="quiet">stays</span>;
    const up = other > rank;
    return (
      <span className={up ? 'text-green-800 dark:text-green-300' : 'text-amber-900 dark:text-amber-200'}>
        <span aria-hidden="true">{up ? '↑' : '↓'}</span> <span className="sr-only">{up ? 'up' : 'down'}</span> {Math.abs(other - rank)}
      </span>
    );
  },
  value: ({ rank, other }) => (other === null ? 'new' : other - rank),
};

const stays: Column<Row> = {
  name: 'In the other',
  cell: ({ other }) => (other === null ? <span className="quiet">not among them</span> : other),
  value: ({ other }) => other,
  numeric: true,
};
