import { DataTable, type DataTableProps } from './data-table.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import type { PageList } from './use-page-list.ts';

/** A cursor list as a table: that it loads, what went wrong, its rows, and the button for more. */
export function ListTable<Row>({
  list,
  ...table
}: { readonly list: PageList<Row> } & Omit<DataTableProps<Row>, 'rows'>) {
  if (list.status === 'loading') return <p role="status">Loading…</p>;
  return (
    <>
      {list.problem === undefined ? null : <ProblemNotice problem={list.problem} onRetry={list.refresh} />}
      {list.status === 'ready' ? <DataTable {...table} rows={list.items} /> : null}
      {list.hasMore ? (
        <p className="row no-print">
          <button type="button" aria-disabled={list.busy} onClick={list.more}>
            {list.busy ? 'Loading…' : 'More'}
          </button>
          <span className="muted">{list.items.length} shown</span>
        </p>
      ) : null}
    </>
  );
}
