import { Link, Outlet } from '@tanstack/react-router';

const pages = [{ to: '/', name: 'Overview' }] as const;

/** What surrounds every page: the way to the others. */
export function Shell() {
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
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-6xl space-y-4 px-4 py-6">
        <Outlet />
      </main>
    </>
  );
}
