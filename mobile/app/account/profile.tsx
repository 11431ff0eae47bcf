import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const OwnProfileScreen = lazyScreen(() =>
  import('../../src/features/account/account-screens.ts').then((m) => m.accountScreens.ownProfile),
);

export default function ProfileRoute() {
  return (
    <SignedInOnly>
      <OwnProfileScreen />
    </SignedInOnly>
  );
}
