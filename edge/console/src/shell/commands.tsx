import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useServices } from '../session/session-context.ts';

/** Something that can be done where one is: by its key, and from the palette. */
export interface Command {
  readonly id: string;
  /** What it does, as the palette and the help name it. */
  readonly label: string;
  /** One key, or two after another (`g a`). Absent: by the palette alone. */
  readonly key?: string;
  readonly run: () => void;
}

export interface Commands {
  /** All that can be done now; where two have one key, the later page part has it. */
  all(): readonly Command[];
  register(list: () => readonly Command[]): () => void;
  readonly keysOn: boolean;
  readonly setKeysOn: (on: boolean) => void;
}

const CommandsContext = createContext<Commands | undefined>(undefined);

export function useCommandBoard(): Commands {
  const commands = useContext(CommandsContext);
  if (commands === undefined) throw new Error('useCommandBoard needs a CommandsProvider above it');
  return commands;
}

/** Offers commands as long as the component is shown. */
export function useCommands(list: readonly Command[]): void {
  const commands = useContext(CommandsContext);
  const latest = useRef(list);
  useLayoutEffect(() => {
    latest.current = list;
  });
  useEffect(() => commands?.register(() => latest.current), [commands]);
}

/** A second key has to come within this. */
const chordMs = 1_500;

/** Listens for keys. Letters alone can be turned off (WCAG 2.1.4); they never work where one types, or behind a dialog. */
export function CommandsProvider({ children }: { readonly children: ReactNode }) {
  const { store } = useServices();
  const [keysOn, showKeysOn] = useState(() => store.get('console-keys') !== 'off');
  const lists = useRef(new Set<() => readonly Command[]>());
  const board = useMemo<Commands>(
    () => ({
      all: () => [...lists.current].flatMap((list) => list()),
      register: (list) => {
        lists.current.add(list);
        return () => lists.current.delete(list);
      },
      keysOn,
      setKeysOn: (on) => {
        store.set('console-keys', on ? undefined : 'off');
        showKeysOn(on);
      },
    }),
    [store, keysOn],
  );
  useEffect(() => {
    let first = '';
    let firstAtMs = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!board.keysOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      const chord = event.timeStamp - firstAtMs < chordMs ? `${first} ${event.key}` : '';
      const commands = board.all().toReversed();
      const found =
        commands.find(({ key }) => key !== undefined && key === chord) ?? commands.find(({ key }) => key === event.key);
      first = event.key;
      firstAtMs = event.timeStamp;
      if (found === undefined) return;
      event.preventDefault();
      first = '';
      found.run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [board]);
  return <CommandsContext.Provider value={board}>{children}</CommandsContext.Provider>;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
