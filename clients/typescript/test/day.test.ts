import assert from 'node:assert/strict';
import { test } from 'node:test';
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

test('A problem comes with its type', { skip: url === undefined && 'KDIFFE_URL names no service' }, async () => {
  const client = createKDiffEClient(url!, process.env['KDIFFE_API_KEY']);

  const { error, response } = await client.GET('/items/{id}/similar', { params: { path: { id: 'nobody knows/this' } } });

  assert.equal(response.status, 404);
  assert.equal(error?.type, '/errors/unknown-item');
});
