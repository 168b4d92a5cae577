import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../api/client';
import { keys } from '../api/queries';
import type { SchemaKeyResponse, SchemaNewKeyResponse } from '../api/schema';
import { ago, localTime } from '../format';
import { Act } from '../parts/Act';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Secret } from '../parts/Secret';
import { Table, type Column } from '../parts/Table';
import { NewKey } from './keys/NewKey';

/** Who may ask the service for what. */
export function Keys() {
  return (
    <Page title="Keys" lead="A client has one key, or two while it changes from the older to the newer. Only what a key is good for is kept, never the key.">
      <Needs role="admin" to="To see or change keys">
        <All />
      </Needs>
    </Page>
  );
}

function All() {
  const all = useQuery(keys);
  const [made, setMade] = useState<SchemaNewKeyResponse | null>(null);
  const revoked = all.data?.keys.some((key) => key.id === made?.about.id && !key.live) ?? false;
  return (
    <>
      {made && !revoked && <Secret title={`The new key of ${made.about.client}`} secret={made.key} onGone={() => setMade(null)} />}
      <Card title="Make a key for a client that has none">
        <NewKey onMade={setMade} />
      </Card>
      <Card title="All keys">
        <Loaded query={all}>
          {(data) => (
            <Table
              caption="Keys"
              columns={[...columns, actions(data.keys, setMade)]}
              rows={[...data.keys].sort((a, b) => Number(b.live) - Number(a.live))}
              rowKey={(key) => key.id}
              empty="There is none: where the service listens only to its own machine it runs open. The first key closes it: it is an admin’s, you are logged in with it at once, and keep it."
            />
          )}
        </Loaded>
      </Card>
    </>
  );
}

const time = (name: string, value: (key: SchemaKeyResponse) => string | null, none: string): Column<SchemaKeyResponse> => ({
  name,
  cell: (key) => {
    const at = value(key);
    return at === null ? none : <span title={localTime(at)}>{ago(at)}</span>;
  },
  value,
});

const columns: Column<SchemaKeyResponse>[] = [
  { name: 'Client', cell: (key) => key.client, value: (key) => key.client },
  { name: 'Key', cell: (key) => <span className="font-mono">{key.id}</span>, value: (key) => key.id },
  { name: 'Roles', cell: (key) => key.roles.join(', '), value: (key) => key.roles.join(' ') },
  { name: 'State', cell: state, value: state },
  time('Made', (key) => key.createdAt, '–'),
  time('Last used', (key) => key.lastUsedAt, 'never'),
  time('Expires', (key) => key.expiresAt, 'never'),
];

function state(key: SchemaKeyResponse): string {
  if (key.live) return 'accepted';
  return key.revokedAt === null ? 'expired' : 'revoked';
}

const actions = (all: SchemaKeyResponse[], onMade: (made: SchemaNewKeyResponse) => void): Column<SchemaKeyResponse> => ({
  name: 'Change',
  cell: (key) => {
    if (!key.live) return null;
    const only = all.filter((other) => other.live && other.client === key.client).length === 1;
    return (
      <span className="flex gap-1">
        {only && (
          <Act
            name="Rotate"
            of={`the key of ${key.client}`}
            title={`Make a second key for ${key.client}?`}
            yes="Make it"
            act={() => ask(api.POST('/keys/{client}/rotate', { params: { path: { client: key.client } } }))}
            changes={keys.queryKey}
            done={onMade}
          >
            <p>It has the same roles. Both are accepted until you revoke the older one, so nothing of {key.client} fails meanwhile.</p>
          </Act>
        )}
        <Act
          name="Revoke"
          of={`${key.id} of ${key.client}`}
          title={`Revoke ${key.id}?`}
          yes="Revoke it"
          act={() => ask(api.POST('/keys/{key}/revoke', { params: { path: { key: key.id } } }))}
          changes={keys.queryKey}
        >
          <p>
            Within two seconds whoever uses it is refused, for good, and browsers that were logged in with it are logged out.
            {only ? ` ${key.client} has no other one.` : ` ${key.client} has another one.`}
          </p>
        </Act>
      </span>
    );
  },
});
