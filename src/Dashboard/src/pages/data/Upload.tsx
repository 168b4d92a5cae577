import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { Problem } from '../../api/client';
import { stored } from '../../api/queries';
import type { SchemaBulkResponse, SchemaRejectedLine } from '../../api/schema';
import { count } from '../../format';
import { Failure } from '../../parts/Failure';
import { Field } from '../../parts/Field';
import { kinds, type Kind } from './kinds';
import { Rejected } from './Rejected';
import { formatOf, send } from './send';

/** Puts the rows of a file in; those that are refused are named with their line. */
export function Upload() {
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('interactions');
  const [file, setFile] = useState<File | null>(null);
  const [strict, setStrict] = useState(false);
  const [share, setShare] = useState(0);
  const format = file && formatOf(file.name);
  const put = useMutation({
    mutationFn: () => {
      if (file === null || format === null) throw new Error('There is no file that can be sent.');
      setShare(0);
      return send(kind, file, format, strict, setShare);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: stored.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    put.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field name="Its rows are">
          {(ids) => (
            <select {...ids} className="field w-full" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
              {kinds.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Field name="File" note="CSV whose first row names its fields (.csv), or a JSON object a line (.ndjson, .jsonl); as it is, or packed (.gz)" error={file !== null && format === null ? 'Its name says neither CSV nor NDJSON.' : null}>
          {(ids) => <input {...ids} className="field w-full py-1.5" type="file" accept=".csv,.ndjson,.jsonl,.gz" required onChange={(event) => setFile(event.target.files?.[0] ?? null)} />}
        </Field>
      </div>
      <label className="flex gap-2 text-sm">
        <input type="checkbox" checked={strict} onChange={(event) => setStrict(event.target.checked)} />
        Put nothing in if a single row is wrong
      </label>
      <button type="submit" className="button button-main" disabled={put.isPending || format === null}>
        Put it in
      </button>
      {put.isPending && (
        <label className="block text-sm">
          {share < 1 ? 'On its way' : 'It has arrived and is being written'}
          <progress className="block w-full" max={1} value={share < 1 ? share : undefined} />
        </label>
      )}
      {put.isError && (
        <>
          <Failure error={put.error} retry={format === null ? undefined : () => put.mutate()} />
          {put.error instanceof Problem && Array.isArray(put.error.details['errors']) && (
            <Rejected errors={put.error.details['errors'] as SchemaRejectedLine[]} all={Number(put.error.details['rejected'])} />
          )}
        </>
      )}
      {put.isSuccess && <Outcome answer={put.data} kind={kind} />}
    </form>
  );
}

function Outcome({ answer, kind }: { answer: SchemaBulkResponse; kind: Kind }) {
  return (
    <div role="status" className="space-y-2">
      <p>
        Of {count(answer.read)} rows {count(answer.inserted)} are new, {count(answer.updated)} say something else now, {count(answer.unchanged)} were there already
        {answer.rejected > 0 ? ` and ${count(answer.rejected)} were refused.` : '.'}
      </p>
      {answer.errors.length > 0 ? (
        <Rejected errors={answer.errors} all={answer.rejected} />
      ) : (
        kind === 'interactions' && (
          <p className="text-sm">
            They count at once in what users get; the model learns from them when it is trained:{' '}
            <Link to="/ui/runs" className="link">
              start a run
            </Link>
            .
          </p>
        )
      )}
    </div>
  );
}
