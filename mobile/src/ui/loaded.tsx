import type { ReactNode } from 'react';
import { useWords } from '../i18n/use-words.ts';
import { Button } from './button.tsx';
import { useFailureText } from './failure-text.ts';
import { Loading } from './loading.tsx';
import { Notice } from './notice.tsx';
import type { Load } from './use-load.ts';

/** The three states of something that is loaded; `children` shows it once it is there. */
export function Loaded<T>(props: {
  readonly load: Load<T>;
  readonly reload: () => Promise<void>;
  readonly children: (data: T) => ReactNode;
}) {
  const { ui } = useWords();
  const failureText = useFailureText();
  const { load } = props;
  const retry = <Button compact kind="secondary" label={ui.retry} onPress={() => void props.reload()} />;
  switch (load.state) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <Notice tone="error" text={failureText(load.failure)} action={retry} />;
    case 'ready':
      return (
        <>
          {load.stale === undefined ? null : <Notice tone="error" text={failureText(load.stale)} action={retry} />}
          {props.children(load.data)}
        </>
      );
    default:
      return load satisfies never;
  }
}
