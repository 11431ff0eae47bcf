import { isStaff } from '@halobuzz/core/roles';
import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { routes } from '../routes.ts';
import { touch } from '../session/last-touch.ts';
import { useServices, useSessionView } from '../session/session-context.ts';
import { useMe } from '../session/use-me.ts';
import { CommandPalette } from './command-palette.tsx';
import { type Command, useCommands } from './commands.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { mayOpen } from './may-open.ts';
import { Navigation } from './navigation.tsx';
import { OpenPagesContext } from './open-pages.ts';
import { Pages } from './pages.tsx';
import { applyTheme, storedTheme, type Theme } from './theme.ts';

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'Device colours' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** What stands around every page. */
export function Shell() {
  const me = useMe();
  const { session, store } = useServices();
  const { locked } = useSessionView();
  const [location, navigate] = useLocation();
  const [dialog, setDialog] = useState<'palette' | 'help'>();
  const [menuOpen, setMenuOpen] = useState(false);
  const open = useMemo(() => routes.filter((route) => mayOpen(me.roles, route)), [me.roles]);
  const go = useMemo<readonly Command[]>(
    () =>
      open
        .filter(({ nav }) => nav !== undefined)
        .map(({ path, title, nav }) => ({
          id: `go-${path}`,
          label: title,
          ...(nav?.key === undefined ? {} : { key: `g ${nav.key}` }),
          run: () => navigate(path),
        })),
    [open, navigate],
  );
  useCommands([
    ...go,
    { id: 'help', label: 'Keys', key: '?', run: () => setDialog('help') },
    { id: 'sign-out', label: 'Sign out', run: () => void session.signOut() },
    {
      id: 'lock',
      label: 'Lock the console',
      run: () => {
        // As if nobody had ever used it: every window locks, and stays so over reloads.
        touch(store, 0);
        session.lock();
      },
    },
  ]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) setDialog('palette');
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place closes the narrow window's menu
  useEffect(() => setMenuOpen(false), [location]);
  return (
    <div className={locked ? 'shell unseen' : 'shell'}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="top no-print">
        <button
          type="button"
          className="menu"
          aria-expanded={menuOpen}
          aria-controls="side"
          onClick={() => setMenuOpen(!menuOpen)}
        >
          Menu
        </button>
        <strong>HaloBuzz console</strong>
        <button type="button" className="quiet" onClick={() => setDialog('palette')}>
          Go to… <kbd className="wide-only">Ctrl K</kbd>
        </button>
        <span className="grow" />
        <ThemeChoice />
        <button type="button" className="quiet wide-only" onClick={() => setDialog('help')}>
          Keys
        </button>
        <span className="muted wide-only">
          @{me.username} · {me.roles.filter((role) => isStaff([role])).join(', ')}
        </span>
        <button type="button" onClick={() => void session.signOut()}>
          Sign out
        </button>
      </header>
      <div id="side" className={menuOpen ? 'side open no-print' : 'side no-print'}>
        <Navigation />
      </div>
      <main id="main" tabIndex={-1}>
        <OpenPagesContext.Provider value={open}>
          <Pages />
        </OpenPagesContext.Provider>
      </main>
      {dialog === 'palette' ? <CommandPalette onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'help' ? <KeyboardHelp onClose={() => setDialog(undefined)} /> : null}
    </div>
  );
}

function ThemeChoice() {
  const { store } = useServices();
  const [theme, setTheme] = useState(() => storedTheme(store));
  return (
    <select
      aria-label="Appearance"
      className="quiet"
      value={theme}
      onChange={(event) => {
        const chosen = themes.find(({ value }) => value === event.target.value)?.value ?? 'system';
        applyTheme(store, chosen);
        setTheme(chosen);
      }}
    >
      {themes.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
