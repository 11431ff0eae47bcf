import { Page } from '../../kit/page.tsx';
import { useMe } from '../../session/use-me.ts';

/** What a session in the console begins with. */
export function OverviewPage() {
  const me = useMe();
  return (
    <Page title="Overview" lead={`Signed in as @${me.username}.`}>
      <p>
        Press <kbd>Ctrl K</kbd> to go somewhere by its name, <kbd>?</kbd> for all keys.
      </p>
    </Page>
  );
}
