import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask } from '../api/client';
import { webhooks } from '../api/queries';
import type { SchemaNewWebhookResponse, SchemaWebhookResponse } from '../api/schema';
import { ago } from '../format';
import { Act } from '../parts/Act';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Secret } from '../parts/Secret';
import { Table, type Column } from '../parts/Table';
import { Deliveries } from './webhooks/Deliveries';
import { WebhookForm } from './webhooks/WebhookForm';

/** Who is told of what happens, and whether it reaches them. Whose deliveries are shown stands in the address. */
export function Webhooks() {
  return (
    <Page title="Webhooks" lead="The service sends what happens to the addresses that ask for it, signed with a secret that only the two know.">
      <Needs role="admin" to="To see or change them">
        <All />
      </Needs>
    </Page>
  );
}

function All() {
  const { webhook } = useSearch({ from: '/ui/webhooks' });
  const all = useQuery(webhooks);
  const [made, setMade] = useState<SchemaNewWebhookResponse | null>(null);
  const [changed, setChanged] = useState<SchemaWebhookResponse | null>(null);
  const shown = all.data?.webhooks.find((one) => one.id === webhook);
  return (
    <>
      {made && <Secret title={`The secret for ${made.webhook.url}`} secret={made.secret} onGone={() => setMade(null)} />}
      <Card title="All webhooks">
        <Loaded query={all}>
          {(data) => <Table caption="Webhooks" columns={[...columns, actions(setMade, setChanged)]} rows={data.webhooks} rowKey={(one) => one.id} empty="There is none. Add one below, and a run that fails at night tells you." />}
        </Loaded>
      </Card>
      {shown && <Deliveries webhook={shown} />}
      <Card title={changed === null ? 'Add a webhook' : `Change ${changed.url}`} about={changed?.id}>
        <WebhookForm key={changed?.id} before={changed} onMade={setMade} onEnd={() => setChanged(null)} />
      </Card>
    </>
  );
}

const columns: Column<SchemaWebhookResponse>[] = [
  {
    name: 'Address',
    cell: (one) => (
      <>
        <Link to="/ui/webhooks" search={{ webhook: one.id }} className="link break-all">
          {one.url}
        </Link>
        {one.description && <span className="quiet block">{one.description}</span>}
      </>
    ),
    value: (one) => one.url,
  },
  { name: 'Told of', cell: (one) => one.events.join(', '), value: (one) => one.events.join(' ') },
  {
    name: 'State',
    cell: (one) => (
      <>
        <span className={one.failing ? 'font-semibold text-red-800 dark:text-red-300' : ''}>{state(one)}</span>
        {one.lastDelivery && (
          <span className="quiet block">
            last {ago(one.lastDelivery.at)}
            {one.lastDelivery.error && `: ${one.lastDelivery.error}`}
          </span>
        )}
      </>
    ),
    value: state,
  },
];

function state(one: SchemaWebhookResponse): string {
  if (!one.enabled) return 'off';
  if (one.failing) return 'fails';
  return one.lastDelivery === null ? 'nothing sent yet' : 'works';
}

const actions = (onMade: (made: SchemaNewWebhookResponse) => void, change: (webhook: SchemaWebhookResponse) => void): Column<SchemaWebhookResponse> => ({
  name: 'Change',
  cell: (one) => {
    const params = { path: { webhook: one.id } };
    return (
      <span className="flex flex-wrap gap-1">
        <Act name="Test" of={one.url} title={`Send a test to ${one.url}?`} yes="Send it" act={() => ask(api.POST('/webhooks/{webhook}/test', { params }))} changes={webhooks.queryKey}>
          <p>It gets an event named test, signed as all others are. Whether it took it shows under its address.</p>
        </Act>
        <button type="button" className="button" aria-label={`Change ${one.url}`} onClick={() => change(one)}>
          Change
        </button>
        <Act
          name="New secret"
          of={`for ${one.url}`}
          title={`Make a new secret for ${one.url}?`}
          yes="Make it"
          act={() => ask(api.POST('/webhooks/{webhook}/rotate', { params }))}
          changes={webhooks.queryKey}
          done={onMade}
        >
          <p>For a day what is sent is signed with both, so that the receiver can take over the new one; then with the new one alone.</p>
        </Act>
        <Act name="Delete" of={one.url} title={`Delete ${one.url}?`} yes="Delete it" act={() => ask(api.DELETE('/webhooks/{webhook}', { params }))} changes={webhooks.queryKey}>
          <p>It is told of nothing more, what waits for it is not sent, and what was sent is forgotten.</p>
        </Act>
      </span>
    );
  },
});
