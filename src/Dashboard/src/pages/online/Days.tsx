import type { SchemaOnlineMetricsRow } from '../../api/schema';
import { percent } from '../../format';
import { Chart } from '../../parts/Chart';

// More than that many lines cannot be told apart.
const most = 5;

/** The click rate of each snapshot, day by day. */
export function Days({ rows }: { rows: SchemaOnlineMetricsRow[] }) {
  if (rows.length === 0) return <p className="quiet">Nothing was shown on these days that anybody told of.</p>;
  const name = (row: SchemaOnlineMetricsRow) => row.snapshotVersion + (row.canary ? ' (canary)' : '');
  const shown = new Map<string, number>();
  for (const row of rows) shown.set(name(row), (shown.get(name(row)) ?? 0) + row.impressions);
  const names = [...shown].sort((a, b) => b[1] - a[1]).map(([name]) => name).slice(0, most);
  const times = [...new Set(rows.map((row) => row.time))];
  const rate = new Map(rows.map((row) => [`${row.time} ${name(row)}`, 100 * row.ctr]));
  return (
    <>
      <Chart
        time
        xName="Day"
        label={`Click rate by day. ${names.map((name) => `${name}: last ${percent((rate.get(`${times.at(-1)} ${name}`) ?? 0) / 100)}`).join('; ')}. The figures of all days together are in the table below.`}
        x={times.map((time) => Date.parse(time) / 1000)}
        lines={names.map((name) => ({ name: `${name}, %`, values: times.map((time) => rate.get(`${time} ${name}`) ?? null) }))}
      />
      {shown.size > most && <p className="quiet text-sm">The {most} snapshots that were shown most; all of them are in the table.</p>}
    </>
  );
}
