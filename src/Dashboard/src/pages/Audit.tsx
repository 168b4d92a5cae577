import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { audit, type AuditQuery } from '../api/queries';
import type { SchemaAuditEntryResponse } from '../api/schema';
import { localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Pager } from '../parts/Pager';
import { Table, type Column } from '../parts/Table';
import { actions } from './audit/actions';
import { AuditFilter } from './audit/AuditFilter';
import { Subject } from './audit/Subject';

/** What the page is asked, as its address has it. Days are those of the viewer's clock. */
export interface AuditAsked {
  action?: string;
  who?: string;
  since?: string;
  until?: string;
  before?: number;
}

/** Who did what, when and from where. */
export function Audit() {
  return (
    <Page title="Audit" lead="What was done to runs, snapshots, keys, schedules and webhooks, by whom and from where.">
      <Needs role="admin" to="To see it">
        <Entries />
      </Needs>
    </Page>
  );
}

function Entries() {
  const asked = useSearch({ from: '/ui/audit' });
  const navigate = useNavigate({ from: '/ui/audit' });
  const page = useQuery({ ...audit(query(asked)), placeholderData: keepPreviousData });
  const { before, ...filters } = asked;
  const filtered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <Card title="Which of it">
        <AuditFilter key={JSON.stringify(filters)} asked={filters} ask={(next) => void navigate({ search: next })} />
      </Card>
      <Card title={before === undefined ? 'What was done, the newest first' : 'What was done before that'}>
        <Loaded query={page}>
          {(data) => (
            <>
              <Table
                caption="Audit"
                columns={columns}
                rows={data.entries}
                rowKey={(entry) => entry.id}
                empty={filtered ? 'Nothing of this kind was done. Ask for more days, or for everybody.' : 'Nothing was done yet. Start a run, and it stands here.'}
              />
              <Pager before={before} next={data.before} />
            </>
          )}
        </Loaded>
      </Card>
    </>
  );
}

// The last day that is meant is meant to its end.
function query({ action, who, since, until, before }: AuditAsked): AuditQuery {
  const day = (text: string, later: number) => {
    const start = new Date(`${text}T00:00:00`);
    start.setDate(start.getDate() + later);
    return start.toISOString();
  };
  return {
    n: 50,
    ...(action !== undefined && { action: action as NonNullable<AuditQuery['action']> }),
    ...(who !== undefined && { who }),
    ...(since !== undefined && { since: day(since, 0) }),
    ...(until !== undefined && { until: day(until, 1) }),
    ...(before !== undefined && { before }),
  };
}

const details = (entry: SchemaAuditEntryResponse): string =>
  Object.entries((entry.details ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');

const columns: Column<SchemaAuditEntryResponse>[] = [
  { name: 'When', cell: (entry) => <span className="whitespace-nowrap">{localTime(entry.time)}</span>, value: (entry) => entry.time },
  { name: 'Who', cell: (entry) => entry.who, value: (entry) => entry.who },
  { name: 'Did', cell: (entry) => actions[entry.action] ?? entry.action, value: (entry) => entry.action },
  { name: 'To', cell: (entry) => <Subject entry={entry} />, value: (entry) => entry.subject },
  { name: 'From', cell: (entry) => entry.from ?? '–', value: (entry) => entry.from },
  { name: 'More', cell: (entry) => <span className="block max-w-80 break-words">{details(entry)}</span>, value: details },
];
