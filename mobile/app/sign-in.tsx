import { SignInScreen } from '../src/features/auth/sign-in-screen.tsx';

export default SignInScreen;
