import { createRootRoute, createRoute, createRouter, Link } from '@tanstack/react-router';
import { Overview } from './pages/Overview';
import { Run } from './pages/Run';
import { Runs } from './pages/Runs';
import { Snapshots } from './pages/Snapshots';
import { TryIt, type Asked } from './pages/TryIt';
import { Failure } from './parts/Failure';
import { Shell } from './parts/Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: ({ error, reset }) => <Failure error={error as Error} retry={reset} /> });

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  createRoute({ getParentRoute: () => root, path: '/ui/try', component: TryIt, validateSearch: readAsked }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs', component: Runs, validateSearch: readPage }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs/$run', component: Run }),
  createRoute({ getParentRoute: () => root, path: '/ui/snapshots', component: Snapshots }),
] as const;

// The text of an address is taken as it is: an id such as 1e3 is no number.
export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))).toString();
    return text && `?${text}`;
  },
});

function readAsked(search: Record<string, unknown>): Asked {
  const names = ['user', 'item', 'category', 'where'] as const;
  return Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' && search[name] !== '' ? [[name, search[name]]] : [])));
}

function readPage(search: Record<string, unknown>): { before?: number } {
  const before = Number(search['before']);
  return Number.isSafeInteger(before) && before > 0 ? { before } : {};
}

function Lost() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/" className="link">
          To the overview
        </Link>
      </p>
    </>
  );
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
