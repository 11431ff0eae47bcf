import { ParentScreen } from '../../src/features/privacy/parent-screen.tsx';

export default ParentScreen;
