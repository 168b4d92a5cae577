import { useState, type FormEvent } from 'react';
import { Field } from '../../parts/Field';
import type { AuditAsked } from '../Audit';
import { actions } from './actions';

/** Chooses what is shown: all of it, unless something is filled in. */
export function AuditFilter({ asked, ask }: { asked: AuditAsked; ask: (next: AuditAsked) => void }) {
  const [fields, setFields] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
  };
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1fr_1fr_auto] xl:items-end">
      <Field name="What">
        {(ids) => (
          <select {...ids} className="field w-full" value={fields.action ?? ''} onChange={(event) => setFields({ ...fields, action: event.target.value })}>
            <option value="">everything</option>
            {Object.entries(actions).map(([action, words]) => (
              <option key={action} value={action}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="Who">{(ids) => <input {...ids} className="field w-full" placeholder="everybody" value={fields.who ?? ''} onChange={(event) => setFields({ ...fields, who: event.target.value })} />}</Field>
      <Field name="From">{(ids) => <input {...ids} className="field w-full" type="date" value={fields.since ?? ''} onChange={(event) => setFields({ ...fields, since: event.target.value })} />}</Field>
      <Field name="To">{(ids) => <input {...ids} className="field w-full" type="date" value={fields.until ?? ''} onChange={(event) => setFields({ ...fields, until: event.target.value })} />}</Field>
      <button type="submit" className="button button-main">
        Show
      </button>
    </form>
  );
}
