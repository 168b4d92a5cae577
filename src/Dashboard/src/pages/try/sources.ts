import type { SchemaRecommendationSource } from '../../api/schema';

/** What items are ranked by, in words. */
export const sources: Record<SchemaRecommendationSource, string> = {
  model: 'what the model has learnt of them',
  fold_in: 'what they did, by the model',
  popular: 'what many like',
  latest: 'what came last',
  graph: 'what the items have in the knowledge graph',
};
