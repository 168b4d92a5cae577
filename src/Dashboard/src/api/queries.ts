import { queryOptions } from '@tanstack/react-query';
import { api, ask } from './client';
import type { paths } from './schema';

const seconds = 1000;

/** Who asks; a problem of status 401 where there is nobody yet. */
export const login = queryOptions({
  queryKey: ['login'],
  queryFn: () => ask(api.GET('/login')),
  staleTime: Infinity,
});

export const health = queryOptions({
  queryKey: ['health'],
  queryFn: () => ask(api.GET('/health/live')),
  refetchInterval: 5 * seconds,
});

export const snapshots = queryOptions({
  queryKey: ['snapshots'],
  queryFn: () => ask(api.GET('/snapshots')),
  refetchInterval: 5 * seconds,
});

export const offlineMetrics = queryOptions({
  queryKey: ['metrics', 'offline'],
  queryFn: () => ask(api.GET('/metrics/offline')),
  refetchInterval: 30 * seconds,
});

export const runs = (n: number, before?: number) =>
  queryOptions({
    queryKey: ['runs', { n, before }],
    queryFn: () => ask(api.GET('/training/runs', { params: { query: before === undefined ? { n } : { n, before } } })),
    refetchInterval: 3 * seconds,
  });

export const run = (id: number) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: () => ask(api.GET('/training/runs/{run}', { params: { path: { run: id } } })),
    refetchInterval: (query) => (query.state.data?.run.finishedAt ? false : 2 * seconds),
  });

/** The users whose ids start with a text; the first ones where it is empty. */
export const usersLike = (text: string) =>
  queryOptions({
    queryKey: ['users', { startsWith: text }],
    queryFn: () => ask(api.GET('/users', { params: { query: { n: 20, ...(text && { startsWith: text }) } } })),
    staleTime: 60 * seconds,
  });

/** The items whose ids start with a text; the first ones where it is empty. */
export const itemsLike = (text: string) =>
  queryOptions({
    queryKey: ['items', { startsWith: text }],
    queryFn: () => ask(api.GET('/items', { params: { query: { n: 20, ...(text && { startsWith: text }) } } })),
    staleTime: 60 * seconds,
  });

export const history = (user: string) =>
  queryOptions({
    queryKey: ['users', user, 'interactions'],
    queryFn: () => ask(api.GET('/users/{id}/interactions', { params: { path: { id: user }, query: { n: 200 } } })),
  });

export interface Filters {
  category: string;
  where: string;
  n: number;
}

export const recommendations = (user: string, { category, where, n }: Filters) =>
  queryOptions({
    queryKey: ['users', user, 'recommendations', { category, where, n }],
    queryFn: () =>
      ask(
        api.GET('/users/{id}/recommendations', {
          params: {
            path: { id: user },
            query: { n, explain: true, ...(category && { category: [category] }), ...(where && { where }) },
          },
        }),
      ),
  });

export const similarItems = (item: string, via: 'embedding' | 'graph') =>
  queryOptions({
    queryKey: ['items', item, 'similar', via],
    queryFn: () => ask(api.GET('/items/{id}/similar', { params: { path: { id: item }, query: { n: 10, via } } })),
  });

export const item = (id: string) =>
  queryOptions({
    queryKey: ['items', id],
    queryFn: () => ask(api.GET('/items/{id}', { params: { path: { id } } })),
    staleTime: 60 * seconds,
  });

export const schedules = queryOptions({
  queryKey: ['schedules'],
  queryFn: () => ask(api.GET('/training/schedules')),
  refetchInterval: 30 * seconds,
});

export const keys = queryOptions({
  queryKey: ['keys'],
  queryFn: () => ask(api.GET('/keys')),
  refetchInterval: 30 * seconds,
});

export type AuditQuery = NonNullable<paths['/audit']['get']['parameters']['query']>;

export const audit = (query: AuditQuery) =>
  queryOptions({
    queryKey: ['audit', query],
    queryFn: () => ask(api.GET('/audit', { params: { query } })),
    refetchInterval: 30 * seconds,
  });

export type OnlineQuery = NonNullable<paths['/metrics/online']['get']['parameters']['query']>;

export const onlineMetrics = (query: OnlineQuery) =>
  queryOptions({
    queryKey: ['metrics', 'online', query],
    queryFn: () => ask(api.GET('/metrics/online', { params: { query } })),
    refetchInterval: 60 * seconds,
  });

export const trainingSettings = queryOptions({
  queryKey: ['training', 'settings'],
  queryFn: () => ask(api.GET('/training/settings')),
  staleTime: Infinity,
});

/** The log of a run. A worker stores its last lines a moment after it says how the run ended, so it is asked for a while longer. */
export const runLog = (run: number, n: number, finishedAt: string | null) =>
  queryOptions({
    queryKey: ['runs', run, 'log', n],
    queryFn: () => ask(api.GET('/training/runs/{run}/log', { params: { path: { run }, query: { n } } })),
    refetchInterval: () => (finishedAt === null || Date.now() - Date.parse(finishedAt) < 15 * seconds ? 2 * seconds : false),
  });

/** What a snapshot, served or not, has for a user; the first question about one that is not served has it loaded. */
export const preview = (version: string, user: string, n: number) =>
  queryOptions({
    queryKey: ['snapshots', version, 'users', user, n],
    queryFn: () => ask(api.GET('/snapshots/{version}/users/{id}/recommendations', { params: { path: { version, id: user }, query: { n } } })),
    staleTime: 60 * seconds,
  });

export const nodes = queryOptions({
  queryKey: ['nodes'],
  queryFn: () => ask(api.GET('/nodes')),
  refetchInterval: 5 * seconds,
});

export const traffic = queryOptions({
  queryKey: ['metrics', 'traffic'],
  queryFn: () => ask(api.GET('/metrics/traffic')),
  refetchInterval: 5 * seconds,
});

export const stored = queryOptions({
  queryKey: ['data'],
  queryFn: () => ask(api.GET('/data')),
  refetchInterval: 30 * seconds,
});

export const webhooks = queryOptions({
  queryKey: ['webhooks'],
  queryFn: () => ask(api.GET('/webhooks')),
  refetchInterval: 5 * seconds,
});

export const deliveries = (webhook: string, before?: number) =>
  queryOptions({
    queryKey: ['webhooks', webhook, 'deliveries', before],
    queryFn: () => ask(api.GET('/webhooks/{webhook}/deliveries', { params: { path: { webhook }, query: before === undefined ? { n: 20 } : { n: 20, before } } })),
    refetchInterval: 5 * seconds,
  });
