import type { SchemaOfflineMetricsRow } from '../../api/schema';
import { figure, localTime } from '../../format';
import { Chart } from '../../parts/Chart';
import { Table, type Column } from '../../parts/Table';

/** How good the snapshots are over time, beside the most popular items and LightGCN. */
export function Quality({ rows }: { rows: SchemaOfflineMetricsRow[] }) {
  const measured = rows.filter((row) => row.testRecall !== null);
  if (measured.length === 0) return <p className="quiet">No snapshot has figures yet. Each training run measures the one that it makes.</p>;
  const shown = figures.filter(({ value }) => measured.some((row) => value(row) !== null));
  const newest = measured.at(-1);
  return (
    <>
      {measured.length > 1 && <Chart
        time
        xName="Made"
        label={`Recall and NDCG of ${measured.length} snapshots over time; the newest has Recall@20 ${figure(newest?.testRecall)} and NDCG@20 ${figure(newest?.testNdcg)}.`}
        x={measured.map((row) => Date.parse(row.time) / 1000)}
        lines={shown.map(({ name, value }) => ({ name, values: measured.map(value) }))}
      />}
      {/* A single snapshot makes no line. */}
      <details open={measured.length === 1}>
        <summary className="text-sm">As a table</summary>
        <Table caption="How good the snapshots are" columns={[...columns, ...shown.map(numbers)]} rows={measured.toReversed()} rowKey={(row) => row.snapshotVersion ?? row.time} empty="" />
      </details>
    </>
  );
}

interface Figure {
  name: string;
  value: (row: SchemaOfflineMetricsRow) => number | null;
}

const figures: Figure[] = [
  { name: 'Recall@20', value: (row) => row.testRecall },
  { name: 'most popular', value: (row) => row.mostPopularRecall },
  { name: 'LightGCN', value: (row) => row.lightGcnRecall },
  { name: 'NDCG@20', value: (row) => row.testNdcg },
];

const columns: Column<SchemaOfflineMetricsRow>[] = [
  { name: 'Snapshot', cell: (row) => <span className="font-mono whitespace-nowrap">{row.snapshotVersion}</span>, value: (row) => row.snapshotVersion },
  { name: 'Made', cell: (row) => localTime(row.time), value: (row) => row.time },
];

const numbers = ({ name, value }: Figure): Column<SchemaOfflineMetricsRow> => ({ name, cell: (row) => figure(value(row)), value, numeric: true });
