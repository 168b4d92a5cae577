import type { SchemaSnapshotResponse } from '../../api/schema';
import { localTime } from '../../format';
import { Card } from '../../parts/Card';
import { Table, type Column } from '../../parts/Table';
import { madeAt } from './extension';

interface Row {
  name: string;
  values: (string | number | null)[];
}

/** Every figure of the chosen snapshots side by side; the best of a row stands out. */
export function SideBySide({ snapshots }: { snapshots: SchemaSnapshotResponse[] }) {
  const names = [...new Set(snapshots.flatMap((snapshot) => Object.keys(snapshot.metrics)))].sort();
  const rows: Row[] = [
    { name: 'Use', values: snapshots.map((snapshot) => snapshot.state) },
    { name: 'Made', values: snapshots.map((snapshot) => localTime(madeAt(snapshot))) },
    { name: 'Of', values: snapshots.map((snapshot) => snapshot.dataset) },
    ...names.map((name) => ({ name, values: snapshots.map((snapshot) => snapshot.metrics[name] ?? null) })),
  ];
  return (
    <Card title="Side by side">
      {snapshots.length === 0 ? (
        <p className="quiet">Mark two or more snapshots in the table, and their figures stand here side by side.</p>
      ) : (
        <Table caption="Snapshots side by side" columns={columns(snapshots)} rows={rows} rowKey={(row) => row.name} empty="" />
      )}
    </Card>
  );
}

const columns = (snapshots: SchemaSnapshotResponse[]): Column<Row>[] => [
  { name: 'Figure', cell: (row) => row.name, value: (row) => row.name },
  ...snapshots.map(
    (snapshot, k): Column<Row> => ({
      name: snapshot.version,
      cell: (row) => <span className={isBest(row, k) ? 'font-semibold text-green-800 dark:text-green-300' : ''}>{show(row.values[k])}</span>,
      value: (row) => row.values[k] ?? null,
      numeric: true,
    }),
  ),
];

// Of recall, NDCG and the like more is better; of counts such as epochs neither is. What reads the same is the same.
function isBest({ name, values }: Row, k: number): boolean {
  const numbers = values.filter((value) => typeof value === 'number');
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(show);
  return name.includes('@') && least !== most && show(values[k]) === most;
}

function show(value: string | number | null | undefined): string {
  if (value == null) return '–';
  return typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toFixed(4);
}
