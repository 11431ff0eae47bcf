import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { strings } from '../../ui/strings.ts';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';

export function NotFoundScreen() {
  usePageTitle(strings.notFound.title);
  return (
    <Page>
      <AppText kind="title">{strings.notFound.title}</AppText>
      <AppText color="muted">{strings.notFound.lead}</AppText>
      <LinkButton href="/" label={strings.room.toLobby} kind="primary" />
    </Page>
  );
}
