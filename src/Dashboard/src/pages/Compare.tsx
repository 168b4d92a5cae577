import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { preview, snapshots } from '../api/queries';
import type { SchemaSnapshotResponse } from '../api/schema';
import { Card } from '../parts/Card';
import { Field } from '../parts/Field';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Suggested } from '../parts/Suggested';
import { Ranking } from './compare/Ranking';

const n = 20;

/** What the page is asked, as its address has it. */
export interface Compared {
  user?: string;
  left?: string;
  right?: string;
}

/** What two snapshots have for one user. */
export function Compare() {
  const asked = useSearch({ from: '/ui/compare' });
  const navigate = useNavigate({ from: '/ui/compare' });
  const all = useQuery(snapshots);
  return (
    <Page title="Compare" lead="What two snapshots have for one user, whether they are served or not. One that is not is loaded for it, which takes a moment; what users get stays as it is.">
      <Needs role="train" to="To ask a snapshot that is not served">
        <Loaded query={all}>
          {(data) => {
            // Only what could be served can be asked.
            const usable = data.snapshots.filter((snapshot) => snapshot.state !== 'rejected');
            const left = asked.left ?? data.served ?? usable[0]?.version;
            const right = asked.right ?? usable.find((snapshot) => snapshot.version !== left)?.version;
            if (left === undefined || right === undefined) return <p className="quiet">There are no two snapshots yet. Each training run makes one: start one under Runs.</p>;
            const whole = { user: asked.user ?? '', left, right };
            return (
              <>
                <Card title="Whom, and by which two">
                  <Question key={JSON.stringify(whole)} asked={whole} usable={usable} ask={(next) => void navigate({ search: next })} />
                </Card>
                {whole.user === '' ? <p className="quiet">Name a user, and what each of the two has for them stands here side by side.</p> : <Both {...whole} />}
              </>
            );
          }}
        </Loaded>
      </Needs>
    </Page>
  );
}

function Both({ user, left, right }: Required<Compared>) {
  const one = useQuery(preview(left, user, n));
  // One after the other: only one snapshot at a time is loaded for it.
  const other = useQuery({ ...preview(right, user, n), enabled: !one.isPending });
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <Ranking title={left} query={one} other={other.data} />
      <Ranking title={right} query={other} other={one.data} moved />
    </div>
  );
}

function Question({ asked, usable, ask }: { asked: Required<Compared>; usable: SchemaSnapshotResponse[]; ask: (next: Compared) => void }) {
  const [fields, setFields] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(fields);
  };
  const versions = (name: 'left' | 'right', label: string) => (
    <Field name={label}>
      {(ids) => (
        <select {...ids} className="field w-full" value={fields[name]} onChange={(event) => setFields({ ...fields, [name]: event.target.value })}>
          {usable.map((snapshot) => (
            <option key={snapshot.version} value={snapshot.version}>
              {snapshot.version}, {snapshot.state}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1fr_auto] xl:items-end">
      <Suggested of="users" name="User" placeholder="a user’s id" value={fields.user} onChange={(user) => setFields({ ...fields, user })} />
      {versions('left', 'One snapshot')}
      {versions('right', 'The other')}
      <button type="submit" className="button button-main">
        Compare
      </button>
    </form>
  );
}
