import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { users } from '../api/queries';
import { Card } from '../parts/Card';
import { Failure } from '../parts/Failure';
import { Page } from '../parts/Page';
import { History } from './try/History';
import { Neighbours } from './try/Neighbours';
import { Recommended, Why } from './try/Recommended';

/** What one user gets and why, beside what they did; and what an item is like. All of it stands in the address. */
export function TryIt() {
  const asked = useSearch({ from: '/ui/try' });
  const navigate = useNavigate({ from: '/ui/try' });
  const known = useQuery(users);
  const first = known.data?.users[0]?.id;
  const filters = { category: asked.category ?? '', where: asked.where ?? '', n: 10 };
  return (
    <Page title="Try it">
      <Card title="Whom or what to ask for">
        {/* A link to another user fills the fields anew. */}
        <Question key={JSON.stringify(asked)} asked={asked} ask={(next) => void navigate({ search: next })} ids={known.data?.users.map((user) => user.id) ?? []} />
        {known.isError && <Failure error={known.error} retry={() => void known.refetch()} />}
        {asked.user === undefined && first !== undefined && (
          <p className="mt-2 text-sm">
            Not sure?{' '}
            <button type="button" className="link cursor-pointer" onClick={() => void navigate({ search: { user: first } })}>
              Take {first}
            </button>
          </p>
        )}
      </Card>
      {asked.user !== undefined && (
        <>
          <div className="grid items-start gap-4 xl:grid-cols-[2fr_3fr]">
            <History user={asked.user} />
            <Recommended user={asked.user} filters={filters} />
          </div>
          <Why user={asked.user} filters={filters} />
        </>
      )}
      {asked.item !== undefined && <Neighbours item={asked.item} />}
    </Page>
  );
}

/** What the page is asked, as its address has it. */
export interface Asked {
  user?: string;
  item?: string;
  category?: string;
  where?: string;
}

function Question({ asked, ask, ids }: { asked: Asked; ask: (next: Asked) => void; ids: string[] }) {
  const [fields, setFields] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
  };
  const field = (name: keyof Asked, label: string, example: string, list?: string) => (
    <label className="space-y-1 text-sm">
      <span className="block">{label}</span>
      <input className="field w-full" name={name} placeholder={example} list={list} value={fields[name] ?? ''} onChange={(event) => setFields({ ...fields, [name]: event.target.value })} />
    </label>
  );
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_1fr_auto] lg:items-end">
      {field('user', 'User', 'a user’s id', 'users')}
      {field('category', 'Only of this category', 'any')}
      {field('where', 'Only where', 'year>1950')}
      {field('item', 'Items like this one', 'an item’s id')}
      <button type="submit" className="button button-main">
        Show
      </button>
      <datalist id="users">
        {ids.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </form>
  );
}
