import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const SignInScreen = lazyScreen(() => import('../src/features/auth/auth-screens.ts').then((m) => m.authScreens.signIn));

export default SignInScreen;
