import createClient from 'openapi-fetch';
import type { paths } from './schema';

/** Typed requests to the service that these pages came from. The header tells it that no other site's page made them. */
export const api = createClient<paths>({ baseUrl: '/', headers: { 'X-Requested-With': 'KDiffE' } });

/** Why a request failed, in the service's words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What a request is answered with; throws a {@link Problem} when it is refused or nobody answers. */
export async function ask<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new Problem(0, '', 'The service does not answer. Is it running, and does this machine reach it?');
  }
  if (answer.response.ok) return answer.data as T;
  const said = (answer.error ?? {}) as { type?: string; title?: string; detail?: string };
  const text = [said.title, said.detail].filter(Boolean).join(': ');
  throw new Problem(answer.response.status, said.type ?? '', text || `The service answered ${answer.response.status}.`);
}
