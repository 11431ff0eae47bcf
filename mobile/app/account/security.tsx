import { SignedInOnly } from '../../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../../src/features/shell/lazy-screen.tsx';

const SecurityScreen = lazyScreen(() =>
  import('../../src/features/account/account-screens.ts').then((m) => m.accountScreens.security),
);

export default function SecurityRoute() {
  return (
    <SignedInOnly>
      <SecurityScreen />
    </SignedInOnly>
  );
}
