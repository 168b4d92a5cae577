import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { onlineMetrics, type OnlineQuery } from '../api/queries';
import type { SchemaOnlineMetricsRow } from '../api/schema';
import { count, percent, viewersZone } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Page } from '../parts/Page';
import { Table, type Column } from '../parts/Table';
import { sources } from './try/sources';
import { Days } from './online/Days';
import { RangeForm } from './online/RangeForm';

/** What the page is asked, as its address has it: the first and the last day, and what is counted apart. */
export interface OnlineAsked {
  from?: string;
  to?: string;
  by?: 'source' | 'endpoint';
}

/** How recommendations do with the people who get them. */
export function Online() {
  const asked = useSearch({ from: '/ui/online' });
  const navigate = useNavigate({ from: '/ui/online' });
  const range: OnlineQuery = { timeZone: viewersZone, ...(asked.from && { from: asked.from }), ...(asked.to && { to: asked.to }) };
  const totals = useQuery({ ...onlineMetrics({ ...range, by: asked.by ?? 'snapshot' }), placeholderData: keepPreviousData });
  const days = useQuery({ ...onlineMetrics({ ...range, by: 'day' }), placeholderData: keepPreviousData });
  return (
    <Page title="Online metrics" lead="What people did with what they were shown, from feedback. Two snapshots whose ranges do not meet differ; where they meet, wait.">
      <Card title="Which days">
        <RangeForm key={JSON.stringify(asked)} asked={asked} ask={(next) => void navigate({ search: next })} />
      </Card>
      <Card title="Of a hundred that were shown, clicked">
        <Loaded query={days}>{(rows) => <Days rows={rows} />}</Loaded>
      </Card>
      <Card title="By snapshot">
        <Loaded query={totals}>
          {(rows) => <Table caption="Online metrics" columns={asked.by === undefined ? columns : [...columns.slice(0, 1), apart(asked.by), ...columns.slice(1)]} rows={rows} rowKey={key} empty={<None />} />}
        </Loaded>
      </Card>
    </Page>
  );
}

function None() {
  return (
    <>
      There is no feedback on answers of these days. Send what was shown and clicked to <code>POST /feedback</code> with the <code>recommendationId</code> of the answer, or ask for other days.
    </>
  );
}

const key = (row: SchemaOnlineMetricsRow): string => [row.snapshotVersion, row.canary, row.source, row.endpoint, row.time].join(' ');

const apart = (by: 'source' | 'endpoint'): Column<SchemaOnlineMetricsRow> =>
  by === 'source'
    ? { name: 'Ranked by', cell: (row) => (row.source === null ? '–' : sources[row.source]), value: (row) => row.source }
    : { name: 'Asked for', cell: (row) => row.endpoint ?? '–', value: (row) => row.endpoint };

const share = (name: string, value: (row: SchemaOnlineMetricsRow) => [number, number, number]): Column<SchemaOnlineMetricsRow> => ({
  name,
  cell: (row) => {
    const [rate, low, high] = value(row);
    return (
      <>
        {percent(rate)}
        <span className="quiet block whitespace-nowrap">
          {percent(low)} to {percent(high)}
        </span>
      </>
    );
  },
  value: (row) => value(row)[0],
  numeric: true,
});

const number = (name: string, value: (row: SchemaOnlineMetricsRow) => number): Column<SchemaOnlineMetricsRow> => ({ name, cell: (row) => count(value(row)), value, numeric: true });

const columns: Column<SchemaOnlineMetricsRow>[] = [
  {
    name: 'Snapshot',
    cell: (row) => (
      <>
        <span className="font-mono whitespace-nowrap">{row.snapshotVersion}</span>
        {row.canary && ', as canary'}
      </>
    ),
    value: (row) => row.snapshotVersion + (row.canary ? ' (canary)' : ''),
  },
  number('Shown', (row) => row.impressions),
  number('Clicked', (row) => row.clicks),
  share('Click rate', (row) => [row.ctr, row.ctrLow, row.ctrHigh]),
  number('Bought', (row) => row.buys),
  share('Buy rate', (row) => [row.conversion, row.conversionLow, row.conversionHigh]),
  { name: 'Items shown', cell: (row) => `${count(row.items)}${row.coverage === null ? '' : `, ${percent(row.coverage)}`}`, value: (row) => row.items, numeric: true },
];
