import { CancelErasureScreen } from '../../src/features/privacy/cancel-erasure-screen.tsx';

export default CancelErasureScreen;
