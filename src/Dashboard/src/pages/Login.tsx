import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../api/client';
import { Failure } from '../parts/Failure';
import { arrive, useTitle } from '../parts/Page';

/** Asks for a key; what was asked for shows once it is accepted. */
export function Login() {
  useTitle('Log in');
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const enter = useMutation({
    mutationFn: () => ask(api.POST('/login', { body: { key } })),
    onSuccess: () => {
      arrive();
      return queries.resetQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form onSubmit={submit} className="mx-auto mt-12 max-w-md space-y-4">
      <h1>Log in</h1>
      <label className="block space-y-1">
        <span>Key</span>
        <input className="field w-full" type="password" name="key" autoComplete="current-password" required autoFocus value={key} onChange={(event) => setKey(event.target.value)} />
      </label>
      <p className="quiet text-sm">
        With the role read or admin. Whoever runs the service makes one: <code>./kdiffe keys create NAME --role read</code>
      </p>
      <button type="submit" className="button button-main" disabled={enter.isPending}>
        Log in
      </button>
      {enter.isError && <Failure error={enter.error} />}
    </form>
  );
}
