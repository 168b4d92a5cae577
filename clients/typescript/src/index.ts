import createClient, { type Client, type ClientOptions, defaultPathSerializer, mergeHeaders } from 'openapi-fetch';
import type { paths } from './schema.js';

export type * from './schema.js';

/** Typed requests to the service: `client.GET('/users/{id}/recommendations', { params: … })`. */
export type KDiffEClient = Client<paths>;

/**
 * A client of the service.
 * @param baseUrl Where it listens, for example `http://localhost:8080`.
 * @param apiKey The key to send; none for a service that runs open.
 * @param options What else `openapi-fetch` takes.
 */
export function createKDiffEClient(baseUrl: string, apiKey?: string, options: ClientOptions = {}): KDiffEClient {
  const headers = mergeHeaders(options.headers, apiKey === undefined ? undefined : { 'X-Api-Key': apiKey });
  return createClient<paths>({ pathSerializer, ...options, baseUrl, headers });
}

// Whatever sends a request takes these for steps within the path, and would ask another route.
function pathSerializer(path: string, ids: Record<string, unknown>): string {
  for (const id of Object.values(ids)) if (id === '.' || id === '..') throw new RangeError(`'${id}' is no id: a path cannot hold it`);
  return defaultPathSerializer(path, ids);
}
