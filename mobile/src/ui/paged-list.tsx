import { Fragment, type ReactElement, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { View } from 'react-native';
import type { ApiResult } from '../api/failure.ts';
import { useWords } from '../i18n/use-words.ts';
import { Button } from './button.tsx';
import { useFailureText } from './failure-text.ts';
import { Loaded } from './loaded.tsx';
import { Notice } from './notice.tsx';
import { useLoad } from './use-load.ts';

interface ListPage<T> {
  readonly items: T[];
  readonly next?: string | undefined;
}

/**
 * A list that comes in pages: the first at once, each further when asked for. Where it moves meanwhile, what stands there
 * already does not come again, and a page behind a list that was loaded anew since is dropped.
 */
export function PagedList<T>(props: {
  readonly label: string;
  /** Memoised. */
  readonly fetchPage: (cursor?: string) => Promise<ApiResult<ListPage<T>>>;
  /** When this changes, the list is loaded again from its beginning. */
  readonly changed: string;
  readonly keyOf: (item: T) => string;
  readonly empty: ReactElement;
  readonly children: (item: T) => ReactNode;
}) {
  const { ui } = useWords();
  const failureText = useFailureText();
  const { fetchPage, changed, keyOf } = props;
  const fetchFirst = useCallback(() => fetchPage(), [fetchPage]);
  const { load, reload, update } = useLoad(fetchFirst);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const shown = useRef(changed);
  useEffect(() => {
    if (shown.current === changed) return;
    shown.current = changed;
    void reload();
  }, [reload, changed]);
  const more = async (cursor: string): Promise<void> => {
    setBusy(true);
    const answer = await fetchPage(cursor);
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) update((page) => (page.next === cursor ? withMore(page, answer.data, keyOf) : page));
  };
  return (
    <Loaded load={load} reload={reload}>
      {({ items, next }) =>
        items.length === 0 ? (
          props.empty
        ) : (
          <View>
            <View role="list" aria-label={props.label}>
              {items.map((item) => (
                <Fragment key={keyOf(item)}>{props.children(item)}</Fragment>
              ))}
            </View>
            {failure === undefined ? null : <Notice tone="error" text={failure} />}
            {next === undefined ? null : (
              <Button kind="secondary" label={ui.more} busy={busy} onPress={() => void more(next)} />
            )}
          </View>
        )
      }
    </Loaded>
  );
}

function withMore<T>(before: ListPage<T>, page: ListPage<T>, keyOf: (item: T) => string): ListPage<T> {
  const known = new Set(before.items.map(keyOf));
  return { items: [...before.items, ...page.items.filter((item) => !known.has(keyOf(item)))], next: page.next };
}
