import { createRootRoute, createRoute, createRouter, Link } from '@tanstack/react-router';
import { Audit } from './pages/Audit';
import { Item } from './pages/Item';
import { Keys } from './pages/Keys';
import { Online } from './pages/Online';
import { Overview } from './pages/Overview';
import { Run } from './pages/Run';
import { Runs } from './pages/Runs';
import { Schedules } from './pages/Schedules';
import { Snapshots } from './pages/Snapshots';
import { TryIt } from './pages/TryIt';
import { Failure } from './parts/Failure';
import { Page } from './parts/Page';
import { Shell } from './parts/Shell';
import { readAgainst, readAsked, readAudit, readCompared, readItem, readOnline, readPage } from './search';

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: ({ error, reset }) => <Failure error={error as Error} retry={reset} /> });

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  createRoute({ getParentRoute: () => root, path: '/ui/try', component: TryIt, validateSearch: readAsked }),
  createRoute({ getParentRoute: () => root, path: '/ui/item', component: Item, validateSearch: readItem }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs', component: Runs, validateSearch: readPage }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs/$run', component: Run, validateSearch: readAgainst }),
  createRoute({ getParentRoute: () => root, path: '/ui/snapshots', component: Snapshots, validateSearch: readCompared }),
  createRoute({ getParentRoute: () => root, path: '/ui/schedules', component: Schedules }),
  createRoute({ getParentRoute: () => root, path: '/ui/online', component: Online, validateSearch: readOnline }),
  createRoute({ getParentRoute: () => root, path: '/ui/keys', component: Keys }),
  createRoute({ getParentRoute: () => root, path: '/ui/audit', component: Audit, validateSearch: readAudit }),
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

function Lost() {
  return (
    <Page title="There is no such page">
      <p>
        <Link to="/" className="link">
          To the overview
        </Link>
      </p>
    </Page>
  );
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
