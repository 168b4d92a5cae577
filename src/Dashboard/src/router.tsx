import { createRootRoute, createRoute, createRouter, Link } from '@tanstack/react-router';
import { Overview } from './pages/Overview';
import { Failure } from './parts/Failure';
import { Shell } from './parts/Shell';

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: ({ error, reset }) => <Failure error={error as Error} retry={reset} /> });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: Overview });

export const router = createRouter({ routeTree: root.addChildren([overview]), scrollRestoration: true });

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
