import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { api, ask, Problem } from '../api/client';
import { login } from '../api/queries';
import { Login } from '../pages/Login';
import { Loaded } from './Loaded';

const pages = [
  { to: '/', name: 'Overview' },
  { to: '/ui/try', name: 'Try it' },
  { to: '/ui/runs', name: 'Runs' },
  { to: '/ui/snapshots', name: 'Snapshots' },
] as const;

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
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
          <span className="font-semibold">KDiffE</span>
          <nav aria-label="Pages" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {pages.map((page) => (
              <Link key={page.to} to={page.to} activeOptions={{ exact: page.to === '/' }} activeProps={{ className: 'font-semibold underline', 'aria-current': 'page' }}>
                {page.name}
              </Link>
            ))}
            <a href="/swagger">API</a>
          </nav>
          {who.data && !locked && <Caller client={who.data.client} open={who.data.open} />}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-6xl space-y-4 px-4 py-6">
        {locked ? <Login /> : <Loaded query={who}>{() => <Outlet />}</Loaded>}
      </main>
    </>
  );
}

function Caller({ client, open }: { client: string; open: boolean }) {
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: () => ask(api.POST('/logout')),
    onSuccess: () => queries.resetQueries(),
  });
  if (open) return <span className="quiet ml-auto text-sm">open to this machine</span>;
  return (
    <span className="ml-auto flex items-center gap-3 text-sm">
      {leave.isError && <span role="alert">{leave.error.message}</span>}
      {client}
      <button type="button" className="button" disabled={leave.isPending} onClick={() => leave.mutate()}>
        Log out
      </button>
    </span>
  );
}
