import { ForgotPasswordScreen } from './forgot-password-screen.tsx';
import { SignInScreen } from './sign-in-screen.tsx';
import { SignUpScreen } from './sign-up-screen.tsx';
import { VerifyEmailScreen } from './verify-email-screen.tsx';

/** The screens on the way in, which are loaded as one piece: they share most of their code (see `privacy-screens.ts`). */
export const authScreens = {
  signIn: SignInScreen,
  signUp: SignUpScreen,
  verifyEmail: VerifyEmailScreen,
  forgotPassword: ForgotPasswordScreen,
};
