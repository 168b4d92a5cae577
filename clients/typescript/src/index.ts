import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
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
  const headers = apiKey === undefined ? options.headers : { ...options.headers, 'X-Api-Key': apiKey };
  return createClient<paths>({ ...options, baseUrl, ...(headers === undefined ? {} : { headers }) });
}
