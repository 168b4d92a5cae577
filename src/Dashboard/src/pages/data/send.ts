import { noAnswer, problemOf } from '../../api/client';
import { place } from '../../api/place';
import type { SchemaBulkResponse } from '../../api/schema';
import type { Kind } from './kinds';

/** A file as its name says it is. */
export interface Format {
  type: string;
  packed: boolean;
}

/** What a file is by its name; null where that says nothing that the service takes. */
export function formatOf(name: string): Format | null {
  const packed = /\.gz$/i.test(name);
  const ending = /\.([a-z]+)$/i.exec(packed ? name.slice(0, -3) : name)?.[1]?.toLowerCase();
  if (ending === 'csv') return { type: 'text/csv', packed };
  return ending === 'ndjson' || ending === 'jsonl' ? { type: 'application/x-ndjson', packed } : null;
}

/** Sends a file as rows of a kind; tells how much of it is on its way, from 0 to 1. fetch does not. */
export function send(kind: Kind, file: File, format: Format, strict: boolean, told: (share: number) => void): Promise<SchemaBulkResponse> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${place}/${kind}/bulk${strict ? '?strict=true' : ''}`);
    request.setRequestHeader('Content-Type', format.type);
    request.setRequestHeader('X-Requested-With', 'KDiffE');
    if (format.packed) request.setRequestHeader('Content-Encoding', 'gzip');
    request.upload.onprogress = ({ loaded, total }) => told(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(noAnswer());
    request.onload = () => {
      const body = read(request.responseText);
      if (request.status === 200) resolve(body as SchemaBulkResponse);
      else reject(problemOf(request.status, body));
    };
    request.send(file);
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
