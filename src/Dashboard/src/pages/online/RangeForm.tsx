import { useState, type FormEvent } from 'react';
import { Field } from '../../parts/Field';
import type { OnlineAsked } from '../Online';

/** Chooses the days, and what is counted apart; the last thirty days unless something is filled in. */
export function RangeForm({ asked, ask }: { asked: OnlineAsked; ask: (next: OnlineAsked) => void }) {
  const [fields, setFields] = useState({ from: asked.from ?? '', to: asked.to ?? '', by: asked.by ?? '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask({ ...(fields.from && { from: fields.from }), ...(fields.to && { to: fields.to }), ...((fields.by === 'source' || fields.by === 'endpoint') && { by: fields.by }) });
  };
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1fr_auto] xl:items-end">
      <Field name="First day">{(ids) => <input {...ids} className="field w-full" type="date" value={fields.from} onChange={(event) => setFields({ ...fields, from: event.target.value })} />}</Field>
      <Field name="Last day">{(ids) => <input {...ids} className="field w-full" type="date" value={fields.to} onChange={(event) => setFields({ ...fields, to: event.target.value })} />}</Field>
      <Field name="Count apart">
        {(ids) => (
          <select {...ids} className="field w-full" value={fields.by} onChange={(event) => setFields({ ...fields, by: event.target.value as typeof fields.by })}>
            <option value="">snapshots</option>
            <option value="source">what ranked them, too</option>
            <option value="endpoint">what was asked for, too</option>
          </select>
        )}
      </Field>
      <button type="submit" className="button button-main">
        Show
      </button>
    </form>
  );
}
