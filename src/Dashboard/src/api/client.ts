import createClient from 'openapi-fetch';
import { place } from './place';
import type { paths } from './schema';

/** Typed requests to the service that these pages came from. The header tells it that no other site's page made them. */
export const api = createClient<paths>({ baseUrl: `${place}/`, headers: { 'X-Requested-With': 'KDiffE' } });

/** Why a request failed, in the service's words. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    /** What else the service said, such as the rows that it refused. */
    readonly details: Record<string, unknown> = {},
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
    throw noAnswer();
  }
  if (answer.response.ok) return answer.data as T;
  throw problemOf(answer.response.status, answer.error);
}

/** The problem that a request was answered with. */
export function problemOf(status: number, body: unknown): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = [said['title'], said['detail']].filter((part) => typeof part === 'string').join(': ');
  return new Problem(status, String(said['type'] ?? ''), text || `The service answered ${status}.`, said);
}

/** Why there is no answer at all. */
export const noAnswer = () => new Problem(0, '', 'The service does not answer. Is it running, and does this machine reach it?');
