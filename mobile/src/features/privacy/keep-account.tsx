import { useWords } from '../../i18n/use-words.ts';
import { useServices } from '../services.ts';
import { LinkPress } from './link-press.tsx';

/** Takes a deletion back: nothing was deleted yet, and everything is as it was. */
export function KeepAccount({ token }: { readonly token: string }) {
  const words = useWords().privacy.cancel;
  const { api } = useServices();
  return (
    <LinkPress label={words.keep} send={() => api.cancelErasure(token)} done={({ handle }) => words.kept(handle)} />
  );
}
