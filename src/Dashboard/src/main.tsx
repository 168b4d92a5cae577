import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/client';
import { login } from './api/queries';
import { router } from './router';
import './styles.css';

const queries: QueryClient = new QueryClient({
  // A login that is over shows the place to log in again.
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof Problem && error.status === 401 && query.queryKey[0] !== login.queryKey[0]) void queries.invalidateQueries({ queryKey: login.queryKey });
    },
  }),
  defaultOptions: {
    queries: {
      // A refusal stays one; what is away may come back.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});

// A service of another version has other files: the page begins anew with that one's.
window.addEventListener('vite:preloadError', () => window.location.reload());

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the dashboard.');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
