import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from '@tanstack/react-router';
import { place } from './api/place';
import { Overview } from './pages/Overview';
import { Failure } from './parts/Failure';
import { Page } from './parts/Page';
import { Shell } from './parts/Shell';
import { readAgainst, readAsked, readAudit, readCompared, readComparedRankings, readItem, readOnline, readPage, readWebhook } from './search';

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: ({ error, reset }) => <Failure error={error as Error} retry={reset} /> });

// The first view comes with the program, all others when somebody goes to one of them.
const others = () => import('./pages/others');

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Overview }),
  createRoute({ getParentRoute: () => root, path: '/ui/try', component: lazyRouteComponent(others, 'TryIt'), validateSearch: readAsked }),
  createRoute({ getParentRoute: () => root, path: '/ui/item', component: lazyRouteComponent(others, 'Item'), validateSearch: readItem }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs', component: lazyRouteComponent(others, 'Runs'), validateSearch: readPage }),
  createRoute({ getParentRoute: () => root, path: '/ui/runs/$run', component: lazyRouteComponent(others, 'Run'), validateSearch: readAgainst }),
  createRoute({ getParentRoute: () => root, path: '/ui/snapshots', component: lazyRouteComponent(others, 'Snapshots'), validateSearch: readCompared }),
  createRoute({ getParentRoute: () => root, path: '/ui/schedules', component: lazyRouteComponent(others, 'Schedules') }),
  createRoute({ getParentRoute: () => root, path: '/ui/online', component: lazyRouteComponent(others, 'Online'), validateSearch: readOnline }),
  createRoute({ getParentRoute: () => root, path: '/ui/compare', component: lazyRouteComponent(others, 'Compare'), validateSearch: readComparedRankings }),
  createRoute({ getParentRoute: () => root, path: '/ui/data', component: lazyRouteComponent(others, 'Data') }),
  createRoute({ getParentRoute: () => root, path: '/ui/nodes', component: lazyRouteComponent(others, 'Nodes') }),
  createRoute({ getParentRoute: () => root, path: '/ui/webhooks', component: lazyRouteComponent(others, 'Webhooks'), validateSearch: readWebhook }),
  createRoute({ getParentRoute: () => root, path: '/ui/keys', component: lazyRouteComponent(others, 'Keys') }),
  createRoute({ getParentRoute: () => root, path: '/ui/audit', component: lazyRouteComponent(others, 'Audit'), validateSearch: readAudit }),
] as const;

// The text of an address is taken as it is: an id such as 1e3 is no number.
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: `${place}/`,
  scrollRestoration: true,
  defaultPreload: 'intent',
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
