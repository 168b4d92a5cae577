import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { api, ask, Problem } from '../api/client';
import { catalogue } from '../api/place';
import { login } from '../api/queries';
import { Login } from '../pages/Login';
import { Loaded } from './Loaded';
import { Nav } from './Nav';

/** What surrounds every page: the way to the others, and who asks. Without a key there is nothing to see but a place to give one. */
export function Shell() {
  const who = useQuery(login);
  const locked = who.error instanceof Problem && who.error.status === 401;
  return (
    <>
      <a href="#main" className="sr-only focus:not-sr-only">
        Skip to the page
      </a>
      <header className="border-b border-slate-300 bg-white dark:border-slate-700 dark:bg-slate-900">
        <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
          <span>
            <span className="font-semibold">KDiffE</span>
            {catalogue && <span className="quiet ml-2">{catalogue}</span>}
          </span>
          {who.data && !locked && <Caller client={who.data.client} open={who.data.open} />}
        </div>
      </header>
      <div className="mx-auto max-w-7xl px-4 py-4 lg:flex lg:gap-8 lg:py-6">
        {!locked && <Nav />}
        <main id="main" tabIndex={-1} className="mt-4 min-w-0 flex-1 space-y-4 lg:mt-0">
          {locked ? <Login /> : <Loaded query={who}>{() => <Outlet />}</Loaded>}
        </main>
      </div>
    </>
  );
}

function Caller({ client, open }: { client: string; open: boolean }) {
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => ask(api.POST('/logout')),
    onSuccess: () => queries.resetQueries(),
  });
  if (open) return <span className="quiet text-sm">open to this machine</span>;
  return (
    <span className="flex items-center gap-3 text-sm">
      {leave.isError && <span role="alert">{leave.error.message}</span>}
      {client}
      <button type="button" className="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
        Log out
      </button>
    </span>
  );
}
