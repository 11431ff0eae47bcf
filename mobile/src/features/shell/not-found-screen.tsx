import { useWords } from '../../i18n/use-words.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function NotFoundScreen() {
  const { room, shell } = useWords();
  usePageTitle(shell.notFound.title);
  return (
    <Page>
      <AppText kind="title">{shell.notFound.title}</AppText>
      <AppText color="muted">{shell.notFound.lead}</AppText>
      <LinkButton href="/" label={room.toLobby} kind="primary" />
    </Page>
  );
}
