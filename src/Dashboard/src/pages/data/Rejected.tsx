import type { SchemaRejectedLine } from '../../api/schema';
import { count } from '../../format';
import { Table, type Column } from '../../parts/Table';

/** The rows of a file that were refused: where they stand and why. */
export function Rejected({ errors, all }: { errors: SchemaRejectedLine[]; all: number }) {
  return (
    <>
      {all > errors.length && (
        <p className="quiet text-sm">
          The first {errors.length} of {count(all)} rows that were refused:
        </p>
      )}
      <Table caption="Rejected rows" columns={columns} rows={errors} rowKey={(error) => `${error.line} ${error.field} ${error.reason}`} empty="" />
    </>
  );
}

const columns: Column<SchemaRejectedLine>[] = [
  { name: 'Line', cell: (error) => error.line, value: (error) => error.line, numeric: true },
  { name: 'Field', cell: (error) => error.field ?? 'the row as a whole', value: (error) => error.field },
  { name: 'Why', cell: (error) => error.reason, value: (error) => error.reason },
];
