import type { SchemaSnapshotResponse } from '../../api/schema';

/** What a snapshot is that has items which came after its training; null for that of a training. */
export const extension = ({ extends: of }: SchemaSnapshotResponse): string | null =>
  of === null ? null : `extends ${of.version} with ${of.items} new ${of.items === 1 ? 'item' : 'items'}`;

/** When it was made: trained, or extended. */
export const madeAt = (snapshot: SchemaSnapshotResponse): string => snapshot.extends?.placedAt ?? snapshot.createdAt;

/** The version of the training that a snapshot is, or extends. */
export const trainedAs = (snapshot: SchemaSnapshotResponse): string => snapshot.extends?.version ?? snapshot.version;
