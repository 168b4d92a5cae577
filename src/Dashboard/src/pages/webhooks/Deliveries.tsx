import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { api, ask } from '../../api/client';
import { deliveries, webhooks } from '../../api/queries';
import type { SchemaWebhookDeliveryResponse, SchemaWebhookResponse } from '../../api/schema';
import { ago, localTime } from '../../format';
import { Act } from '../../parts/Act';
import { Card } from '../../parts/Card';
import { Loaded } from '../../parts/Loaded';
import { Pager } from '../../parts/Pager';
import { Table, type Column } from '../../parts/Table';

/** What a webhook was told, or is to be. */
export function Deliveries({ webhook }: { webhook: SchemaWebhookResponse }) {
  const { before } = useSearch({ from: '/ui/webhooks' });
  const page = useQuery({ ...deliveries(webhook.id, before), placeholderData: keepPreviousData });
  return (
    <Card title={`What ${webhook.url} was told`}>
      <Loaded query={page}>
        {(data) => (
          <>
            <Table caption="Deliveries" columns={[...columns, retry(webhook)]} rows={data.deliveries} rowKey={(delivery) => delivery.id} empty="Nothing yet. Send it a test." />
            <Pager before={before} next={data.before} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

const columns: Column<SchemaWebhookDeliveryResponse>[] = [
  { name: 'When', cell: (one) => <span className="whitespace-nowrap" title={localTime(one.createdAt)}>{ago(one.createdAt)}</span>, value: (one) => one.createdAt },
  { name: 'Event', cell: (one) => one.event, value: (one) => one.event },
  {
    name: 'State',
    cell: (one) => (
      <>
        <span className={one.state === 'failed' ? 'font-semibold text-red-800 dark:text-red-300' : ''}>{one.state}</span>
        {one.nextAttemptAt !== null && <span className="quiet block">again {ago(one.nextAttemptAt)}</span>}
      </>
    ),
    value: (one) => one.state,
  },
  { name: 'Attempts', cell: (one) => one.attempts, value: (one) => one.attempts, numeric: true },
  { name: 'Answer', cell: (one) => [one.status, one.error].filter(Boolean).join(': ') || '–', value: (one) => [one.status, one.error].filter(Boolean).join(': ') },
  {
    name: 'Body',
    cell: (one) => (
      <details>
        <summary>Show</summary>
        <pre className="max-w-96 overflow-x-auto text-xs">{JSON.stringify(one.payload, null, 2)}</pre>
      </details>
    ),
    value: (one) => JSON.stringify(one.payload),
  },
];

const retry = (webhook: SchemaWebhookResponse): Column<SchemaWebhookDeliveryResponse> => ({
  name: 'Change',
  cell: (one) =>
    one.state === 'failed' && (
      <Act
        name="Send again"
        of={`${one.event} of ${localTime(one.createdAt)}`}
        title={`Send it to ${webhook.url} again?`}
        yes="Send it"
        act={() => ask(api.POST('/webhooks/{webhook}/deliveries/{delivery}/retry', { params: { path: { webhook: webhook.id, delivery: one.id } } }))}
        changes={webhooks.queryKey}
      >
        <p>The same body is sent again, with the same id, so that a receiver that took it already can tell.</p>
      </Act>
    ),
});
