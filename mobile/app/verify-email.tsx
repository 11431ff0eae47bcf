import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const VerifyEmailScreen = lazyScreen(() =>
  import('../src/features/auth/auth-screens.ts').then((m) => m.authScreens.verifyEmail),
);

export default function VerifyEmail() {
  return (
    <SignedInOnly>
      <VerifyEmailScreen />
    </SignedInOnly>
  );
}
