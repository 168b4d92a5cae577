import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { webhooks } from '../../api/queries';
import type { SchemaNewWebhookResponse, SchemaWebhookEvent, SchemaWebhookResponse } from '../../api/schema';
import { Failure } from '../../parts/Failure';
import { Field } from '../../parts/Field';
import { events } from './events';

interface Props {
  before: SchemaWebhookResponse | null;
  onMade: (made: SchemaNewWebhookResponse) => void;
  onEnd: () => void;
}

/** Adds a webhook, or changes the one that there was before. */
export function WebhookForm({ before, onMade, onEnd }: Props) {
  const queries = useQueryClient();
  const [url, setUrl] = useState(before?.url ?? '');
  const [description, setDescription] = useState(before?.description ?? '');
  const [enabled, setEnabled] = useState(before?.enabled ?? true);
  const [chosen, setChosen] = useState<SchemaWebhookEvent[]>(before?.events ?? ['run.failed', 'run.refused', 'snapshot.refused', 'service.degraded', 'service.recovered']);
  const set = useMutation({
    mutationFn: async () => {
      const body = { url, events: chosen, ...(description && { description }) };
      if (before === null) onMade(await ask(api.POST('/webhooks', { body })));
      else await ask(api.PUT('/webhooks/{webhook}', { params: { path: { webhook: before.id } }, body: { ...body, enabled } }));
    },
    onSuccess: async () => {
      if (before === null) setUrl('');
      await queries.invalidateQueries({ queryKey: webhooks.queryKey });
      onEnd();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  const choose = (event: SchemaWebhookEvent, on: boolean) => setChosen(on ? [...chosen, event] : chosen.filter((other) => other !== event));
  return (
    <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      <Field name="Address">{(ids) => <input {...ids} className="field w-full" type="url" required placeholder="https://example.com/hooks/kdiffe" value={url} onChange={(event) => setUrl(event.target.value)} />}</Field>
      <Field name="What it is for">{(ids) => <input {...ids} className="field w-full" maxLength={200} value={description} onChange={(event) => setDescription(event.target.value)} />}</Field>
      <fieldset className="text-sm sm:col-span-full">
        <legend className="mb-1">Told when</legend>
        <div className="grid sm:grid-cols-2">
          {events.map(([event, when]) => (
            <label key={event} className="flex gap-2 py-0.5">
              <input type="checkbox" checked={chosen.includes(event)} onChange={(change) => choose(event, change.target.checked)} />
              <span>
                {when} <span className="quiet">– {event}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {before !== null && (
        <label className="flex gap-2 text-sm sm:col-span-full">
          <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
          On: what waits while it is off is sent once it is on
        </label>
      )}
      <p className="flex gap-2">
        <button type="submit" className="button button-main" disabled={set.isPending || chosen.length === 0}>
          {before === null ? 'Add it' : 'Change it'}
        </button>
        {before !== null && (
          <button type="button" className="button" onClick={onEnd}>
            Leave it as it is
          </button>
        )}
      </p>
      {set.isError && (
        <div className="sm:col-span-full">
          <Failure error={set.error} />
        </div>
      )}
    </form>
  );
}
