import { useQuery } from '@tanstack/react-query';
import { history, item } from '../../api/queries';
import type { SchemaStoredInteraction } from '../../api/schema';
import { localTime } from '../../format';
import { Card } from '../../parts/Card';
import { Loaded } from '../../parts/Loaded';
import { Table, type Column } from '../../parts/Table';
import { ItemLink } from './ItemLink';

// More than a person reads; each one's name is asked for.
const shown = 15;

/** What a user did, the newest first. */
export function History({ user }: { user: string }) {
  const events = useQuery(history(user));
  return (
    <Card title={`What ${user} did`}>
      <Loaded query={events}>
        {({ interactions, next }) => {
          const newest = [...interactions].sort((a, b) => (b.occurredAt ?? '').localeCompare(a.occurredAt ?? ''));
          return (
            <>
              <Table
                caption={`What ${user} did`}
                columns={columns}
                rows={newest.slice(0, shown)}
                rowKey={(event) => `${event.item} ${event.eventType} ${event.occurredAt}`}
                empty="Nothing that is stored. They get what is popular."
              />
              {(newest.length > shown || next !== null) && (
                <p className="quiet text-sm">
                  {shown} of {next === null ? newest.length : `more than ${newest.length}`}.
                </p>
              )}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

const columns: Column<SchemaStoredInteraction>[] = [
  { name: 'Item', cell: (event) => <Named id={event.item} />, value: (event) => event.item },
  { name: 'Event', cell: (event) => (event.weight === null ? event.eventType : `${event.eventType}, ${event.weight}`), value: (event) => event.eventType },
  { name: 'When', cell: (event) => (event.occurredAt === null ? '–' : localTime(event.occurredAt)), value: (event) => event.occurredAt },
];

function Named({ id }: { id: string }) {
  const found = useQuery(item(id));
  return <ItemLink id={id} name={found.data?.name ?? null} />;
}
