import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createKDiffEClient } from '../src/index.js';

const url = process.env['KDIFFE_URL'];
const user = process.env['KDIFFE_USER'] ?? 'nobody';

test('A backend asks, tells what became of the answer, and reads the metrics', { skip: url === undefined && 'KDIFFE_URL names no service' }, async () => {
  const client = createKDiffEClient(url!, process.env['KDIFFE_API_KEY']);

  const { data: answer } = await client.GET('/users/{id}/recommendations', { params: { path: { id: user }, query: { n: 3 } } });
  assert.ok(answer);
  const [first] = answer.items;
  assert.ok(first);

  const entry = { recommendationId: answer.recommendationId, itemId: first.id };
  const { data: kept } = await client.POST('/feedback', { body: { entries: [{ ...entry, kind: 'impression' }, { ...entry, kind: 'click' }] } });
  assert.deepEqual(kept, { accepted: 2, repeated: 0, refused: 0, errors: [] });

  const { data: rows } = await client.GET('/metrics/online', { params: { query: { by: 'snapshot' } } });
  const row = rows?.find(candidate => candidate.snapshotVersion === answer.snapshotVersion);
  assert.ok(row);
  assert.ok(row.clicks >= 1 && row.impressions >= row.clicks);

  const { data: offline } = await client.GET('/metrics/offline');
  assert.ok(offline?.some(candidate => candidate.snapshotVersion === answer.snapshotVersion));
});

test('A backend writes rows in lists and in bulk, and asks with a filter and for reasons', { skip: url === undefined && 'KDIFFE_URL names no service' }, async () => {
  const client = createKDiffEClient(url!, process.env['KDIFFE_API_KEY']);
  const { data: popular } = await client.GET('/items/popular', { params: { query: { n: 2 } } });
  const [liked, other] = popular?.items ?? [];
  assert.ok(liked && other);
  const path = { id: 'writer of TypeScript' };

  const { response: put } = await client.PUT('/users/{id}', { params: { path }, body: { attributes: { country: 'NL', ages: [30, 40] } } });
  assert.equal(put.status, 201);
  const { data: stored } = await client.GET('/users/{id}', { params: { path } });
  assert.deepEqual(stored?.attributes, { country: 'NL', ages: [30, 40] });

  const { data: written } = await client.POST('/interactions', { body: [{ user: path.id, item: liked.id, occurredAt: '2026-01-31T12:00:00Z' }] });
  assert.deepEqual(written, { inserted: 1, updated: 0, unchanged: 0 });
  const { data: bulk } = await client.POST('/interactions/bulk', {
    headers: { 'Content-Type': 'text/csv' },
    body: `user,item,occurredAt\n${path.id},${liked.id},2026-01-31T12:00:00Z\n${path.id},${other.id},yesterday\n`,
    bodySerializer: text => text,
  });
  assert.deepEqual([bulk?.read, bulk?.unchanged, bulk?.rejected, bulk?.errors[0]?.line, bulk?.errors[0]?.field], [2, 1, 1, 3, 'occurredAt']);

  const query = { n: 2, where: 'year >= 1900', fields: 'year', explain: true };
  const ask = async () => (await client.GET('/users/{id}/recommendations', { params: { path, query } })).data;
  // The API hears of what was written within two seconds.
  let answer = await ask();
  for (const until = Date.now() + 30_000; answer?.source !== 'fold_in' && Date.now() < until; answer = await ask()) await setTimeout(100);
  assert.equal(answer?.source, 'fold_in');
  for (const item of answer.items) {
    assert.equal(item.because?.likedItems[0]?.id, liked.id);
    assert.ok(Number(item.attributes?.['year']) >= 1900);
  }
  const { data: next } = await client.GET('/users/{id}/recommendations', { params: { path, query: { ...query, cursor: answer.next! } } });
  assert.ok(next && next.items.every(item => answer.items.every(before => before.id !== item.id)));

  const { data: similar } = await client.GET('/items/{id}/similar', { params: { path: { id: liked.id }, query: { n: 2 } } });
  assert.equal(similar?.items.length, 2);
  const { response: erased } = await client.DELETE('/users/{id}', { params: { path } });
  assert.equal(erased.status, 204);
});

test('A problem comes with its type', { skip: url === undefined && 'KDIFFE_URL names no service' }, async () => {
  const client = createKDiffEClient(url!, process.env['KDIFFE_API_KEY']);

  const { error, response } = await client.GET('/items/{id}/similar', { params: { path: { id: 'nobody knows/this' } } });

  assert.equal(response.status, 404);
  assert.equal(error?.type, '/errors/unknown-item');
});
