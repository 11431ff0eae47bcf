import './zod-without-eval.ts';
import 'uplot/dist/uPlot.min.css';
import './styles/console.css';
import { createRoot } from 'react-dom/client';
import { bindCalls } from './api/call.ts';
import { Console } from './console.tsx';
import { browserStore } from './session/browser-store.ts';
import { ConsoleSession } from './session/console-session.ts';
import { exclusively } from './session/exclusively.ts';
import { isIdle } from './session/last-touch.ts';
import { browserPasskeys } from './session/passkeys.ts';
import { applyTheme, storedTheme } from './shell/theme.ts';

const store = browserStore();
const now = (): number => Date.now();
const session = new ConsoleSession({
  fetch: (input, init) => fetch(input, init),
  ...{ store, now, exclusively },
  isIdle: () => isIdle(store, now()),
});
bindCalls(session);
applyTheme(store, storedTheme(store));
const root = document.getElementById('console');
if (root === null) throw new Error('the page has no place for the console');
createRoot(root).render(<Console services={{ session, store, now, passkeys: browserPasskeys() }} />);
