import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { usersLike } from '../api/queries';
import { Card } from '../parts/Card';
import { Field } from '../parts/Field';
import { Page } from '../parts/Page';
import { Suggested } from '../parts/Suggested';
import { History } from './try/History';
import { Neighbours } from './try/Neighbours';
import { Recommended, Why } from './try/Recommended';

/** What the page is asked, as its address has it. */
export interface Asked {
  user?: string;
  item?: string;
  category?: string;
  where?: string;
}

/** What one user gets and why, beside what they did; and what an item is like. All of it stands in the address. */
export function TryIt() {
  const asked = useSearch({ from: '/ui/try' });
  const navigate = useNavigate({ from: '/ui/try' });
  const filters = { category: asked.category ?? '', where: asked.where ?? '', n: 10 };
  return (
    <Page title="Try it">
      <Card title="Whom or what to ask for">
        {/* A link to another user fills the fields anew. */}
        <Question key={JSON.stringify(asked)} asked={asked} ask={(next) => void navigate({ search: next })} />
        <p className="mt-2 text-sm">
          {asked.user === undefined ? (
            <Example take={(user) => void navigate({ search: { user } })} />
          ) : (
            <Link to="/ui/compare" search={{ user: asked.user }} className="link">
              What would another snapshot give {asked.user}?
            </Link>
          )}
        </p>
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

function Example({ take }: { take: (user: string) => void }) {
  const known = useQuery(usersLike(''));
  const first = known.data?.users[0]?.id;
  if (known.data !== undefined && first === undefined) {
    return (
      <>
        There is no user yet.{' '}
        <Link to="/ui/data" className="link">
          Load some data
        </Link>
        .
      </>
    );
  }
  return (
    first !== undefined && (
      <>
        Not sure?{' '}
        <button type="button" className="link cursor-pointer" onClick={() => take(first)}>
          Take {first}
        </button>
      </>
    )
  );
}

function Question({ asked, ask }: { asked: Asked; ask: (next: Asked) => void }) {
  const [fields, setFields] = useState(asked);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')));
  };
  const set = (name: keyof Asked) => (value: string) => setFields({ ...fields, [name]: value });
  const field = (name: keyof Asked, label: string, example: string) => (
    <Field name={label}>{(ids) => <input {...ids} className="field w-full" placeholder={example} value={fields[name] ?? ''} onChange={(event) => set(name)(event.target.value)} />}</Field>
  );
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-[1fr_1fr_1fr_1fr_auto] xl:items-end">
      <Suggested of="users" name="User" placeholder="a user’s id" value={fields.user ?? ''} onChange={set('user')} />
      {field('category', 'Only of this category', 'any')}
      {field('where', 'Only where', 'year>1950')}
      <Suggested of="items" name="Items like this one" placeholder="an item’s id" value={fields.item ?? ''} onChange={set('item')} />
      <button type="submit" className="button button-main">
        Show
      </button>
    </form>
  );
}
