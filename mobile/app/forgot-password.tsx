import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const ForgotPasswordScreen = lazyScreen(() =>
  import('../src/features/auth/auth-screens.ts').then((m) => m.authScreens.forgotPassword),
);

export default ForgotPasswordScreen;
