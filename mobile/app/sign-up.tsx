import { SignUpScreen } from '../src/features/auth/sign-up-screen.tsx';

export default SignUpScreen;
