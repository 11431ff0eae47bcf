import { usePathname, useRouter } from 'expo-router';
import { useEffect, useState } from 'react';
import { codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useSession } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { useLinkSecret } from '../use-link-secret.ts';
import { saveExport } from './archive.ts';

/** Where the link of the mail leads: it downloads the archive, once, for its owner. */
export function ArchiveScreen({ exportId }: { readonly exportId: string }) {
  const words = useWords().privacy.archive;
  const outcomeOf = useOutcomeOf();
  usePageTitle(words.title);
  const services = useServices();
  const { heldLinks } = services;
  const { state } = useSession();
  const router = useRouter();
  const path = usePathname();
  const fromLink = useLinkSecret();
  const [held, setHeld] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Outcome>();
  const signedIn = state.status === 'signed-in';
  const secret = fromLink ?? held;
  useEffect(() => {
    if (signedIn) setHeld((before) => before ?? heldLinks.take(path));
  }, [signedIn, heldLinks, path]);

  const download = async (opener: string): Promise<void> => {
    setBusy(true);
    const answer = await saveExport(services, exportId, opener);
    setBusy(false);
    const gone = !answer.ok && codeOf(answer.failure) === 'not_found';
    setSaid(gone ? { ok: false, text: words.used } : outcomeOf(answer, () => words.done));
  };
  const signIn = (): void => {
    if (secret !== undefined) heldLinks.keep(path, secret);
    router.push({ pathname: '/sign-in', params: { next: path } });
  };
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <OutcomeNotice outcome={said} />
      {signedIn && secret === undefined ? <Notice tone="info" text={words.noSecret} /> : null}
      {state.status === 'signed-out' ? (
        <>
          <AppText>{words.signInLead}</AppText>
          <Button label={words.signIn} onPress={signIn} />
        </>
      ) : null}
      {signedIn && secret !== undefined && said?.ok !== true ? (
        <Button label={words.download} busy={busy} onPress={() => void download(secret)} />
      ) : null}
      {signedIn ? <LinkButton href="/privacy/data" label={words.list} /> : null}
    </Page>
  );
}
