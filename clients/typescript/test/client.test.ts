import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKDiffEClient } from '../src/index.js';

const nowhere = 'http://127.0.0.1:9';

function recorder(): { requests: Request[]; fetch: (request: Request) => Promise<Response> } {
  const requests: Request[] = [];
  return { requests, fetch: async request => (requests.push(request), new Response('{}', { headers: { 'Content-Type': 'application/json' } })) };
}

test('An id that would lead to another route is not asked for', async () => {
  const { requests, fetch } = recorder();
  const client = createKDiffEClient(nowhere, undefined, { fetch });

  for (const id of ['.', '..']) await assert.rejects(async () => client.GET('/users/{id}/interactions', { params: { path: { id } } }), RangeError);
  await client.GET('/users/{id}/interactions', { params: { path: { id: '../x' } } });

  assert.deepEqual(requests.map(request => request.url), [`${nowhere}/users/..%2Fx/interactions`]);
});

test('Headers of every kind go along with the key', async () => {
  for (const headers of [{ 'X-Trace': '1' }, new Headers({ 'X-Trace': '1' })]) {
    const { requests, fetch } = recorder();

    await createKDiffEClient(nowhere, 'the key', { headers, fetch }).GET('/items/popular');

    assert.equal(requests[0]?.headers.get('X-Trace'), '1');
    assert.equal(requests[0]?.headers.get('X-Api-Key'), 'the key');
  }
});
