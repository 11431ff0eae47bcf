import '../src/platform/zod-without-eval.ts';
import { AppRoot } from '../src/features/app-root.tsx';

export default AppRoot;
