import { SignedInOnly } from '../src/features/auth/signed-in-only.tsx';
import { VerifyEmailScreen } from '../src/features/auth/verify-email-screen.tsx';

export default function VerifyEmail() {
  return (
    <SignedInOnly>
      <VerifyEmailScreen />
    </SignedInOnly>
  );
}
