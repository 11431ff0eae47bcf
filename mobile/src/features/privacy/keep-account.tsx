import { useServices } from '../services.ts';
import { LinkPress } from './link-press.tsx';
import { privacyStrings } from './privacy-strings.ts';

const words = privacyStrings.cancel;

/** Takes a deletion back: nothing was deleted yet, and everything is as it was. */
export function KeepAccount({ token }: { readonly token: string }) {
  const { api } = useServices();
  return (
    <LinkPress label={words.keep} send={() => api.cancelErasure(token)} done={({ handle }) => words.kept(handle)} />
  );
}
