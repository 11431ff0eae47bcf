import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const PeopleListsScreen = lazyScreen(() =>
  import('../../src/features/account/account-screens.ts').then((m) => m.accountScreens.people),
);

export default function PeopleRoute() {
  return (
    <SignedInOnly>
      <PeopleListsScreen />
    </SignedInOnly>
  );
}
