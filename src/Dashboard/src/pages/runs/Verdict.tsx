import { figure } from '../../format';
import { Table, type Column } from '../../parts/Table';

interface Figures {
  recall?: number;
  ndcg?: number;
}

interface Row {
  name: string;
  figures: Figures;
}

/** What the quality gate decided of the snapshot of a run, and by which figures. */
export function Verdict({ verdict }: { verdict: Record<string, unknown> }) {
  const reason = (verdict['reason'] ?? verdict['notCompared']) as string | null | undefined;
  const comparison = verdict['comparison'] as { version?: string; candidate?: Figures; active?: Figures } | null | undefined;
  const rows: { name: string; figures: Figures | undefined }[] = [
    { name: 'This one, on all rows that were held out', figures: verdict['candidate'] as Figures | undefined },
    { name: 'The most popular items, on the same', figures: verdict['mostPopular'] as Figures | undefined },
    { name: 'This one, on what neither knew', figures: comparison?.candidate },
    { name: `The one that was served${comparison?.version ? `, ${comparison.version}` : ''}, on the same`, figures: comparison?.active },
  ];
  return (
    <>
      <p className="font-semibold">{verdict['passed'] === true ? 'Yes: it may be served.' : 'No: it is kept, but not served.'}</p>
      {reason && <p>{reason}</p>}
      <Table caption="What the gate compared" columns={columns} rows={rows.filter((row): row is Row => row.figures !== undefined)} rowKey={(row) => row.name} empty="It compared no figures." />
    </>
  );
}

const columns: Column<Row>[] = [
  { name: 'Ranking', cell: (row) => row.name, value: (row) => row.name },
  { name: 'Recall@20', cell: (row) => figure(row.figures.recall), value: (row) => row.figures.recall ?? null, numeric: true },
  { name: 'NDCG@20', cell: (row) => figure(row.figures.ndcg), value: (row) => row.figures.ndcg ?? null, numeric: true },
];
