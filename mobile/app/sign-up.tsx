import { lazyScreen } from '../src/features/shell/lazy-screen.tsx';

const SignUpScreen = lazyScreen(() => import('../src/features/auth/auth-screens.ts').then((m) => m.authScreens.signUp));

export default SignUpScreen;
