import { type ReactNode, useEffect } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { type SearchPage, useSearch } from './use-search.ts';

/** What is found for the words, in each state of a search. */
export function SearchResults<T>(props: {
  readonly typed: string;
  readonly fetchPage: SearchPage<T>;
  /** Memoised. Told of words that found something. */
  readonly onFound: (query: string) => void;
  readonly children: (items: readonly T[]) => ReactNode;
}) {
  const { search: words, ui } = useWords();
  const failureText = useFailureText();
  const { query, found, failure, searching, again, more } = useSearch(props.typed, props.fetchPage);
  const settled = found !== undefined && found.query === query && !searching;
  const hit = settled && found.items.length > 0 ? found.query : undefined;
  const { onFound } = props;
  useEffect(() => {
    if (hit !== undefined) onFound(hit);
  }, [hit, onFound]);
  if (query === undefined) {
    return props.typed.trim() === '' ? null : (
      <AppText color="muted" role="status">
        {words.tooShort}
      </AppText>
    );
  }
  return (
    <>
      <AppText kind="small" color="muted" role="status">
        {settled ? words.found(found.items.length, found.next !== undefined, query) : words.searching}
      </AppText>
      {failure === undefined ? null : (
        <Notice
          tone="error"
          text={failureText(failure)}
          action={<Button compact kind="secondary" label={ui.retry} onPress={again} />}
        />
      )}
      {found === undefined ? null : found.items.length === 0 ? (
        settled ? (
          <Empty text={words.nothing(query)} action={<LinkButton href="/" label={words.toLobby} kind="primary" />} />
        ) : null
      ) : (
        <View aria-busy={!settled}>
          {props.children(found.items)}
          {found.next === undefined ? null : (
            <Button kind="secondary" label={ui.more} busy={searching} onPress={more} />
          )}
        </View>
      )}
    </>
  );
}
