import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { keys, login } from '../../api/queries';
import type { SchemaNewKeyResponse, SchemaRole } from '../../api/schema';
import { Failure } from '../../parts/Failure';
import { Field } from '../../parts/Field';

const roles: [SchemaRole, string][] = [
  ['read', 'ask for recommendations, and look'],
  ['ingest', 'write the catalogue and what people did'],
  ['train', 'start and cancel runs, set schedules'],
  ['admin', 'everything'],
];

/** Makes the first key of a client. */
export function NewKey({ onMade }: { onMade: (made: SchemaNewKeyResponse) => void }) {
  const queries = useQueryClient();
  const [client, setClient] = useState('');
  // The first key closes an open service: it is that of whoever makes it, who else could do nothing more here.
  const first = useQuery(login).data?.open ?? false;
  const [chosen, setChosen] = useState<SchemaRole[]>([first ? 'admin' : 'read']);
  const [until, setUntil] = useState('');
  const make = useMutation({
    mutationFn: () => ask(api.POST('/keys', { body: { client, roles: chosen, ...(until && { expiresAt: new Date(until).toISOString() }) } })),
    onSuccess: async (made) => {
      setClient('');
      onMade(made);
      if (first) {
        await ask(api.POST('/login', { body: { key: made.key } }));
        await queries.invalidateQueries({ queryKey: login.queryKey });
      }
      await queries.invalidateQueries({ queryKey: keys.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const choose = (role: SchemaRole, on: boolean) => setChosen(on ? [...chosen, role] : chosen.filter((other) => other !== role));
  return (
    <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      <Field name="Client" note="Letters, digits, -, _ and .">
        {(ids) => <input {...ids} className="field w-full" required maxLength={64} pattern="[A-Za-z0-9_.\-]+" placeholder="shop-backend" value={client} onChange={(event) => setClient(event.target.value)} />}
      </Field>
      <Field name="Refused from" note="For ever good unless given">
        {(ids) => <input {...ids} className="field w-full" type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Field>
      <fieldset className="text-sm sm:col-span-full">
        <legend className="mb-1">Roles</legend>
        {roles.map(([role, means]) => (
          <label key={role} className="flex gap-2 py-0.5">
            <input type="checkbox" checked={chosen.includes(role)} disabled={first && role === 'admin'} onChange={(event) => choose(role, event.target.checked)} />
            <span>
              {role} <span className="quiet">– {means}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p>
        <button type="submit" className="button button-main" disabled={make.isPending || chosen.length === 0}>
          Make a key
        </button>
      </p>
      {make.isError && (
        <div className="sm:col-span-full">
          <Failure error={make.error} />
        </div>
      )}
    </form>
  );
}
