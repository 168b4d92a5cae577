import { useQuery } from '@tanstack/react-query';
import { stored } from '../api/queries';
import { localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Table } from '../parts/Table';
import { columns, rowsOf } from './data/kinds';
import { Upload } from './data/Upload';

/** What is stored, in and out. */
export function Data() {
  const data = useQuery(stored);
  return (
    <Page title="Data" lead="What is stored, and what training learns from. A file that is taken out can be put back in as it is.">
      <Card title="What there is">
        <Loaded query={data}>
          {(counts) => (
            <>
              <Table caption="Data" columns={columns} rows={rowsOf(counts)} rowKey={(row) => row.name} empty="" />
              <p className="quiet mt-2 text-sm">
                {counts.newestInteractionAt === null
                  ? counts.interactions.count === 0
                    ? 'Nobody did anything yet: put interactions in, and a run can learn from them.'
                    : 'No interaction has a time.'
                  : `The newest interaction is of ${localTime(counts.newestInteractionAt)}.`}
              </p>
            </>
          )}
        </Loaded>
      </Card>
      <Card title="Put a file in">
        <Needs role="ingest" to="To put a file in">
          <Upload />
        </Needs>
      </Card>
    </Page>
  );
}
