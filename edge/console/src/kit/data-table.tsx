import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { Link } from 'wouter';
import { useCommands } from '../shell/commands.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** `end` for numbers. */
  readonly align?: 'end';
  /** Left out where the window is narrow. */
  readonly minor?: boolean;
}

/** A key that does something to the row that has the focus. */
export interface RowKey<Row> {
  readonly key: string;
  readonly label: string;
  readonly run: (row: Row) => void;
}

export interface DataTableProps<Row> {
  /** What the table holds; read by screen readers, and shown with `showCaption`. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where a row leads: its first cell is a link there. */
  readonly hrefOf?: (row: Row) => string;
  /** What opening a row does, where it leads nowhere: its first cell is a button. */
  readonly onOpen?: (row: Row) => void;
  readonly rowKeys?: readonly RowKey<Row>[];
  /** What stands there without rows. */
  readonly empty?: ReactNode;
}

/**
 * A table whose rows can be opened: Tab or `j` goes in, the arrows, `j`, `k`, Home and End go from row to row, Enter opens.
 * A wide one scrolls by itself, by keys too.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, showCaption = false, columns, rows, rowKey, hrefOf, onOpen, rowKeys = [], empty } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const openers = (): HTMLElement[] => [...(body.current?.querySelectorAll<HTMLElement>('[data-row-opener]') ?? [])];
  const go = (step: 'first' | 'last' | 1 | -1): void => {
    const all = openers();
    const at = all.findIndex((one) => one.closest('tr')?.contains(document.activeElement));
    const to = step === 'first' ? 0 : step === 'last' ? all.length - 1 : at === -1 ? 0 : at + step;
    all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
  };
  const canOpen = hrefOf !== undefined || onOpen !== undefined;
  useCommands(
    canOpen && rows.length > 0
      ? [
          { id: 'row-next', label: `Next row: ${caption}`, key: 'j', run: () => go(1) },
          { id: 'row-previous', label: `Previous row: ${caption}`, key: 'k', run: () => go(-1) },
          ...rowKeys.map(({ key, label, run }) => ({
            id: `row-${key}`,
            label,
            key,
            run: () => {
              const all = openers();
              const at = all.findIndex((one) => one.closest('tr')?.contains(document.activeElement));
              const row = rows[at === -1 ? 0 : at];
              if (row !== undefined) run(row);
            },
          })),
        ]
      : [],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = ({ ArrowDown: 1, ArrowUp: -1, Home: 'first', End: 'last' } as const)[
      event.key as 'ArrowDown' // any other key finds nothing
    ];
    const onOpener = event.target instanceof HTMLElement && event.target.dataset.rowOpener !== undefined;
    if (step === undefined || !onOpener) return;
    event.preventDefault();
    go(step);
  };
  if (rows.length === 0) return <p className="empty">{empty ?? 'There is nothing here.'}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by the arrows
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption className={showCaption ? undefined : 'visually-hidden'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, title, align, minor }) => (
              <th key={key} scope="col" className={cellClass(align, minor)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, align, minor }, at) => (
                <td key={key} className={cellClass(align, minor)}>
                  {at > 0 || !canOpen ? (
                    cell(row)
                  ) : hrefOf === undefined ? (
                    <button type="button" className="link" data-row-opener="" onClick={() => onOpen?.(row)}>
                      {cell(row)}
                    </button>
                  ) : (
                    <Link href={hrefOf(row)} data-row-opener="">
                      {cell(row)}
                    </Link>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellClass(align: 'end' | undefined, minor: boolean | undefined): string | undefined {
  const names = [...(align === 'end' ? ['end'] : []), ...(minor === true ? ['minor'] : [])];
  return names.length === 0 ? undefined : names.join(' ');
}
