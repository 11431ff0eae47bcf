import { UnsubscribeScreen } from '../src/features/privacy/unsubscribe-screen.tsx';

export default UnsubscribeScreen;
